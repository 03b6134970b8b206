package unit

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "15m": 15 * time.Minute, "24h": Day, "3d": 3 * Day, "2w": 14 * Day,
		"1.5d": 36 * time.Hour, "1h30m": 90 * time.Minute, "1h 30m": 90 * time.Minute, " 8 h ": 8 * time.Hour,
		"0s": 0, "-2h": -2 * time.Hour, "0.1s": 1e8, "100ms": 1e8, "5us": 5000, "5µs": 5000, "5μs": 5000, "7ns": 7,
		"0.000000001s": 1, "1.10000000000000000000s": 1100 * time.Millisecond, "1w2d3h4m5s6ms7us8ns": 788645006007008,
		"53375d": 53375 * Day, "4611686018427387904ns": 1 << 62,
	} {
		if got, err := ParseDuration(text); err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

// A message says what is wrong and what would be right; %q of the input stands
// before each.
func TestParseDurationRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"90":                    "has no unit: write 90s for seconds",
		"-5":                    "has no unit",
		"1h30":                  "ends in a number without a unit",
		"":                      "is not a duration: write 90s",
		"soon":                  "is not a duration",
		"-":                     "is not a duration",
		"--1h":                  "is not a duration",
		"1h-5m":                 "is not a duration",
		"3x":                    `has the unknown unit "x": units are w, d`,
		"90 minutes":            "write 90m",
		"24H":                   "write 24h",
		"3 days":                "write 3d",
		"1y":                    "months and years have no fixed length: write 365d",
		"6M":                    "months and years have no fixed length",
		"2 months":              "months and years have no fixed length: write 60d",
		"30m1h":                 "from the largest to the smallest",
		"1h1h":                  "once each",
		"1e3s":                  `unknown unit "e"`,
		"0.5ns":                 "is not a whole number of nanoseconds",
		"0.0000000001s":         "is not a whole number of nanoseconds",
		"53376d":                "is more than 146 years",
		"99999999999999w":       "is more than 146 years",
		"4611686018427387905ns": "is more than 146 years",
		"53375d23h59m":          "is more than 146 years",
		"12345678901234567890s": "more digits",
	} {
		got, err := ParseDuration(text)
		if err == nil || !strings.Contains(err.Error(), want) || got != 0 {
			t.Errorf("ParseDuration(%q) = %v, %v, want an error with %q", text, got, err, want)
		}
	}
}

func TestFormatDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", time.Second: "1s", 90 * time.Minute: "1h30m", 36 * time.Hour: "1d12h", 2500 * time.Millisecond: "2.5s",
		1: "0.000000001s", -90 * time.Second: "-1m30s", math.MaxInt64: "106751d23h47m16.854775807s",
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%d) = %q, want %q", d, got, want)
		}
	}
}

func TestDurationRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(-int64(MaxDuration), int64(MaxDuration)).Draw(t, "d"))
		if got, err := ParseDuration(FormatDuration(d)); err != nil || got != d {
			t.Fatalf("%d is written %q and read %d, %v", d, FormatDuration(d), got, err)
		}
	})
}

