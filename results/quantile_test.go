package results

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

func TestPercentileIsTheNearestRank(t *testing.T) {
	// The textbook example of nearest rank: 15, 20, 35, 40, 50.
	s := &sample{}
	for _, v := range []int64{50, 15, 40, 35, 20} {
		s.add(v)
	}
	q := newIncidence([]*cell{{starts: *s}}, []float64{1}, forEver)
	for p, want := range map[int64]int64{5: 15, 30: 20, 40: 20, 50: 35, 100: 50} {
		if got, _ := q.percentile(p); got != want {
			t.Errorf("p%d = %d, want %d", p, got, want)
		}
	}
}

func TestPercentileOfAUnionIsThatOfAllValues(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		parts := make([]*cell, 1+r.IntN(5))
		var all []int64
		for i := range parts {
			parts[i] = &cell{}
			n := r.IntN(30)
			if seed%50 == 0 {
				n *= 1200 // several chunks
			}
			for range n {
				v := wide(r)
				parts[i].starts.add(v)
				all = append(all, v)
			}
		}
		if len(all) == 0 {
			continue
		}
		slices.Sort(all)
		q := newIncidence(parts, make([]float64, len(parts)), forEver)
		for p := int64(1); p <= 100; p += 1 + r.Int64N(9) {
			want := all[int(math.Ceil(float64(p)*float64(len(all))/100))-1]
			if got, _ := q.percentile(p); got != want {
				t.Fatalf("seed %d: p%d = %d, want %d", seed, p, got, want)
			}
		}
	}
}

func TestSketchedPercentilesAreWithinTheirError(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var all []int64
	exact, half, whole := &sample{}, &sample{}, &sample{}
	for range 30_000 {
		v := wide(r)
		all = append(all, v)
		if r.IntN(2) == 0 {
			exact.add(v)
		} else {
			half.add(v)
		}
	}
	// The same values once as one sketch, once as a sketch and exact values,
	// in another order: the bins are the same.
	half.toSketch()
	for _, i := range r.Perm(len(all)) {
		whole.add(all[i])
	}
	whole.toSketch()
	slices.Sort(all)
	n := int64(len(all))
	top := all[n-1]
	longest := waits{waitMax: time.Duration(top)}
	a := newIncidence([]*cell{{starts: *exact, within: longest}, {starts: *half, within: longest}}, []float64{1, 1}, forEver)
	b := newIncidence([]*cell{{starts: *whole, within: longest}}, []float64{1}, forEver)
	if !a.sketched() || !b.sketched() {
		t.Fatal("a sketch passes for exact")
	}
	for p := int64(1); p <= 100; p++ {
		want := float64(all[int(math.Ceil(float64(p)*float64(n)/100))-1])
		x, _ := a.percentile(p)
		got := float64(x)
		if math.Abs(got-want) > (SketchError+1e-5)*want+0.5 {
			t.Errorf("p%d = %g, want %g within %g %%", p, got, want, 100*SketchError)
		}
		if other, _ := b.percentile(p); x != other {
			t.Errorf("p%d: %d in one order, %d in another", p, x, other)
		}
	}
}

func TestRoundSixKeepsSixDigits(t *testing.T) {
	for _, x := range []struct{ v, top, want int64 }{
		{0, 0, 0}, {7, 7, 7}, {123456, 200000, 123456}, {1234567, 2000000, 1234570}, {1234565, 2000000, 1234570},
		{9999996, 99999999, 10000000}, {9999996, 9999999, 9999990}, {math.MaxInt64, math.MaxInt64, 9223370000000000000}, {math.MaxInt64 - 1, math.MaxInt64, 9223370000000000000},
	} {
		if got := roundSix(x.v, x.top); got != x.want {
			t.Errorf("roundSix(%d, %d) = %d, want %d", x.v, x.top, got, x.want)
		}
	}
}

