package results

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
)

// The slope against an ordinary regression on the backlog read every second.
func TestBacklogSlopeIsARegression(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		const warmUp, end = 500, 4000
		gpus, work := make([]float64, end), make([]float64, end)
		var rs []sim.Record
		for i := range 300 {
			submit := r.IntN(end)
			until := min(end, submit+r.IntN(800))
			x := left(int64(i), 1+r.IntN(16), submit, sim.Queued)
			switch {
			case until == end:
				x.Wait = time.Duration(end-submit) * time.Second
			case i%5 == 0:
				x.Outcome, x.End = sim.Reneged, sim.Time(until)*second
			default:
				x = ran(int64(i), x.GPUs, submit, until, min(end, until+r.IntN(100)))
			}
			x.Run = time.Duration(r.IntN(5000)) * time.Millisecond
			x.WarmUp = submit < warmUp
			rs = append(rs, x)
			for s := submit; s < until; s++ {
				gpus[s] += float64(x.GPUs)
				work[s] += float64(x.GPUs) * x.Run.Hours()
			}
		}
		c := Config{Clusters: []Cluster{{Name: "a"}}, Directory: directory(), Horizon: end * second, WarmUp: warmUp * second}
		row := collect(t, c, rs, end*second).All()
		for _, q := range []struct {
			name string
			got  float64
			of   []float64
		}{{"GPUs", row.BacklogSlope, gpus}, {"work", row.WorkSlope, work}} {
			// A backlog that is constant over each second is read in its middle; the
			// curve within the seconds makes the variance of t (n² − 1)/12, not n²/12.
			y := q.of[warmUp:]
			n := float64(len(y))
			var sty, sy float64
			for i, v := range y {
				sty += (float64(i) + 0.5 - n/2) * v
				sy += v
			}
			want := sty / (n * n * n / 12) * 86400
			if math.Abs(q.got-want) > 1e-9*math.Abs(want)+1e-9 {
				t.Errorf("seed %d: slope of %s %v a day, want %v", seed, q.name, q.got, want)
			}
			if q.name == "GPUs" && math.Abs(row.BacklogMean-sy/n) > 1e-9 {
				t.Errorf("seed %d: mean backlog %v, want %v", seed, row.BacklogMean, sy/n)
			}
		}
	}
}

// By hand: a backlog that grows by one GPU each day, for 100 days. Job i comes at
// the end of day i and waits for ever, so q is a stair just below the line t − ½
// days; its least-squares slope is 1 − 1/100², as that of a stair of n steps is.
func TestBacklogThatGrowsByOneGPUADay(t *testing.T) {
	var rs []sim.Record
	for i := 1; i < 100; i++ {
		x := left(int64(i), 1, i*86400, sim.Queued)
		x.Wait, x.Run = time.Duration(100-i)*day, time.Hour
		rs = append(rs, x)
	}
	c := Config{Clusters: []Cluster{{Name: "a"}}, Directory: directory(), Horizon: sim.Time(100 * day)}
	row := collect(t, c, rs, c.Horizon).All()
	want := 1 - 1e-4
	if math.Abs(row.BacklogSlope-want) > 1e-12 || math.Abs(row.WorkSlope-want) > 1e-12 || math.Abs(row.BacklogMean-49.5) > 1e-12 {
		t.Errorf("slopes %v GPUs and %v GPU·h a day, mean %v; want %v, %v, 49.5", row.BacklogSlope, row.WorkSlope, row.BacklogMean, want, want)
	}
}

func TestMomentsAreExact(t *testing.T) {
	word := rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, math.MaxUint64}))
	moment := rapid.OneOf(rapid.Uint64Max(1<<63-1), rapid.SampledFrom([]uint64{0, 1, 1<<63 - 1}))
	rapid.Check(t, func(t *rapid.T) {
		var sum moments
		zeroth, first := new(big.Int), new(big.Int)
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			g, a, b := word.Draw(t, "g"), moment.Draw(t, "a"), moment.Draw(t, "b")
			a, b = min(a, b), max(a, b)
			sum.add(g, a, b)
			x := new(big.Int).Mul(new(big.Int).SetUint64(g), new(big.Int).SetUint64(b-a))
			zeroth.Add(zeroth, x)
			first.Add(first, x.Mul(x, new(big.Int).SetUint64(a+b)))
		}
		twin := sum
		sum.plus(&twin)
		if x, y := integer(sum.zeroth[:]), integer(sum.first[:]); x.Cmp(zeroth.Lsh(zeroth, 1)) != 0 || y.Cmp(first.Lsh(first, 1)) != 0 {
			t.Fatalf("%v and %v, want %v and %v", x, y, zeroth, first)
		}
	})
}
