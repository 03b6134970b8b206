package unit

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseNumber reads a plain decimal number ("0.7", "-1", "2.5e-3") as the
// nearest float64. It is for parameters of distributions and weights, which are
// real numbers; times, counts and speeds have exact readers of their own.
// Infinities, NaN, hexadecimal and underscores are refused.
func ParseNumber(s string) (float64, error) {
	text := strings.TrimSpace(s)
	if strings.Trim(text, "0123456789.eE+-") != "" || text == "" {
		return 0, fmt.Errorf("%q is not a number", clip(s))
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number that can be held", clip(s))
	}
	return x, nil
}

// FormatNumber writes x with the fewest digits that ParseNumber reads back as x.
func FormatNumber(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
