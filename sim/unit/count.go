package unit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseCount reads a whole number of things, at least 0: "64", "5_448", "1e6"
// (which is 1,000,000). Underscores may set off groups of three digits. A decimal
// point is refused, because in much of Europe "20.000" is twenty thousand; so is a
// leading zero, because YAML 1.1 reads "010" as eight and people read it as ten, and
// so are fractions, signs other than a minus that says what is wrong, and numbers
// above 2^63 − 1.
func ParseCount(s string) (int64, error) {
	n, err := ParseUint64(s)
	if err == nil && n > math.MaxInt64 {
		err = fmt.Errorf("%q is more than 2^63 − 1, the largest count", clip(s))
	}
	return int64(n), err
}

// ParseUint64 is ParseCount for the whole range of a uint64, such as a seed's.
func ParseUint64(s string) (uint64, error) {
	text := strings.TrimSpace(s)
	switch {
	case strings.HasPrefix(text, "-"):
		return 0, fmt.Errorf("%q is negative: write a whole number from 0", clip(s))
	case strings.ContainsAny(text, ".") && strings.Trim(text, "0123456789.eE+") == "":
		return 0, pointed(s, text)
	case strings.Trim(text, "0123456789") != "":
		if plain, _, is := Plain(text); is && strings.Trim(plain, "0123456789") == "" {
			return 0, &Wrong{fmt.Sprintf("%q has %s", clip(s), separator(text)), values(plain)}
		}
	}
	switch {
	case strings.Contains(text, "_"):
		if !groupedByThree(text) {
			return 0, fmt.Errorf("%q has underscores that do not set off three digits, as 5_448 does", clip(s))
		}
		text = strings.ReplaceAll(text, "_", "")
	}
	if len(text) > 1 && text[0] == '0' && strings.Trim(text, "0123456789") == "" {
		advice := strings.TrimLeft(text[:len(text)-1], "0") + text[len(text)-1:]
		return 0, &Wrong{fmt.Sprintf("%q begins with a zero, which some readers take for octal", clip(s)), values(advice)}
	}
	number, rest, err := cutDecimal(text)
	if err == errManyDigits {
		return parseLong(s, text)
	}
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", clip(s))
	}
	scale := uint64(1)
	if rest != "" {
		exponent, ok := strings.CutPrefix(strings.ToLower(rest), "e")
		exponent = strings.TrimPrefix(exponent, "+")
		if !ok || exponent == "" || strings.Trim(exponent, "0123456789") != "" {
			return 0, fmt.Errorf("%q is not a whole number", clip(s))
		}
		power := 0
		for _, c := range []byte(exponent) {
			if power = power*10 + int(c-'0'); power > 19 {
				return 0, fmt.Errorf("%q is more than 2^64 − 1", clip(s))
			}
		}
		for range power {
			scale *= 10
		}
	}
	n, exact, fits := number.times(scale, math.MaxUint64)
	switch {
	case !fits:
		return 0, fmt.Errorf("%q is more than 2^64 − 1", clip(s))
	case !exact:
		return 0, fmt.Errorf("%q is not a whole number", clip(s))
	}
	return n, nil
}

// pointed says what is meant by a count with a decimal point.
func pointed(s, text string) error {
	if plain, _, is := Plain(text); is {
		return &Wrong{fmt.Sprintf("%q has points, which set off no thousands here", clip(s)), values(plain)}
	}
	whole, fraction, _ := strings.Cut(text, ".")
	grouped := len(fraction) == 3 && len(whole) <= 3 && whole != "" && whole[0] != '0' && strings.Trim(fraction, "0123456789") == ""
	number, rest, err := cutDecimal(text)
	exact := false
	var n uint64
	if err == nil {
		scale := uint64(1)
		if rest != "" {
			power, bad := strconv.ParseUint(strings.TrimLeft(rest, "eE+"), 10, 8)
			if bad != nil || power > 19 {
				return fmt.Errorf("%q is not a whole number", clip(s))
			}
			for range power {
				scale *= 10
			}
		}
		n, exact, _ = number.times(scale, math.MaxUint64)
	}
	switch {
	case grouped && exact:
		return &Wrong{fmt.Sprintf("%s is %d here, for a point begins decimals, which a count has none of", clip(text), n), values(fmt.Sprint(n), whole+fraction)}
	case grouped:
		return &Wrong{fmt.Sprintf("%q is not a whole number, for a point begins decimals here", clip(s)), values(whole + fraction)}
	case exact:
		return &Wrong{fmt.Sprintf("%q has a decimal point, which a count has not", clip(s)), values(fmt.Sprint(n))}
	}
	return fmt.Errorf("%q is not a whole number", clip(s))
}

// parseLong reads plain digits that are more than a decimal holds.
func parseLong(s, text string) (uint64, error) {
	var n uint64
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%q is not a whole number that can be held exactly", clip(s))
		}
		digit := uint64(c - '0')
		if n > (math.MaxUint64-digit)/10 {
			return 0, fmt.Errorf("%q is more than 2^64 − 1", clip(s))
		}
		n = n*10 + digit
	}
	return n, nil
}

// groupedByThree reports whether s is digits whose underscores set off thousands.
func groupedByThree(s string) bool {
	groups := strings.Split(s, "_")
	for i, g := range groups {
		if strings.Trim(g, "0123456789") != "" || len(g) == 0 || len(g) > 3 || i > 0 && len(g) != 3 {
			return false
		}
	}
	return true
}
