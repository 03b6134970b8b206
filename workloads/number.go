package workloads

import (
	"math"
	"strconv"
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

// isNumber tells whether s is a finite number in any usual decimal form.
func isNumber(s []byte) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return false // no hexadecimal, underscores, infinities
		}
	}
	_, err := strconv.ParseFloat(string(s), 64)
	return err == nil
}