func TestParseBytes(t *testing.T) {
	for text, want := range map[string]int64{
		"80GB": 80e9, "8 GiB": 8 << 30, "0B": 0, "512 MiB": 512 << 20, "1.5 TiB": 3 << 39, "1.5kB": 1500, "2KB": 2000,
		"0.5KiB": 512, "7EiB": 7 << 60, "9.2EB": 92e17, "12 B": 12,
	} {
		if got, err := ParseBytes(text); err != nil || got != want {
			t.Errorf("ParseBytes(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"80":        "has no unit",
		"80G":       "write 80 GiB for powers of 1024 or 80 GB for powers of 1000",
		"80 gb":     "could mean two sizes",
		"1k":        "write 1 KiB for powers of 1024 or 1 kB for powers of 1000",
		"400Gb":     "is in bits: write GB",
		"8 XiB":     `unknown unit "XiB"`,
		"0.5B":      "is not a whole number of bytes",
		"8EiB":      "is more than 8 EiB",
		"-1B":       "is not a size",
		"GB":        "is not a size",
		"80GB 1 MB": "unknown unit",
	} {
		if got, err := ParseBytes(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseBytes(%q) = %d, %v, want an error with %q", text, got, err, want)
		}
	}
}

func TestBytesRoundTrip(t *testing.T) {
	if got := FormatBytes(80e9) + " " + FormatBytes(8<<30) + " " + FormatBytes(1001) + " " + FormatBytes(0); got != "80 GB 8 GiB 1001 B 0 B" {
		t.Errorf("got %s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		// Half of the sizes are whole multiples of large units.
		n := rapid.Int64Range(0, math.MaxInt64).Draw(t, "n")
		if rapid.Bool().Draw(t, "round") {
			n = n >> 40 << rapid.IntRange(0, 40).Draw(t, "shift")
		}
		if got, err := ParseBytes(FormatBytes(n)); err != nil || got != n {
			t.Fatalf("%d is written %q and read %d, %v", n, FormatBytes(n), got, err)
		}
	})
}

func TestParseCount(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "64": 64, " 8 ": 8, "5_448": 5448, "1_000_000": 1e6, "1e6": 1e6, "15e2": 1500, "2E+2": 200,
		"9223372036854775807": math.MaxInt64,
	} {
		if got, err := ParseCount(text); err != nil || got != want {
			t.Errorf("ParseCount(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"010":                   "begins with a zero, which some readers take for octal: write 10",
		"00":                    "write 0",
		"0x10":                  "is not a whole number",
		"0o10":                  "is not a whole number",
		"8.5":                   "is not a whole number",
		"1e-3":                  "is not a whole number",
		"1.5e0":                 "is not a whole number",
		"-4":                    "is negative",
		"1,000":                 "has commas: write 1000",
		"1,000,000":             "has commas: write 1000000",
		"1 000":                 "has spaces: write 1000",
		"1\u00a0000":            "has spaces: write 1000",
		"1'000":                 "has apostrophes: write 1000",
		"1.000.000":             "has points, which set off no thousands here: write 1000000",
		"20.000":                "20.000 is 20 here, for a point begins decimals, which a count has none of: write 20 or 20000",
		"2.190":                 "is not a whole number, for a point begins decimals here: write 2190",
		"0.000":                 "has a decimal point, which a count has not: write 0",
		"8.0":                   "has a decimal point, which a count has not: write 8",
		"1234.000":              "write 1234",
		"1.5e3":                 "has a decimal point, which a count has not: write 1500",
		"2,5":                   "is not a whole number",
		"1.5e99999":             "is not a whole number",
		"1_00":                  "do not set off three digits",
		"_1":                    "do not set off three digits",
		"8 GPUs":                "is not a whole number",
		"":                      "is not a whole number",
		"many":                  "is not a whole number",
		"1e99999":               "is more than 2^64 − 1",
		"9223372036854775808":   "is more than 2^63 − 1",
		"18446744073709551616":  "is more than 2^64 − 1",
		"999999999999999999.55": "is not a whole number",
	} {
		if got, err := ParseCount(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseCount(%q) = %d, %v, want an error with %q", text, got, err, want)
		}
	}
	if got, err := ParseUint64("18446744073709551615"); err != nil || got != math.MaxUint64 {
		t.Errorf("the largest seed is read as %d, %v", got, err)
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{"0.7": 0.7, "-1": -1, "2.5e-3": 0.0025, ".5": 0.5, "1e300": 1e300} {
		if got, err := ParseNumber(text); err != nil || got != want {
			t.Errorf("ParseNumber(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "NaN", "inf", "-Infinity", "0x1p4", "1_0", "1e999", "--1", "70 %", "e"} {
		if got, err := ParseNumber(text); err == nil {
			t.Errorf("ParseNumber(%q) = %v, want an error", text, got)
		}
	}
}

func TestParseDate(t *testing.T) {
	july := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2025-07-01":                     july,
		"2025-07-01T00:00:00Z":           july,
		"2025-07-01T02:00:00+02:00":      july,
		"2024-02-29":                     time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		"2025-07-01T00:00:00.5Z":         july.Add(time.Second / 2),
		"2025-07-01T00:00:00.123456789Z": july.Add(123456789),
	} {
		if got, err := ParseDate(text); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("ParseDate(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"2025-02-30":                            "the calendar has no such day",
		"2025-13-01":                            "the calendar has no such day",
		"01.07.2025":                            "write 2025-07-01",
		"Jul 2025":                              "write 2025-07-01",
		"2025":                                  "write 2025-01-01",
		"2025-07-01 12:00":                      "write 2025-07-01",
		"2025-07-01T12:00:00":                   "write 2025-07-01, or 2025-07-01T12:00:00Z with a time of day and zone",
		"0000-01-01T00:00:00+01:00":             "is not a date",
		"2025-07-01T1:00:00Z":                   "is not a date",
		"July":                                  "write 2025-07-01",
		"2025-07-01T00:00:00.1234567891Z":       "digits below a nanosecond",
		"2025-07-01T00:00:00.00000000019+02:00": "digits below a nanosecond",
	} {
		if got, err := ParseDate(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseDate(%q) = %v, %v, want an error with %q", text, got, err, want)
		}
	}
}

func TestDateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-2e9, 7e9).Draw(t, "s"), rapid.SampledFrom([]int64{0, 1, 5e8, 999999999}).Draw(t, "ns")).UTC()
		if rapid.Bool().Draw(t, "midnight") {
			at = at.Truncate(Day)
		}
		if got, err := ParseDate(FormatDate(at)); err != nil || !got.Equal(at) {
			t.Fatalf("%v is written %q and read %v, %v", at, FormatDate(at), got, err)
		}
	})
}

// FuzzText: no reader panics; what a reader accepts, its writer writes so that
// it is read back the same; no message is longer than a line.
func FuzzText(f *testing.F) {
	for _, s := range []string{"1h30m", "1.5d", "8 GiB", "80GB", "1e6", "010", "2025-07-01", "2025-07-01T12:00:00+02:00",
		"1/16", "0.387", "-0.25", "5_448", "99999999999999999999", "5µs", "\xff", "1.", ".", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		check := func(what string, err error, again bool) {
			if err == nil && !again {
				t.Errorf("%s: what is read from %q is not read back from what is written", what, s)
			}
			if err != nil && (len(err.Error()) > 800 || strings.Contains(err.Error(), "\n")) {
				t.Errorf("%s: %q has the message %q", what, s, err)
			}
		}
		d, err := ParseDuration(s)
		back, _ := ParseDuration(FormatDuration(d))
		check("duration", err, back == d)
		n, err := ParseBytes(s)
		bytes, _ := ParseBytes(FormatBytes(n))
		check("bytes", err, bytes == n)
		_, err = ParseUint64(s)
		check("count", err, true)
		x, err := ParseNumber(s)
		number, _ := ParseNumber(FormatNumber(x))
		check("number", err, number == x)
		at, err := ParseDate(s)
		date, _ := ParseDate(FormatDate(at))
		check("date", err, date.Equal(at))
		r, err := ParseRatio(s)
		check("ratio", err, r.Num > 0 && r.Den > 0)
		ns, err := ParseSeconds(s)
		seconds, _ := ParseSeconds(AppendSeconds(nil, ns))
		check("seconds", err, seconds == ns)
	})
}
