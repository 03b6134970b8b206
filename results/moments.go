package results

import (
	"math/big"
	"math/bits"
	"time"

	"sovsim/sim"
)

// sum192 and sum256 add up products of whole numbers exactly: a GPU count times
// the square of ten years in ns has 137 bits. Least word first.
type (
	sum192 [3]uint64
	sum256 [4]uint64
)

func (s *sum192) add(hi, lo uint64) {
	var c uint64
	s[0], c = bits.Add64(s[0], lo, 0)
	s[1], c = bits.Add64(s[1], hi, c)
	s[2] += c
}

func (s *sum192) plus(t *sum192) {
	s.add(t[1], t[0])
	s[2] += t[2]
}

// addProduct adds (hi·2⁶⁴ + lo) × x.
func (s *sum256) addProduct(hi, lo, x uint64) {
	h0, l0 := bits.Mul64(lo, x)
	h1, l1 := bits.Mul64(hi, x)
	l1, c := bits.Add64(l1, h0, 0)
	h1 += c
	s[0], c = bits.Add64(s[0], l0, 0)
	s[1], c = bits.Add64(s[1], l1, c)
	s[2], c = bits.Add64(s[2], h1, c)
	s[3] += c
}

func (s *sum256) plus(t *sum256) {
	var c uint64
	for i := range s {
		s[i], c = bits.Add64(s[i], t[i], c)
	}
}

// integer is little-endian words as an integer of any length.
func integer(words []uint64) *big.Int {
	n := new(big.Int)
	for i := len(words) - 1; i >= 0; i-- {
		n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(words[i]))
	}
	return n
}

// moments are the integrals of a backlog q(t) over the run's period that a
// straight line through it needs. A job that asks for g and waits for its first
// start over [a, b) adds g·(b − a) to zeroth = ∫ q dt, and g·(b² − a²) to
// first = 2 ∫ t·q dt. Times count from the end of the warm-up. The sums are of
// whole numbers, so the order of jobs leaves no trace in them.
type moments struct {
	zeroth sum192
	first  sum256
}

// add counts a job that asks for g.
func (m *moments) add(g, a, b uint64) {
	hi, lo := bits.Mul64(g, b-a)
	m.zeroth.add(hi, lo)
	m.first.addProduct(hi, lo, a+b)
}

func (m *moments) plus(n *moments) {
	m.zeroth.plus(&n.zeroth)
	m.first.plus(&n.first)
}

// mean is the mean of the backlog over a period of length t.
func (m *moments) mean(t time.Duration) float64 {
	x, _ := new(big.Float).SetInt(integer(m.zeroth[:])).Float64()
	return x / float64(t)
}

// slope is the slope of the least-squares line through the backlog over
// [begin, begin + t), per ns: 12/t³ ∫ (s − t/2) q ds with s from begin, which is
// 6 (2 ∫ s·q ds − t ∫ q ds) ÷ t³. No job waits before begin.
func (m *moments) slope(begin sim.Time, t time.Duration) float64 {
	// 2 ∫ s·q ds = first − 2·begin·zeroth, so the bracket is first − (2·begin + t)·zeroth.
	n := big.NewInt(int64(begin))
	n.Lsh(n, 1).Add(n, big.NewInt(int64(t)))
	n.Mul(n, integer(m.zeroth[:]))
	n.Sub(integer(m.first[:]), n)
	x, _ := new(big.Float).SetInt(n).Float64()
	return 6 * (x / float64(t) / float64(t) / float64(t))
}

// backlog is the moments of a set of jobs: of GPUs, and of work in GPU·µs.
type backlog struct{ gpus, work moments }

func (k *backlog) add(w *waiting) {
	k.gpus.add(w.gpus, w.from, w.until)
	k.work.add(w.work, w.from, w.until)
}

func (k *backlog) plus(o *backlog) {
	k.gpus.plus(&o.gpus)
	k.work.plus(&o.work)
}

// waiting is when a job waited for its first start, after the warm-up and counted
// from its end, and what it asked for. It did not where until is 0.
type waiting struct{ from, until, gpus, work uint64 }

func waitingOf(r *sim.Record, warmUp sim.Time) (w waiting) {
	until := r.Start
	if until == sim.Never {
		if until = r.End; until == sim.Never {
			until = r.Submit.Add(r.Wait)
		}
	}
	from := max(r.Submit, warmUp)
	if until <= from {
		return w
	}
	over, work := bits.Mul64(uint64(r.GPUs), uint64(r.Run/time.Microsecond))
	if over > 0 {
		work = 1<<64 - 1
	}
	return waiting{uint64(from - warmUp), uint64(until - warmUp), uint64(r.GPUs), work}
}
