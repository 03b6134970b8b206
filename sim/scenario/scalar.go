package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"sovsim/sim/suggest"
	"sovsim/sim/unit"
)

// read reads the value of key by parse. Where the key is absent it is def;
// ok is false only where the key is there and wrong, which has been noted.
func read[T any](o object, key, want string, parse func(string) (T, error), def T) (got T, ok bool) {
	if !o.has(key) {
		return def, true
	}
	return readValue(o.d, o.get(key), want, parse, def)
}

// need is read for a key that must be there.
func need[T any](o object, key, want string, parse func(string) (T, error)) (got T, ok bool) {
	if !o.has(key) {
		o.missing(key, "give "+want)
		return got, false
	}
	return read(o, key, want, parse, got)
}

// readValue reads one scalar by parse.
func readValue[T any](d *decoder, v value, want string, parse func(string) (T, error), def T) (T, bool) {
	v = d.visit(v, 0)
	if !d.plain(v, want) {
		return def, false
	}
	got, err := parse(v.node.Value)
	if err != nil {
		d.fault(v, "%s", advised(v.node.Value, want, err, parse))
		return def, false
	}
	if m := thousand.FindStringSubmatch(v.node.Value); m != nil {
		d.warn(v, "%s is %s here, for a point begins decimals and sets off no thousands: write %s %s or %s%s %s",
			v.node.Value, clip(strings.TrimRight(strings.TrimRight(m[1]+"."+m[2], "0"), ".")+" "+m[3]),
			strings.TrimRight(strings.TrimRight(m[1]+"."+m[2], "0"), "."), m[3], m[1], m[2], m[3])
	}
	return got, true
}

// advised is what is wrong with a text, with what to write: only what is then read.
func advised[T any](text, want string, err error, parse func(string) (T, error)) string {
	if meant := understood(text, parse); meant != "" {
		return meant
	}
	var w *unit.Wrong
	if !errors.As(err, &w) || len(w.Meant) == 0 || !strings.HasPrefix(err.Error(), w.Error()) { // of a part of the text
		return err.Error()
	}
	told := w.Among(func(s string) bool {
		_, err := parse(s)
		return err == nil
	})
	if len(told.Meant) > 0 {
		return strings.Replace(err.Error(), w.Error(), told.Error(), 1)
	}
	if _, second := parse(w.Meant[0].Text); second != nil && !errors.As(second, &w) {
		return fmt.Sprintf("%s, and %s", told.Says, second)
	}
	return told.Says + ": give " + want
}

// thousand is an amount whose point sets off thousands in much of Europe.
var thousand = regexp.MustCompile(`^\s*([1-9]\d{0,2})\.(\d{3})\s*(GPUs?|nodes?|[hH]100e|EF|GPU-h)\s*$`)

// understood is a message with what a number or a date in the form of another country
// means here, if that is then read; "" where it is none.
func understood[T any](text string, parse func(string) (T, error)) string {
	read := func(s string) bool {
		_, err := parse(s)
		return err == nil
	}
	if plain, why, is := unit.Plain(text); is && read(plain) {
		return fmt.Sprintf("%q has %s: write %s", clip(text), why, plain)
	}
	if days := slices.DeleteFunc(unit.Dates(text), func(day string) bool { return !read(day) }); len(days) > 0 {
		return fmt.Sprintf("%q is not a date as it is written here: write %s", clip(text), strings.Join(days, " or "))
	}
	return ""
}

// between is parse for whole numbers within bounds.
func between(lo, hi int64) func(string) (int, error) {
	return func(s string) (int, error) {
		n, err := unit.ParseCount(s)
		if err == nil && (n < lo || n > hi) {
			err = fmt.Errorf("%s is outside %d to %d", clip(s), lo, hi)
		}
		return int(n), err
	}
}

// positive reads a duration above zero.
func positive(s string) (time.Duration, error) {
	d, err := unit.ParseDuration(s)
	if err == nil && d <= 0 {
		err = fmt.Errorf("%s is not more than zero", clip(s))
	}
	return d, err
}

// segment reads the length of a segment. Shorter ones are a mistake in the unit,
// and a job of days would become a million events.
func segment(s string) (time.Duration, error) {
	d, err := positive(s)
	if err == nil && d < time.Minute {
		err = fmt.Errorf("%s is shorter than any site's limit: give 1m or more, such as 24h", clip(s))
	}
	return d, err
}

// notNegative reads a duration from zero.
func notNegative(s string) (time.Duration, error) {
	d, err := unit.ParseDuration(s)
	if err == nil && d < 0 {
		err = fmt.Errorf("%s is negative", clip(s))
	}
	return d, err
}

// signedDuration reads a duration that may have either sign.
func signedDuration(s string) (time.Duration, error) {
	return unit.ParseDuration(strings.TrimPrefix(strings.TrimSpace(s), "+"))
}

// percent reads a number, or one of hundredths: 0.1 or 10%.
func percent(s string) (float64, error) {
	number, hundredths := strings.CutSuffix(strings.TrimSpace(s), "%")
	x, err := unit.ParseNumber(number)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a number, such as 0.1 or 10%%", clip(s))
	case hundredths:
		x /= 100
	}
	return x, nil
}

