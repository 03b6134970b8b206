package unit

import (
	"fmt"
	"strings"
	"time"
)

// ParseDate reads a moment: a date ("2025-07-01", midnight UTC) or an RFC 3339
// time ("2025-07-01T12:00:00Z", "2025-07-01T14:00:00+02:00"), which must say
// its zone. The result is in UTC and exact to the nanosecond.
func ParseDate(s string) (time.Time, error) {
	text := strings.TrimSpace(s)
	if len(text) == len(time.DateOnly) {
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("%q is not a date: %s", clip(s), dateAdvice(text))
		}
		return t, nil
	}
	var t time.Time
	// UnmarshalText holds to RFC 3339 where time.Parse is lenient, but for an
	// hour of one digit; years below 1 have no such form.
	if err := t.UnmarshalText([]byte(text)); err != nil || text[13] != ':' || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
		return time.Time{}, fmt.Errorf("%q is not a date: %s", clip(s), dateAdvice(text))
	}
	if i := strings.IndexByte(text, '.'); i >= 0 {
		digits := strings.TrimRight(strings.TrimRight(text[i+1:], "Zz"), "0")
		if end := strings.IndexAny(digits, "+-"); end >= 0 {
			digits = strings.TrimRight(digits[:end], "0")
		}
		if len(digits) > 9 {
			return time.Time{}, fmt.Errorf("%q has digits below a nanosecond", clip(s))
		}
	}
	return t.UTC(), nil
}

func dateAdvice(text string) string {
	if days := Dates(text); len(days) > 0 {
		return "write " + strings.Join(days, " or ")
	}
	if len(text) == len(time.DateOnly) && text[4] == '-' && text[7] == '-' &&
		strings.Trim(text, "0123456789-") == "" {
		return "the calendar has no such day"
	}
	return "write 2025-07-01, or 2025-07-01T12:00:00Z with a time of day and zone"
}

// FormatDate writes t in UTC as ParseDate reads it: a date alone where t is
// midnight, else an RFC 3339 time.
func FormatDate(t time.Time) string {
	t = t.UTC()
	if t.Equal(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}