// Memory is bounded: a cell with too many waits is sketched, and the largest
// cell when there are too many in all. Small groups stay exact in the first
// case.
func TestTooManyWaitsAreSketched(t *testing.T) {
	for _, x := range []struct {
		name                string
		maxValues, maxInAll int
		sketched            string
	}{
		{"none", 1000, 10_000, ""},
		{"the large cell", 90, 10_000, "all; class large; cluster a; region-class DE/large"},
		{"in all", 1000, 140, "all; class large; cluster a; region-class DE/large"},
	} {
		d := directory()
		k, err := NewCollector(Config{Clusters: []Cluster{{Name: "a"}}, Directory: d})
		if err != nil {
			t.Fatal(err)
		}
		k.kept.maxValues, k.kept.maxInAll = x.maxValues, x.maxInAll
		for i := range 150 {
			r := ran(int64(i), 1, 0, 1+i, 2+i)
			if i%3 > 0 {
				r.Class = 1
				r.Region = 1
			}
			if i == 149 {
				r.Region = 0
			}
			k.Job(&r)
		}
		s, err := k.Finish(sim.Result{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range s.Rows {
			if r := &s.Rows[i]; r.Sketched && r.Group != ByRegion {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s", r.Group, r.Key)))
			}
		}
		if list := strings.Join(got, "; "); list != x.sketched {
			t.Errorf("%s: sketched %q, want %q", x.name, list, x.sketched)
		}
		if warned := strings.Contains(strings.Join(WarningTexts([]*RunSummary{s}), "\n"), "relative error of 0.5 %"); warned != (x.sketched != "") {
			t.Errorf("%s: warned %v", x.name, warned)
		}
		if p := s.All().P50; math.Abs(p.Seconds()/75-1) > 0.0051 {
			t.Errorf("%s: p50 %v, want about 75 s", x.name, p)
		}
		if k.kept.values > x.maxInAll {
			t.Errorf("%s: %d waits kept", x.name, k.kept.values)
		}
	}
}

func TestAJobAllocatesNothing(t *testing.T) {
	k, err := NewCollector(Config{Clusters: []Cluster{{Name: "a"}}, Directory: directory(), Jobs: &full{1 << 40}, Series: &full{1 << 40}})
	if err != nil {
		t.Fatal(err)
	}
	r := ran(1, 3, 5, 6, 7)
	s := sim.State{Capacity: 4, Running: 1}
	now := sim.Time(0)
	step := func() {
		now = now.Add(time.Millisecond)
		k.State(now, 0, &s)
		k.Job(&r)
	}
	for range 1 << 17 { // until the buffers have grown
		step()
	}
	if n := testing.AllocsPerRun(20_000, step); n > 0 {
		t.Errorf("%v allocations per job", n)
	}
}

func BenchmarkJob(b *testing.B) {
	for _, x := range []struct {
		name string
		c    Config
	}{
		{"metrics", Config{}},
		{"with timeseries", Config{Series: &full{1 << 60}}},
		{"with jobs.csv", Config{Series: &full{1 << 60}, Jobs: &full{1 << 60}}},
	} {
		b.Run(x.name, func(b *testing.B) {
			c := x.c
			c.Clusters, c.Directory, c.Scenario, c.Policy = []Cluster{{Name: "a"}, {Name: "b"}}, directory(), "KTH-SP2-1996-2", "easy"
			k, err := NewCollector(c)
			if err != nil {
				b.Fatal(err)
			}
			rs := make([]sim.Record, 4096)
			random := rand.New(rand.NewPCG(1, 1))
			for i := range rs {
				start := 100_000 + random.IntN(100_000)
				rs[i] = ran(int64(i), 8, 100_000, start, start+random.IntN(80_000))
				rs[i].Class, rs[i].Region, rs[i].Cluster = int32(random.IntN(2)), int32(random.IntN(2)), random.IntN(2)
			}
			s := sim.State{Capacity: 100, Held: 50, Queued: 10, QueuedGPUs: 100, Running: 3}
			now := sim.Time(0)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				// A job makes two instants, its arrival and its end.
				k.State(now, i&1, &s)
				k.State(now+second, i&1, &s)
				k.Job(&rs[i%4096])
				now += 100 * second
			}
		})
	}
}

// BenchmarkMonths is a job of a run with months, blocs and many cells.
func BenchmarkMonths(b *testing.B) {
	d := &sim.Directory{}
	c := Config{Directory: d, Epoch: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: sim.Time(6 * 365 * day), Blocs: map[string]string{}}
	for i := range 12 {
		region := fmt.Sprintf("r%d", i)
		d.Regions.ID(region)
		c.Clusters = append(c.Clusters, Cluster{Name: region, Region: region})
		c.Blocs[region] = []string{"Europe", "US"}[i/9]
	}
	for _, class := range []string{"small", "finetune", "mid", "pretrain"} {
		d.Classes.ID(class)
	}
	random := rand.New(rand.NewPCG(1, 1))
	rs := make([]sim.Record, 1<<16)
	for i := range rs {
		// Jobs leave in the order of their starts; they came up to weeks before.
		start := i*2800 + 4_000_000
		submit := start - int(random.ExpFloat64()*300_000)
		rs[i] = ran(int64(i), 8, max(0, submit), start, start+random.IntN(80_000))
		rs[i].Class, rs[i].Region, rs[i].Cluster = int32(random.IntN(4)), int32(random.IntN(12)), random.IntN(12)
	}
	var k *Collector
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%(1<<20) == 0 { // a run of a million jobs
			var err error
			if k, err = NewCollector(c); err != nil {
				b.Fatal(err)
			}
		}
		k.Job(&rs[i%len(rs)])
	}
}

// BenchmarkFinish makes the rows of a run of 200,000 jobs of 6 years.
func BenchmarkFinish(b *testing.B) {
	d := &sim.Directory{}
	c := Config{Directory: d, Epoch: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: sim.Time(6 * 365 * day), Blocs: map[string]string{}}
	for i := range 12 {
		region := fmt.Sprintf("r%d", i)
		d.Regions.ID(region)
		c.Clusters = append(c.Clusters, Cluster{Name: region, Region: region})
		c.Blocs[region] = []string{"Europe", "US"}[i/9]
	}
	for _, class := range []string{"small", "finetune", "mid", "pretrain"} {
		d.Classes.ID(class)
	}
	c.Weight = func(class, region string) float64 { return float64(len(class)) }
	random := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		b.StopTimer()
		k, err := NewCollector(c)
		if err != nil {
			b.Fatal(err)
		}
		for i := range 200_000 {
			start := i*900 + 4_000_000
			r := ran(int64(i), 8, max(0, start-int(random.ExpFloat64()*1_000_000)), start, start+80_000)
			r.Class, r.Region, r.Cluster = int32(random.IntN(4)), int32(random.IntN(12)), random.IntN(12)
			k.Job(&r)
		}
		b.StartTimer()
		if _, err := k.Finish(sim.Result{End: c.Horizon}); err != nil {
			b.Fatal(err)
		}
	}
}
