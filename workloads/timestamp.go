package workloads

import (
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// stampForm is what a time stamp has beside date and time.
type stampForm struct {
	// zoned reports whether it has a zone, offset that the zone is not UTC.
	zoned, offset bool
	// rounded reports whether it has digits below a nanosecond.
	rounded bool
}

// parseStamp reads a date and time of the years 1970 to 2099 as programs write it:
// "2017-10-09 07:01:55", with T for the blank, without seconds or without a time (then
// it is 00:00), with a fraction of a second, and with a zone (Z, UTC, +02:00, +0200,
// +02). The time is that since 1970, in UTC where there is a zone, else of a clock that
// knows none, nor a change to summer time. A fraction of more than nine digits is
// rounded, halves to even.
func parseStamp(s []byte) (at sim.Time, form stampForm, ok bool) {
	p := stampReader{rest: s}
	year, month, date := p.number(4), 0, 0
	p.skip("-")
	month = p.number(2)
	p.skip("-")
	date = p.number(2)
	var hour, minute, second int
	var fraction int64
	if !p.bad && len(p.rest) > 0 {
		p.skip("T t")
		hour = p.number(2)
		p.skip(":")
		minute = p.number(2)
		if p.next(":") {
			second = p.number(2)
			if p.next(".,") {
				fraction, form.rounded = p.fraction()
			}
		}
	}
	offset := p.zone(&form)
	if p.bad || len(p.rest) > 0 || year < 1970 || year > 2099 || hour > 23 || minute > 59 || second > 59 {
		return 0, stampForm{}, false
	}
	t := time.Date(year, time.Month(month), date, hour, minute, second, 0, time.UTC)
	// A date that there is not, such as 30 February, comes back as another.
	if t.Month() != time.Month(month) || t.Day() != date {
		return 0, stampForm{}, false
	}
	at = sim.Time(t.UnixNano() + fraction - int64(offset))
	return at, form, at >= 0 // with a zone east of Greenwich the first hours of 1970 are of 1969
}

// stampReader takes a time stamp apart, from its beginning.
type stampReader struct {
	rest []byte
	bad  bool
}

// next takes one of the characters, if the rest begins with one.
func (p *stampReader) next(chars string) bool {
	for i := range len(chars) {
		if len(p.rest) > 0 && p.rest[0] == chars[i] {
			p.rest = p.rest[1:]
			return true
		}
	}
	return false
}

// skip takes one of the characters, which must be there.
func (p *stampReader) skip(chars string) { p.bad = !p.next(chars) || p.bad }

// number takes a number of so many digits.
func (p *stampReader) number(digits int) int {
	if len(p.rest) < digits {
		p.bad = true
		return 0
	}
	n := 0
	for _, c := range p.rest[:digits] {
		p.bad = p.bad || c < '0' || c > '9'
		n = n*10 + int(c-'0')
	}
	p.rest = p.rest[digits:]
	return n
}

// fraction takes the digits of a fraction of a second, as nanoseconds.
func (p *stampReader) fraction() (ns int64, rounded bool) {
	digits := 0
	for digits < len(p.rest) && p.rest[digits]-'0' <= 9 {
		digits++
	}
	ns, exact, err := unit.Scaled(p.rest[:digits], 9-digits)
	p.bad = p.bad || err != nil // no digits
	p.rest = p.rest[digits:]
	return ns, !exact
}

// zone takes what is left: nothing, or a zone.
func (p *stampReader) zone(form *stampForm) time.Duration {
	p.next(" ")
	rest := string(p.rest)
	if form.zoned = rest != ""; !form.zoned {
		return 0
	}
	if rest == "Z" || rest == "z" || rest == "UTC" || rest == "GMT" {
		p.rest = nil
		return 0
	}
	east := p.next("+")
	if !east {
		p.skip("-")
	}
	hours, minutes := p.number(2), 0
	if p.next(":") || len(p.rest) > 0 {
		minutes = p.number(2)
	}
	p.bad = p.bad || hours > 14 || minutes > 59
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	form.offset = offset != 0
	if !east {
		offset = -offset
	}
	return offset
}
