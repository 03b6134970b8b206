package scenario

import (
	"fmt"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// maxSlip is a hundred years in months.
const maxSlip = 1200

// slip reads by how many calendar months a timeline, or an entry of it, is late.
func (d *decoder) slip(o object) int {
	n, ok := read(o, "slip", "a number of months, such as 12 months", months, 0)
	if ok && n > 0 && !d.epoch.given && !d.epoch.bad {
		d.fault(o.get("slip"), "calendar months need a date to count from: add epoch: with a date at the top of the file")
	}
	return n
}

// months reads a number of calendar months: 12 months, 12mo, 0.
func months(s string) (int, error) {
	text := strings.TrimSpace(s)
	number := text
	for _, word := range []string{"months", "month", "mo"} {
		if before, is := strings.CutSuffix(text, word); is {
			number = strings.TrimSpace(before)
			break
		}
	}
	n, err := unit.ParseCount(number)
	switch {
	case strings.HasPrefix(number, "-"):
		return 0, fmt.Errorf("%q is negative: a slip makes things late; write earlier times instead", clip(s))
	case err != nil:
		return 0, fmt.Errorf("%q is not a number of months: write 12 months", clip(s))
	case n > maxSlip:
		return 0, fmt.Errorf("%s is more than %d months", clip(s), maxSlip)
	case number == text && n != 0:
		return 0, fmt.Errorf("%q has no unit: write %s months", clip(s), clip(text))
	}
	return int(n), nil
}

// slipped reads the time of key and shifts it by months.
func (d *decoder) slipped(o object, key string, months int) (time.Duration, bool) {
	t, ok := d.moment(o, key)
	if !ok || months == 0 || !d.epoch.given || d.epoch.bad {
		return t, ok
	}
	since := addMonths(d.epoch.at.Add(t), months).Sub(d.epoch.at)
	if since > unit.MaxDuration || since < -unit.MaxDuration {
		d.fault(o.get(key), "slipped by %d months this is more than 146 years from the epoch", months)
		return 0, false
	}
	return since, true
}

// addMonths is the same day of the month and time of day that many calendar
// months later; the last day of a month that is too short: 31 January and one
// month is 28 February, or 29.
func addMonths(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}
