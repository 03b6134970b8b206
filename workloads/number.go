package workloads

import (
	"bytes"
	"math"
	"strconv"

	"sovsim/sim/unit"
)

// maxGPUs is the largest number of GPUs that one job or machine may have.
const maxGPUs = math.MaxInt32

// parseInt reads a whole decimal number of at most 18 digits, which is all that
// a job number or a count can sensibly need; more is not ok.
func parseInt[T ~string | ~[]byte](s T) (int64, bool) {
	i := 0
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		i = 1
	}
	if len(s) == i || len(s)-i > 18 {
		return 0, false
	}
	var v int64
	for _, c := range []byte(s[i:]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int64(c-'0')
	}
	if s[0] == '-' {
		v = -v
	}
	return v, true
}

// parseWhole reads a whole number of at most 18 digits in any form in which a table
// may have it: "2", "2.0", "1e+05". 1.5 is not ok.
func parseWhole[T ~string | ~[]byte](s T) (int64, bool) {
	v, exact, err := unit.Scaled(s, 0)
	return v, err == nil && exact && v < 1e18 && v > -1e18
}

// isMinusOne reports whether s is −1, which stands for what is not known.
func isMinusOne(s []byte) bool {
	v, ok := parseWhole(s)
	return ok && v == -1
}

// isNumber reports whether s is a finite number in any usual decimal form.
func isNumber(s []byte) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return false // no hexadecimal, underscores, infinities
		}
	}
	_, err := strconv.ParseFloat(string(s), 64)
	return err == nil
}

// missingMarks are the words, in any case, that stand for a number that is not there,
// or for a limit that there is none of. Nothing and −1 do so too.
var missingMarks = [...]string{"NA", "N/A", "#N/A", "<NA>", "NaN", "NaT", "NULL", "None", "nil", `\N`, "-", "?", "unknown",
	"unlimited", "infinite", "infinity", "inf", "partition_limit"}

// missing reports whether s, without blanks around it, is nothing or one of the words.
func missing(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	if s[0]-'0' <= 9 {
		return false
	}
	for _, m := range missingMarks {
		if len(m) == len(s) && bytes.EqualFold(s, []byte(m)) {
			return true
		}
	}
	return false
}
