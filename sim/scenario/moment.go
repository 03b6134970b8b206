package scenario

import (
	"fmt"
	"math"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// epoch is what times in the file count from.
type epoch struct {
	at time.Time
	// given and bad tell whether the file has an epoch, and whether it could
	// not be read: then dates cannot be resolved and are let pass.
	given, bad bool
}

const wantMoment = "a duration since the epoch, such as 30d, or a date, such as 2025-07-01"

// moment reads a time of key, as time since the epoch. It may be negative. ok
// is false where the key is absent or cannot be resolved, which has been noted.
func (d *decoder) moment(o object, key string) (since time.Duration, ok bool) {
	if !o.has(key) {
		return 0, false
	}
	unresolved := false
	since, ok = read(o, key, wantMoment, func(s string) (time.Duration, error) {
		if !looksLikeDate(s) {
			t, err := unit.ParseDuration(s)
			if days := unit.Dates(s); err != nil && len(days) > 0 && !d.epoch.given && !d.epoch.bad {
				return 0, fmt.Errorf("%q is not a time: if it is a date, add epoch: with a date at the top of the file and write %s; else give a duration, such as 30d", clip(s), days[0])
			}
			if d.epoch.bad && len(unit.Dates(s)) > 0 { // the epoch is at fault
				unresolved = true
				return 0, nil
			}
			if text := strings.TrimSpace(s); err != nil && (strings.HasPrefix(text, "-") || strings.Trim(text, "0.") == "") {
				return 0, fmt.Errorf("%q is not a time: give %s", clip(s), wantMoment) // with a unit it would be no time to come
			}
			if err != nil && !strings.ContainsAny(s, "0123456789") {
				err = fmt.Errorf("%q is not a time: give %s", clip(s), wantMoment)
			}
			return t, err
		}
		t, err := unit.ParseDate(s)
		if err != nil && !d.epoch.bad && !d.epoch.given {
			return 0, fmt.Errorf("%w; a date needs an epoch: add epoch: with a date at the top of the file", err)
		}
		if err != nil {
			return 0, err
		}
		switch {
		case d.epoch.bad:
			unresolved = true
			return 0, nil
		case !d.epoch.given:
			return 0, fmt.Errorf("the date %s needs an epoch: add epoch: with a date at the top of the file, or give a duration such as 30d", clip(s))
		}
		since := t.Sub(d.epoch.at)
		if since > unit.MaxDuration || since < -unit.MaxDuration || since == math.MaxInt64 || since == math.MinInt64 {
			return 0, fmt.Errorf("%s is more than 146 years from the epoch", clip(s))
		}
		return since, nil
	}, 0)
	return since, ok && !unresolved
}

// looksLikeDate tells 2025-07-01 from 2025h.
func looksLikeDate(s string) bool {
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	return digits > 0 && digits < len(s) && (s[digits] == '-' || s[digits] == '/' || s[digits] == '.' && strings.Count(s, ".") > 1)
}

// formatMoment writes a time since the epoch: a date where the epoch has one.
func formatMoment(e time.Time, since time.Duration) string {
	if e.IsZero() {
		return unit.FormatDuration(since)
	}
	return unit.FormatDate(e.Add(since))
}
