package sim

import (
	"errors"
	"fmt"
	"time"

	"sovsim/sim/unit"
)

// Carbon is how much CO2 a grid gives off for each kilowatt-hour, over time: one
// figure for all time, or one for each hour. It is immutable, and runs share it.
//
// A series that is shorter than the run begins again at its end, for ever, and
// before its first hour it is as if it had ended there: one of 8,760 hours stands
// for every year, a day of the week later each time.
//
// By hand: with 100 g/kWh in the first hour and 40 in the second, the hour from
// 0:30 to 1:30 has ½ × 100 + ½ × 40 = 70 g for each kilowatt, and the one from
// 1:30 to 2:30, where the series begins anew, the same.
type Carbon struct {
	hours  []int64
	offset uint64 // ns from the begin of the first hour to the epoch
	// before is the sum of the hours before each, the whole series last.
	before []uint64
}

// Bounds of what can be paid for and measured, far above what there is.
const (
	// MaxCarbon is 1,000 kg/kWh in µg/kWh, MaxHours is more than a century.
	MaxCarbon = 1_000_000_000_000
	MaxHours  = 1_000_000
)

// NewCarbon is a series of hours in µg/kWh, of which the first begins at a time
// relative to the epoch, which may be before it. One hour is the same for all time.
func NewCarbon(hours []int64, first Time) (*Carbon, error) {
	if len(hours) == 0 {
		return nil, errors.New("it has no hour")
	}
	if len(hours) > MaxHours {
		return nil, fmt.Errorf("it has %d hours, more than %d", len(hours), MaxHours)
	}
	c := &Carbon{hours: hours, before: make([]uint64, 1, len(hours)+1)}
	sum := uint64(0)
	for i, x := range hours {
		if x < 0 || x > MaxCarbon {
			return nil, fmt.Errorf("hour %d has %d µg/kWh; it is from 0 to %d", i, x, int64(MaxCarbon))
		}
		sum += uint64(x)
		c.before = append(c.before, sum)
	}
	whole := int64(len(hours)) * int64(time.Hour)
	c.offset = uint64((-(int64(first) % whole) + whole) % whole)
	return c, nil
}

// Between is the integral of the intensity from one moment, not before the epoch,
// to a later one, in µg/kWh × ns. It is exact, so that spans add up.
func (c *Carbon) Between(from, to Time) unit.Amount {
	if len(c.hours) == 1 {
		return unit.Product(uint64(c.hours[0]), uint64(to-from))
	}
	return c.until(to).Minus(c.until(from))
}

// until is the integral from the begin of the series.
func (c *Carbon) until(t Time) unit.Amount {
	const hour = uint64(time.Hour)
	at := uint64(t) + c.offset
	n := uint64(len(c.hours))
	k, within := at/hour, at%hour
	laps, k := k/n, k%n
	return unit.Product(laps*c.before[n]+c.before[k], hour).Plus(unit.Product(uint64(c.hours[k]), within))
}
