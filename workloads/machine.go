package workloads

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Machine is the size of the machine by the header, in processors, and the field
// that gives it: MaxProcs, else MaxNodes, as a log of nodes with one processor each
// needs no MaxProcs. The size is 0 where it is not known: the header has neither
// (the field is then empty), or has one that cannot be read without a doubt (then
// it is that one). A number is never read in part, and MaxNodes, which may be the
// smaller, never stands in for a MaxProcs that cannot be read.
func (h *Header) Machine() (gpus int, by HeaderField) {
	for _, key := range [...]string{"MaxProcs", "MaxNodes"} {
		for _, f := range h.Fields {
			if !strings.EqualFold(f.Key, key) || unstated(f.Value) {
				continue
			}
			n := headerCount(key, f.Value)
			switch {
			case n == 0:
				return 0, HeaderField{key, f.Value}
			case gpus == 0:
				gpus, by = n, HeaderField{key, f.Value}
			case n != gpus: // two logs in one file
				return 0, HeaderField{key, by.Value + " and " + f.Value}
			}
		}
		if gpus > 0 {
			break
		}
	}
	return gpus, by
}

// unstated reports whether the value of a header field says that it is not known.
func unstated(value string) bool {
	switch strings.ToLower(value) {
	case "", "-1", "0", "-", "?", "unknown", "none", "na", "n/a", "not available":
		return true
	}
	return false
}

var (
	// grouped, decimal and exponent are the forms of a number: digits in groups of
	// three, by one sign throughout; plain digits, with decimals that are zeros; and
	// what R and spreadsheets make of large numbers.
	grouped  = regexp.MustCompile(`^[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:'[0-9]{3})+|(?:’[0-9]{3})+|(?:_[0-9]{3})+|(?:\x{a0}[0-9]{3})+|(?:\x{2009}[0-9]{3})+|(?:\x{202f}[0-9]{3})+)(?:\.0+)?`)
	decimal  = regexp.MustCompile(`^[0-9]+(?:\.0*)?`)
	exponent = regexp.MustCompile(`^[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+`)
	// doubtful is what is a thousand to some and one to others.
	doubtful = regexp.MustCompile(`^[0-9]{1,3}\.0{3}$`)
	// bracketed is a remark: the format has the sizes of partitions there. One that
	// begins with a factor is none.
	bracketed = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]`)
	factor    = regexp.MustCompile(`[(\[]\s*(?:x|×|\*|times)\s*[0-9]`)
	// remark is what may follow a number without changing it: a unit; then nothing,
	// or words without a number, set off by a mark.
	remark = regexp.MustCompile(`(?i)^\s*(processors?|procs?|cpus?|cores?|gpus?|nodes?)?\s*(?:$|(?:[;:#]|[,.]\s|\s[–—-]+\s)[^0-9]*$)`)
)

// headerCount reads the number that the value of a header field begins with; 0 is
// one that is out of range, or could be another.
func headerCount(key, value string) int {
	text := ""
	for _, form := range []*regexp.Regexp{grouped, exponent, decimal} {
		if text = form.FindString(value); text != "" {
			break
		}
	}
	rest := value[len(text):]
	if text == "" || doubtful.MatchString(text) || factor.MatchString(rest) {
		return 0
	}
	m := remark.FindStringSubmatch(bracketed.ReplaceAllString(rest, ""))
	if m == nil || key == "MaxProcs" && strings.HasPrefix(strings.ToLower(m[1]), "node") {
		return 0 // so many nodes are more processors
	}
	digits := strings.NewReplacer(",", "", "'", "", "’", "", "_", "", "\u00a0", "", "\u2009", "", "\u202f", "").Replace(text)
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n != math.Trunc(n) || n > maxGPUs {
		return 0
	}
	return int(n)
}
