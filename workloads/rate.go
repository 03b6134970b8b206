package workloads

import (
	"fmt"
	"math"
	"math/bits"

	"sovsim/sim"
)

// The rates that Rated takes.
const (
	MinRate = 1e-6
	MaxRate = 1e6
)

// Rated is the source with jobs that arrive rate times as fast: every submit time is
// divided by rate, all else stays. A rate of 1, or 0 for none, is the source itself.
//
// The quotient by the float64 that rate is, is exact and then rounded to the nearest
// nanosecond, halves up, so that 3 s ÷ 2 is 1.5 s on any machine; the order of the
// jobs stays, though times may become equal.
func Rated(s sim.Source, rate float64) (sim.Source, error) {
	switch {
	case rate == 0 || rate == 1:
		return s, nil
	case !(rate >= MinRate && rate <= MaxRate):
		return nil, fmt.Errorf("a rate of %v is out of range, want from %v to %v", rate, MinRate, MaxRate)
	}
	fraction, exponent := math.Frexp(rate) // rate = divisor ÷ 2^shift
	return &rated{from: s, rate: rate, divisor: uint64(math.Ldexp(fraction, 53)), shift: 53 - exponent}, nil
}

type rated struct {
	from    sim.Source
	rate    float64
	divisor uint64 // 2^52 to 2^53
	shift   int    // 33 to 72
}

func (r *rated) Next(job *sim.Job) (bool, error) {
	ok, err := r.from.Next(job)
	if !ok || err != nil {
		return ok, err
	}
	submit := uint64(job.Submit)
	var high, low uint64 // submit × 2^shift
	if r.shift < 64 {
		high, low = submit>>(64-r.shift), submit<<r.shift
	} else {
		high = submit << (r.shift - 64)
	}
	if bits.Len64(submit)+r.shift <= 128 && high < r.divisor {
		q, rest := bits.Div64(high, low, r.divisor)
		if rest >= r.divisor-rest {
			q++
		}
		if q <= uint64(sim.MaxTime) {
			job.Submit = sim.Time(q)
			return true, nil
		}
	}
	return false, &RateError{job.Label(), r.rate}
}

// RateError is a rate that puts a job beyond the clock of the simulation: a fault of
// whoever gave the rate.
type RateError struct {
	Job  string
	Rate float64
}

// Error says which job and what to do.
func (e *RateError) Error() string {
	return fmt.Sprintf("job %s is submitted more than 146 years after time zero at a rate of %v: give a higher one, or a shorter trace", e.Job, e.Rate)
}
