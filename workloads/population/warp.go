package population

import (
	"math"
	"time"

	"sovsim/sim"
	"sovsim/sim/rng"
)

// warp turns operational time into time. Operational time goes by as jobs are
// expected: where the rate of arrivals is twice its mean, it runs twice as
// fast. So a renewal process on operational time becomes one whose rate
// follows profile and growth: the inversion method of Gerhardt and Nelson,
// "Transforming renewal processes for simulation of nonstationary arrival
// processes", INFORMS Journal on Computing 21(4), 2009.
//
// The rate is constant in each local hour: that of the profile × (1 + growth)^y,
// where y is the years from the hour of the epoch to this one. A step within the
// hour takes two multiplications, one to another hour of the week a binary
// search, and each week beyond an addition.
type warp struct {
	rates  [hoursOfWeek]float64     // of the profile × growth since the week began
	upTo   [hoursOfWeek + 1]float64 // operational hours from the start of the week
	growth float64                  // ln of the growth in an hour
	first  float64                  // the hour of its week in which the epoch is

	weeks  int64    // from the epoch's week to the current one
	begins sim.Time // of the current week; before 0 in the epoch's
	factor float64  // of growth up to the current week

	hour int      // of the current week
	ends sim.Time // of that hour
	rate float64  // in that hour
}

// newWarp is the warp of a class at time zero, nil where the rate never
// changes.
func newWarp(c *Class) *warp {
	rates, flat := hourlyRates(c.Profile)
	if flat && c.Growth == 0 {
		return nil
	}
	into := c.intoWeek()
	k := &warp{growth: rng.Log(1+c.Growth) / hoursOfYear, first: float64(into / time.Hour), begins: sim.Time(-into)}
	for i, r := range rates {
		k.rates[i] = r * rng.Exp(k.growth*float64(i))
		k.upTo[i+1] = k.upTo[i] + k.rates[i]
	}
	k.grow()
	k.enter(int(into / time.Hour))
	return k
}

// grow sets the growth up to the current week.
func (k *warp) grow() {
	k.factor = 1
	if k.growth != 0 {
		k.factor = rng.Exp(k.growth * (float64(k.weeks*hoursOfWeek) - k.first))
	}
}

// enter makes an hour of the current week the current one.
func (k *warp) enter(hour int) {
	k.hour = hour
	k.ends = k.begins + sim.Time(hour+1)*sim.Time(time.Hour)
	k.rate = k.rates[hour] * k.factor
}

// after is the time at which so many operational nanoseconds have gone by since
// t, the last time that after returned or 0; sim.Never if that is beyond
// sim.MaxTime or the rate vanishes before.
func (k *warp) after(t sim.Time, span float64) sim.Time {
	left := float64(k.ends-t) * k.rate
	if span <= left && k.rate > 0 {
		return k.within(t, span/k.rate)
	}
	span -= left
	hour := k.hour + 1
	for {
		left := (k.upTo[hoursOfWeek] - k.upTo[hour]) * k.factor * float64(time.Hour)
		if span <= left && left > 0 {
			break
		}
		span -= left
		k.weeks++
		k.begins += sim.Time(week)
		if k.begins > sim.MaxTime {
			return sim.Never
		}
		k.grow()
		hour = 0
	}
	mark := k.upTo[hour] + float64(span/(k.factor*float64(time.Hour)))
	// The first hour from here on at whose end the mark is reached.
	low, high := hour, hoursOfWeek-1
	for low < high {
		if middle := (low + high) / 2; k.upTo[middle+1] >= mark {
			high = middle
		} else {
			low = middle + 1
		}
	}
	// With nothing left to wait for, the search may stop at an hour without any.
	for low < hoursOfWeek-1 && k.rates[low] == 0 {
		low++
	}
	k.enter(low)
	begins := k.ends - sim.Time(time.Hour)
	if k.rates[low] == 0 {
		return k.within(k.ends, 0)
	}
	return k.within(begins, (mark-k.upTo[low])/k.rates[low]*float64(time.Hour))
}

// within is t and so many nanoseconds, no later than the end of the hour.
func (k *warp) within(t sim.Time, ns float64) sim.Time {
	if math.IsNaN(ns) || ns >= float64(k.ends-t) {
		t = k.ends
	} else {
		t += sim.Time(float64(ns) + 0.5)
	}
	if t > sim.MaxTime {
		return sim.Never
	}
	return min(t, k.ends)
}
