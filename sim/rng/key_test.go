package rng

import (
	"math"
	"testing"
)

// The expected numbers were computed by a program of its own in another
// language (SHA-256 over the key's bytes, PCG-DXSM and SplitMix64 in integers
// of any length). They must never change: every published result rests on them.
func TestStreamsAreWhatTheKeySays(t *testing.T) {
	for _, c := range []struct {
		key             Key
		purpose, entity string
		stream          [3]uint64
		at0, at1, atNeg uint64
	}{
		{Key{0, 0}, "run", "finetune",
			[3]uint64{0x4a9a5a77b53497c8, 0xcbe41075a2caadb4, 0x1b2f5b0118ade517},
			0x51ecce08295e4921, 0x4aa4b36dff318471, 0x3874c01d5b6b1667},
		{Key{0, 1}, "run", "finetune", // the next replication
			[3]uint64{0x158e3e5db4ad4140, 0xcec7f9d54ca0081c, 0xfbc63a1e588896b0},
			0xb0c97b76a09314b7, 0x9f75af04328b4616, 0x4b449c8fb42273f7},
		{Key{1, 0}, "run", "finetune", // the next seed
			[3]uint64{0x68617286face63a, 0x25dd995af181fd31, 0xfb5215ffbd39dd6f},
			0x9e943b65536bf6d1, 0x5ebf88a2d227d7a8, 0x2dd0bad767130063},
		{Key{0, 0}, "runf", "inetune", // the same letters, cut elsewhere
			[3]uint64{0x6a075e80165662f, 0xc5878f00369e0abd, 0xfa20fc08b420f012},
			0x34f2d6fdff67b9fc, 0xb9a020758a7aae9c, 0x250eabe5d48912ee},
		{Key{math.MaxUint64, 7}, "failure", "München/n17",
			[3]uint64{0x8265fabc7ab7b058, 0x944e556332b8854d, 0x46aa352f339bd299},
			0xb51b5fd6b46590a4, 0x92b55ace3f375220, 0xb5befcc7ced6c88b},
		{Key{0, 0}, "", "",
			[3]uint64{0xb21c2511c74ce046, 0xd51fb4ede6b4e7e2, 0x9e38c302eab8c63c},
			0x46ddc0faee4468b4, 0xdf5e18f2afad6c3a, 0x7544889d2eac19e4},
	} {
		s := c.key.Stream(c.purpose, c.entity)
		for i, want := range c.stream {
			if got := s.Uint64(); got != want {
				t.Errorf("%v %q %q: draw %d is %#x, want %#x", c.key, c.purpose, c.entity, i, got, want)
			}
		}
		f := c.key.Family(c.purpose, c.entity)
		for _, m := range []struct {
			n    int64
			want uint64
		}{{1, c.at1}, {-1, c.atNeg}, {0, c.at0}, {1, c.at1}} { // in any order, and again
			s := f.At(m.n)
			if got := s.Uint64(); got != m.want {
				t.Errorf("%v %q %q: member %d begins with %#x, want %#x", c.key, c.purpose, c.entity, m.n, got, m.want)
			}
		}
	}
}

// Members of a family are neighbours by number; their first draws must look
// like draws of one good stream.
func TestNeighboursInAFamilyShareNothing(t *testing.T) {
	const n = 200_000
	f := Key{Seed: 3}.Family("run", "a")
	g := Key{Seed: 3}.Family("size", "a")
	first, second, other := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range first {
		s, o := f.At(int64(i)), g.At(int64(i))
		first[i], second[i], other[i] = s.Float64(), s.Float64(), o.Float64()
	}
	limit := 4 / math.Sqrt(n) // four standard errors of a correlation of nothing
	for _, c := range []struct {
		name string
		a, b []float64
	}{
		{"job n and job n+1", first[:n-1], first[1:]},
		{"job n and job n+2", first[:n-2], first[2:]},
		{"job n and job n+64", first[:n-64], first[64:]},
		{"first and second draw of a job", first, second},
		{"second draw of job n, first of job n+1", second[:n-1], first[1:]},
		{"two purposes of a job", first, other},
	} {
		if r := correlation(c.a, c.b); math.Abs(r) > limit {
			t.Errorf("%s: correlation %.4f, want within ±%.4f", c.name, r, limit)
		}
	}
	uniform := func(x float64) float64 { return x }
	checkKS(t, "first draws", first, uniform)
	checkKS(t, "second draws", second, uniform)
}

func correlation(a, b []float64) float64 {
	var sa, sb, saa, sbb, sab float64
	for i := range a {
		x, y := a[i]-0.5, b[i]-0.5
		sa, sb, saa, sbb, sab = sa+x, sb+y, saa+x*x, sbb+y*y, sab+x*y
	}
	n := float64(len(a))
	return (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
}

func TestDrawingAllocatesNothing(t *testing.T) {
	f := Key{}.Family("run", "a")
	sum, n := 0.0, int64(0)
	if got := testing.AllocsPerRun(100, func() {
		s := f.At(n)
		sum += s.Normal() + s.Exponential() + s.Gamma(0.5) + float64(s.IntN(10))
		n++
	}); got != 0 {
		t.Errorf("%v allocations for the draws of a job, want 0", got)
	}
}
