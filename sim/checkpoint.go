package sim

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"sovsim/sim/rng"
)

// Rule says how often a job saves its work.
type Rule uint8

const (
	// Given: after each Job.Checkpoint of run time at speed 1; never if that is 0.
	Given Rule = iota
	// Young: after each √(2wM) of work.
	Young
	// Daly: by the higher-order formula.
	Daly
	// Exact: at the interval at which the expected time to the end is least.
	Exact
)

var ruleNames = [...]string{"given", "young", "daly", "exact"}

// String is the rule's word in a scenario file.
func (r Rule) String() string {
	if int(r) >= len(ruleNames) {
		return fmt.Sprintf("rule %d", r)
	}
	return ruleNames[r]
}

// Interval is how long a job works from one checkpoint to the next by a rule,
// where a write takes w and failures come, as a Poisson process, every mtbf on
// average. It is 0, no checkpoint, where nothing fails (mtbf 0), where writing is
// free or the interval is given. With w/M = a and the interval τ:
//
//	young  τ = √(2wM)
//	daly   τ = √(2wM)·(1 + √(a/2)/3 + a/18) − w for w < 2M, else M
//	exact  τ = M·(1 + W(−e^(−1−a))), W the principal branch of Lambert's function
//
// Young, "A first order approximation to the optimum checkpoint interval", CACM
// 17(9), 1974; Daly, "A higher order estimate of the optimum checkpoint interval
// for restart dumps", FGCS 22(3), 2006, equation 37; Bougeret and others,
// "Checkpointing strategies for parallel jobs", SC 2011, theorem 1: the
// interval at which (e^((τ+w)/M) − 1) ÷ τ is least. How long a restart takes has no
// influence on any of them.
//
// By hand: w = 5 min and M = 1.8 h = 108 min give √1080 = 32.86 min by Young and
// 32.86·(1 + √(5/216)/3 + 5/1944) − 5 = 29.615 min by Daly; the exact one is 29.618 min.
func (r Rule) Interval(w, mtbf time.Duration) time.Duration {
	if w <= 0 || mtbf <= 0 || r == Given {
		return 0
	}
	m, a := float64(mtbf), float64(w)/float64(mtbf)
	var tau float64
	switch young := math.Sqrt(float64(2 * float64(w) * m)); {
	case r == Young:
		tau = young
	case r == Exact:
		tau = float64(m * exactInterval(a))
	case a >= 2:
		tau = m
	default:
		tau = float64(young*(1+float64(math.Sqrt(a/2)/3)+float64(a/18))) - float64(w)
	}
	return time.Duration(max(1, min(math.Round(tau), float64(MaxTime))))
}

// exactInterval is y = τ/M with (1 − y)·e^y = e^(−a), which is 1 + W(−e^(−1−a)).
// f(y) = ln(1 − y) + y + a falls and is concave on (0, 1), so Newton's steps from a
// point right of the root come down to it.
func exactInterval(a float64) float64 {
	y := 1 - rng.Exp(-1-a) // f(y) = −e^(−1−a) < 0
	for range 100 {
		f := rng.Log(1-y) + y + a
		next := y + float64(f*(1-y)/y) // f′ = −y/(1−y)
		if !(next < y && next > 0) {
			break
		}
		y = next
	}
	return y
}

// course is how a piece of a job goes, all at speed 1: the restart, then work
// with a write after each interval, and a write at the end of a piece that has
// others behind it.
//
//	restart 2, work 25, every 10, write 1:   rr wwwwwwwwww . wwwwwwwwww . wwwww
//
// That is 29 long. Interrupted after 15, it has worked for 12, of which 10 are
// saved; 3 were the restart and a write. After 12 it has worked for 10, and nothing
// is saved: a write counts when it is complete.
type course struct {
	restart, every, write time.Duration
	// work is what the piece asks for.
	work time.Duration
}

// writes counts the checkpoints inside a stretch of work: none at its end.
func (c *course) writes(work time.Duration) time.Duration {
	if c.every <= 0 || work <= 0 {
		return 0
	}
	return (work - 1) / c.every
}

// length is how long so much work takes; ends reports whether none is left behind it.
func (c *course) length(work time.Duration, ends bool) time.Duration {
	n := uint64(c.writes(work))
	if !ends {
		n++
	}
	hi, lo := bits.Mul64(n, uint64(c.write))
	if hi > 0 || lo > math.MaxInt64 { // many writes that are long: for ever
		return math.MaxInt64
	}
	return plus(plus(c.restart, work), time.Duration(lo))
}

// plus is a + b, of which none is negative, at most the longest duration.
func plus(a, b time.Duration) time.Duration {
	if b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}

// fit is the most work that a piece of a given length has room for, if others
// are to come behind it: at least 1 ns.
func (c *course) fit(length time.Duration) time.Duration {
	room := max(1, length-plus(c.restart, c.write))
	if c.every <= 0 {
		return room
	}
	lap := plus(c.every, c.write)
	n := (room - 1) / lap
	return n*c.every + min(c.every, room-n*lap)
}

// after is how far a piece with so much work in it is after a time: what it has
// done, and the part of it that is saved. All other time was restart and writes.
func (c *course) after(elapsed, work time.Duration) (done, saved time.Duration) {
	at := elapsed - c.restart
	if at <= 0 {
		return 0, 0
	}
	if c.every <= 0 {
		return min(at, work), 0
	}
	lap := plus(c.every, c.write)
	n := min(at/lap, c.writes(work))
	return min(n*c.every+min(at-n*lap, c.every), work), n * c.every
}
