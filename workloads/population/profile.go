package population

import (
	"time"

	"sovsim/sim/dist"
)

// The week begins on Monday at midnight, local time.
const (
	hoursOfWeek = 7 * 24
	week        = hoursOfWeek * time.Hour
	// hoursOfYear is a year of 365.25 days, that of Class.Growth.
	hoursOfYear = 365.25 * 24
)

// hourlyRates is the rate of arrivals in each hour of the week ÷ its mean over the
// week, and whether all are the same. A part of the profile that is all 0
// counts as all 1.
func hourlyRates(p dist.Profile) (rates [hoursOfWeek]float64, flat bool) {
	hours, days := p.Hours, p.Days
	if hours == [24]float64{} {
		for i := range hours {
			hours[i] = 1
		}
	}
	if days == [7]float64{} {
		for i := range days {
			days[i] = 1
		}
	}
	sum, flat := 0.0, true
	for i := range rates {
		rates[i] = hours[i%24] * days[i/24]
		sum += rates[i]
		flat = flat && rates[i] == rates[0]
	}
	for i := range rates {
		rates[i] = rates[i] / sum * hoursOfWeek
	}
	return rates, flat
}

// intoWeek is the local time since Monday at midnight when time zero is, from 0
// to less than a week.
func (c *Class) intoWeek() time.Duration {
	into := c.Offset
	if !c.Epoch.IsZero() {
		utc := c.Epoch.UTC()
		day := time.Duration(utc.Weekday()+6) % 7 // Monday is 0
		h, m, s := utc.Clock()
		into += day*24*time.Hour + time.Duration(h)*time.Hour + time.Duration(m)*time.Minute +
			time.Duration(s)*time.Second + time.Duration(utc.Nanosecond())
	}
	return ((into % week) + week) % week
}