// growth reads a yearly growth.
func growth(s string) (float64, error) {
	x, err := percent(s)
	switch {
	case err != nil:
	case x <= -1:
		err = fmt.Errorf("%s leaves nothing after a year: write more than -100%%", clip(s))
	case x > 10:
		err = fmt.Errorf("%s is more than 1000%% a year; 10%% is written 10%% or 0.1", clip(s))
	case x > 1 && !strings.Contains(s, "%"):
		err = fmt.Errorf("%s without a percent sign is %s%% a year: write %s%% or %s, or %s%% if so much is meant",
			clip(s), unit.FormatNumber(100*x), clip(s), unit.FormatNumber(x/100), unit.FormatNumber(100*x))
	}
	return x, err
}

// maxScale is the largest N of a scale 1/N.
const maxScale = 1_000_000

// scale reads the N of 1/N.
func scale(s string) (int, error) {
	r, err := unit.ParseRatio(s)
	switch {
	case err != nil || r.Num == 0:
		return 1, fmt.Errorf("%q is not a scale: write 1/64, or 1 for full size", clip(s))
	case r.Num > r.Den && r.Den == 1 && r.Num <= maxScale:
		return 1, fmt.Errorf("%s is more than full size: write 1/%d for a machine that is drawn smaller", clip(s), r.Num)
	case r.Num > r.Den:
		return 1, fmt.Errorf("%s is more than full size: a machine that is drawn smaller has 1/N, such as 1/64", clip(s))
	case r.Num != 1:
		return 1, fmt.Errorf("%s is not one part of a whole number: give 1/N, such as 1/64", clip(s))
	case r.Den > maxScale:
		return 1, fmt.Errorf("%s is less than 1/%d", clip(s), maxScale)
	}
	return int(r.Den), nil
}

// numberAbove reads a number > lo, or ≥ lo where equal is set, and at most 1e9.
func numberAbove(lo float64, equal bool) func(string) (float64, error) {
	return func(s string) (float64, error) {
		x, err := unit.ParseNumber(s)
		switch {
		case err != nil:
			return 0, err
		case x < lo:
			return 0, fmt.Errorf("%s is less than %g", clip(s), lo)
		case x == lo && !equal:
			return 0, fmt.Errorf("%s is not more than %g", clip(s), lo)
		case x > 1e9:
			return 0, fmt.Errorf("%s is more than 1e9", clip(s))
		}
		return x, nil
	}
}

// truth reads true or false.
func truth(s string) (bool, error) {
	switch s {
	case "true", "True", "TRUE":
		return true, nil
	case "false", "False", "FALSE":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither true nor false", clip(s))
}

// oneOf reads one of a few words.
func oneOf[T ~string](words ...T) func(string) (T, error) {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	return func(s string) (T, error) {
		for _, w := range words {
			if s == string(w) {
				return w, nil
			}
		}
		if like := suggest.Nearest(s, names); like != "" {
			return "", fmt.Errorf("%q is unknown: did you mean %q?", clip(s), like)
		}
		return "", fmt.Errorf("%q is unknown: write %s", clip(s), strings.Join(names, " or "))
	}
}

// label reads a name that goes into result files as it is.
func label(s string) (string, error) {
	switch {
	case strings.TrimSpace(s) == "":
		return "", errors.New("the name is empty")
	case strings.TrimSpace(s) != s:
		return "", fmt.Errorf("%q begins or ends with a space", clip(s))
	case len(s) > 100:
		return "", fmt.Errorf("%q is longer than 100 bytes", clip(s))
	}
	for _, c := range s {
		if !unicode.IsPrint(c) {
			return "", fmt.Errorf("%q has a character that cannot be printed", clip(s))
		}
	}
	return s, nil
}

// fileName reads a name that also names a folder of results.
func fileName(s string) (string, error) {
	s, err := label(s)
	if err != nil {
		return "", err
	}
	for i, c := range s {
		letter := unicode.IsLetter(c) || unicode.IsDigit(c)
		if !letter && (i == 0 || !strings.ContainsRune("-_.", c)) || i == len(s)-1 && c == '.' {
			return "", fmt.Errorf("%q names a folder of results: begin with a letter or digit and use letters, digits, - _ and . inside", clip(s))
		}
	}
	return s, nil
}

// freeText reads any text of a reasonable length.
func freeText(s string) (string, error) {
	if len(s) > 10_000 {
		return "", errors.New("the text is longer than 10,000 bytes")
	}
	return s, nil
}

// known is a check of a name against the names that there are; a nil list
// checks nothing.
func known(what string, names []string) func(string) (string, error) {
	return func(s string) (string, error) {
		if names == nil {
			return label(s)
		}
		for _, n := range names {
			if n == s {
				return s, nil
			}
		}
		return "", fmt.Errorf("unknown %s %q%s", what, clip(s), advise(s, names))
	}
}
