package workloads

import (
	"time"

	"sovsim/sim"
)

// dated is a reader whose records have dates in place of times since a zero.
type dated interface {
	wall() *wallClock
}

// wallClock turns dates of a clock into times since time zero: 00:00 of the day of the
// earliest record, in UTC where the dates have zones, else of that clock. That is a property of the whole file, which
// [Check] finds out: it reads with absolute times and shifts them afterwards. A file
// that is read once, in order, has its earliest record first.
type wallClock struct {
	zero sim.Time
	// fixed reports whether zero is known.
	fixed bool
	// earliest is the earliest moment of any record, kept or dropped; some tells
	// that there was one.
	earliest sim.Time
	some     bool
	// bare, zoned and offset tell that a time stamp had no zone, a zone, and one that
	// is not UTC.
	bare, zoned, offset bool
}

const day = sim.Time(24 * time.Hour)

// sees takes in the form of a time stamp; it is not ok where some are of a clock
// without a zone and others of a zone that is not UTC, which nothing puts together.
func (c *wallClock) sees(f stampForm) bool {
	c.bare = c.bare || !f.zoned
	c.zoned = c.zoned || f.zoned
	c.offset = c.offset || f.offset
	return !c.bare || !c.offset
}

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

// utc ends the date of a time zero that is one of UTC.
const utc = " UTC"

func (c *wallClock) date(at sim.Time) string {
	text := time.Unix(0, int64(at)).UTC().Format(time.DateTime)
	if c.zoned {
		text += utc
	}
	return text
}
