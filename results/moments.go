package results

import (
	"math/big"
	"math/bits"
	"time"

	"sovsim/sim"
)

// sum256 adds up products of whole numbers exactly: a GPU count times the
// square of ten years in ns has 137 bits. Least word first.
type sum256 [4]uint64

// product is a × b × c.
func product(a, b, c uint64) sum256 {
	hi, lo := bits.Mul64(a, b)
	h0, l0 := bits.Mul64(lo, c)
	h1, l1 := bits.Mul64(hi, c)
	l1, carry := bits.Add64(l1, h0, 0)
	return sum256{l0, l1, h1 + carry, 0}
}

func (s *sum256) plus(t *sum256) {
	var c uint64
	s[0], c = bits.Add64(s[0], t[0], 0)
	s[1], c = bits.Add64(s[1], t[1], c)
	s[2], c = bits.Add64(s[2], t[2], c)
	s[3] += t[3] + c
}

// big is the sum as an integer of any length.
func (s *sum256) big() *big.Int {
	n := new(big.Int)
	for i := len(s) - 1; i >= 0; i-- {
		n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(s[i]))
	}
	return n
}

// moments are the integrals of a backlog q(t) over the run's period that a
// straight line through it needs. A job that asks for g and waits for its first
// start over [a, b) adds g·(b − a) to zeroth = ∫ q dt, and g·(b² − a²) to
// first = 2 ∫ t·q dt. Times count from the end of the warm-up. The sums are of
// whole numbers, so the order of jobs leaves no trace in them.
type moments struct{ zeroth, first sum256 }

// momentsOf is those of one job.
func momentsOf(g uint64, a, b sim.Time) moments {
	return moments{product(g, uint64(b-a), 1), product(g, uint64(b-a), uint64(b)+uint64(a))}
}

func (m *moments) plus(n *moments) {
	m.zeroth.plus(&n.zeroth)
	m.first.plus(&n.first)
}

// mean is the mean of the backlog over a period of length t.
func (m *moments) mean(t time.Duration) float64 {
	x, _ := new(big.Float).SetInt(m.zeroth.big()).Float64()
	return x / float64(t)
}

// slope is the slope of the least-squares line through the backlog over
// [begin, begin + t), per ns: 12/t³ ∫ (s − t/2) q ds with s from begin, which is
// 6 (2 ∫ s·q ds − t ∫ q ds) ÷ t³. No job waits before begin.
func (m *moments) slope(begin sim.Time, t time.Duration) float64 {
	// 2 ∫ s·q ds = first − 2·begin·zeroth, so the bracket is first − (2·begin + t)·zeroth.
	n := big.NewInt(int64(begin))
	n.Lsh(n, 1).Add(n, big.NewInt(int64(t)))
	n.Mul(n, m.zeroth.big())
	n.Sub(m.first.big(), n)
	x, _ := new(big.Float).SetInt(n).Float64()
	return 6 * (x / float64(t) / float64(t) / float64(t))
}

// backlog is the two moments of a set of jobs: of GPUs, and of work in GPU·µs.
type backlog struct{ gpus, work moments }

// backlogOf is that of one job from the end of the warm-up on, and whether it
// waited at all.
func backlogOf(r *sim.Record, warmUp sim.Time) (k backlog, waited bool) {
	until := r.Start
	if until == sim.Never {
		if until = r.End; until == sim.Never {
			until = r.Submit.Add(r.Wait)
		}
	}
	a, b := max(r.Submit, warmUp)-warmUp, until-warmUp
	if b <= a {
		return k, false
	}
	over, work := bits.Mul64(uint64(r.GPUs), uint64(r.Run/time.Microsecond))
	if over > 0 {
		work = 1<<64 - 1
	}
	return backlog{momentsOf(uint64(r.GPUs), a, b), momentsOf(work, a, b)}, true
}

func (k *backlog) plus(o *backlog) {
	k.gpus.plus(&o.gpus)
	k.work.plus(&o.work)
}
