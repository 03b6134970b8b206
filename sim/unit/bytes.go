package unit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// byteUnits is in falling order of size. Decimal (SI) and binary (IEC) prefixes
// are different units and never stand for each other.
var byteUnits = []struct {
	name string
	size uint64
}{
	{"EiB", 1 << 60}, {"EB", 1e18}, {"PiB", 1 << 50}, {"PB", 1e15}, {"TiB", 1 << 40}, {"TB", 1e12},
	{"GiB", 1 << 30}, {"GB", 1e9}, {"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"kB", 1e3}, {"B", 1},
}

// ParseBytes reads a size in bytes with its unit: "80GB" is 80,000,000,000,
// "8 GiB" is 8,589,934,592. The value must be a whole number of bytes and fit
// an int64. A bare number, a prefix without B ("80G") and bits ("80Gb") are
// refused, each with what to write.
func ParseBytes(s string) (int64, error) {
	number, rest, err := cutDecimal(strings.TrimSpace(s))
	if err != nil {
		return 0, &Wrong{fmt.Sprintf("%q is not a size", clip(s)), values("8 GiB", "80 GB", "512 MiB")}
	}
	name := strings.TrimLeft(rest, " ")
	if name == "KB" { // a common spelling of kB that means nothing else
		name = "kB"
	}
	for _, u := range byteUnits {
		if u.name != name {
			continue
		}
		n, exact, fits := number.times(u.size, math.MaxInt64)
		if !fits {
			return 0, fmt.Errorf("%q is more than 8 EiB, the largest size", clip(s))
		}
		if !exact {
			return 0, fmt.Errorf("%q is not a whole number of bytes", clip(s))
		}
		return int64(n), nil
	}
	plain := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), name))
	return 0, byteAdvice(s, plain, name)
}

func byteAdvice(s, number, name string) error {
	switch {
	case name == "":
		return &Wrong{fmt.Sprintf("%q has no unit", clip(s)), values(clip(number)+" B", clip(number)+" MB", clip(number)+" GB", clip(number)+" GiB", clip(number)+" TB")}
	case len(name) == 2 && name[1] == 'b' && strings.ContainsAny(name[:1], "kKMGTPE"):
		return fmt.Errorf("%q is in bits: write %sB for bytes", clip(s), name[:1])
	case len(name) <= 2 && strings.ContainsAny(name[:1], "kKMGTPEkmgtpe"):
		p := strings.ToUpper(name[:1])
		return &Wrong{fmt.Sprintf("%q could mean two sizes", clip(s)), []Meant{{clip(number) + " " + p + "iB", "powers of 1024"}, {clip(number) + " " + strings.Replace(p, "K", "k", 1) + "B", "powers of 1000"}}}
	}
	return fmt.Errorf("%q has the unknown unit %q: units are B, kB, MB, GB, TB, PB, EB and KiB, MiB, GiB, TiB, PiB, EiB", clip(s), clip(name))
}

// FormatBytes writes n (at least 0) exactly, in the largest unit of which it is
// a whole number; ParseBytes reads it back. 80,000,000,000 is "80 GB",
// 8,589,934,592 is "8 GiB", 1,001 is "1001 B".
func FormatBytes(n int64) string {
	if n <= 0 {
		return strconv.FormatInt(n, 10) + " B"
	}
	for _, u := range byteUnits {
		if uint64(n)%u.size == 0 {
			return strconv.FormatUint(uint64(n)/u.size, 10) + " " + u.name
		}
	}
	return "" // not reached: one byte divides every size
}
