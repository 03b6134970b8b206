package workloads

import (
	"time"

	"sovsim/sim"
)

// dated is a reader whose records have dates in place of times since a zero.
type dated interface {
	wall() *wallClock
}

// wallClock turns dates of a clock without a zone into times since time zero: 00:00
// of the day of the earliest record. That is a property of the whole file, which
// [Check] finds out: it reads with absolute times and shifts them afterwards. A file
// that is read once, in order, has its earliest record first.
type wallClock struct {
	zero sim.Time
	// fixed tells that zero is known.
	fixed bool
	// earliest is the earliest moment of any record, kept or dropped; some tells
	// that there was one.
	earliest sim.Time
	some     bool
}

const day = sim.Time(24 * time.Hour)

// set makes time zero known; 0 is the absolute time, since 1970.
func (c *wallClock) set(zero sim.Time) { c.zero, c.fixed = zero, true }

// midnight is 00:00 of the day of the earliest record.
func (c *wallClock) midnight() sim.Time { return c.earliest - c.earliest%day }

// since is the time of a moment that is absolute. It is not ok where the moment is
// before time zero: then the zero was taken from a record that is not the earliest.
func (c *wallClock) since(at sim.Time, head *Header) (sim.Time, bool) {
	if !c.some || at < c.earliest {
		c.earliest, c.some = at, true
	}
	if !c.fixed {
		c.set(c.midnight())
		head.add(timeZero, c.date(c.zero))
	}
	return at - c.zero, at >= c.zero
}

// timeZero is the key under which a header says what time zero is.
const timeZero = "TimeZero"

func (c *wallClock) date(at sim.Time) string {
	return time.Unix(0, int64(at)).UTC().Format(time.DateTime)
}

// parseDate reads "2006-01-02 15:04:05" as the time since 1970 of that clock; it
// knows no zone and no change to summer time.
func parseDate(s []byte) (sim.Time, bool) {
	if len(s) != len(time.DateTime) || s[4] != '-' || s[7] != '-' || s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	var v [6]int
	for i, place := range [...]struct{ from, to int }{{0, 4}, {5, 7}, {8, 10}, {11, 13}, {14, 16}, {17, 19}} {
		for _, c := range s[place.from:place.to] {
			if c < '0' || c > '9' {
				return 0, false
			}
			v[i] = v[i]*10 + int(c-'0')
		}
	}
	t := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], 0, time.UTC)
	// A date that there is not, such as 30 February, comes back as another.
	if v[0] < 1970 || v[0] > 2099 || t.Month() != time.Month(v[1]) || t.Day() != v[2] || t.Hour() != v[3] || t.Minute() != v[4] || t.Second() != v[5] {
		return 0, false
	}
	return sim.Time(t.UnixNano()), true
}
