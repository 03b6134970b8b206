package scheduler

import (
	"slices"
	"time"

	"sovsim/sim"
)

// profile is the plan as a step function: what is free from each time on. It
// is a sorted slice, which is as fast as a tree at the sizes that conservative
// backfilling can afford. The last value holds for ever.
type profile struct {
	at   []sim.Time
	free []int
}

// reset makes the profile free GPUs from t on.
func (p *profile) reset(t sim.Time, free int) {
	p.at, p.free = append(p.at[:0], t), append(p.free[:0], free)
}

// trim forgets what lies before now.
func (p *profile) trim(now sim.Time) {
	k := 0
	for k+1 < len(p.at) && p.at[k+1] <= now {
		k++
	}
	if k > 0 {
		p.at, p.free = slices.Delete(p.at, 0, k), slices.Delete(p.free, 0, k)
	}
	p.at[0] = max(p.at[0], now)
}

// find is the index of the piece that holds t.
func (p *profile) find(t sim.Time) int {
	lo, hi := 1, len(p.at)
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if p.at[m] <= t {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo - 1
}

// split makes t the start of a piece and returns its index.
func (p *profile) split(t sim.Time) int {
	i := p.find(t)
	if p.at[i] == t {
		return i
	}
	p.at = slices.Insert(p.at, i+1, t)
	p.free = slices.Insert(p.free, i+1, p.free[i])
	return i + 1
}

// add changes what is free over [from, to) by n. A time before the profile's
// first counts as its first.
func (p *profile) add(from, to sim.Time, n int) {
	from = max(from, p.at[0])
	if from >= to {
		return
	}
	i := p.split(from)
	j := len(p.at)
	if to != sim.Never {
		j = p.split(to)
	}
	for k := i; k < j; k++ {
		p.free[k] += n
	}
	// Pieces that have become equal to the one before go.
	if j < len(p.at) && p.free[j] == p.free[j-1] {
		p.at, p.free = slices.Delete(p.at, j, j+1), slices.Delete(p.free, j, j+1)
	}
	if i > 0 && p.free[i] == p.free[i-1] {
		p.at, p.free = slices.Delete(p.at, i, i+1), slices.Delete(p.free, i, i+1)
	}
}

// least is the least that is free at s and throughout [s, s+d).
func (p *profile) least(s sim.Time, d time.Duration) int {
	end := s.Add(d)
	i := p.find(s)
	n := p.free[i]
	for i++; i < len(p.at) && p.at[i] < end; i++ {
		n = min(n, p.free[i])
	}
	return n
}

// earliest is the first time from s on, but before limit, at which need GPUs
// are free and stay so for d; Never if there is none.
func (p *profile) earliest(s, limit sim.Time, need int, d time.Duration) sim.Time {
	i := p.find(s)
	for s < limit {
		for p.free[i] < need {
			if i++; i == len(p.at) {
				return sim.Never
			}
			s = p.at[i]
		}
		if s >= limit {
			break
		}
		end := s.Add(d)
		k := i + 1
		for k < len(p.at) && p.at[k] < end && p.free[k] >= need {
			k++
		}
		if k == len(p.at) || p.at[k] >= end {
			return s
		}
		i, s = k, p.at[k]
	}
	return sim.Never
}
