package sim

import (
	"math"
	"time"
)

// Time is a moment: nanoseconds since the scenario's epoch, which is UTC. For
// a trace the epoch is the trace's own time zero.
type Time int64

const (
	// Never is later than every moment of a run.
	Never Time = math.MaxInt64
	// MaxTime is the latest moment that a run may reach, 146 years after the
	// epoch. The room above it lets sums of a time and a duration stay exact.
	MaxTime Time = 1 << 62
)

// Add is t + d, and Never where that is later than MaxTime.
func (t Time) Add(d time.Duration) Time {
	if t > MaxTime || int64(d) > int64(MaxTime)-int64(t) {
		return Never
	}
	return t + Time(d)
}

// Sub is the duration t − u; the longest duration where t is Never.
func (t Time) Sub(u Time) time.Duration {
	if t == Never {
		return math.MaxInt64
	}
	return time.Duration(t - u)
}
