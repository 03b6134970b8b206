package sim_test

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// kWh, whole and gb write an amount in the units of people.
func kWh(a unit.Amount) string {
	return string(unit.AppendQuotient(nil, a, sim.KilowattHour1, sim.KilowattHour2, 9))
}
func whole(a unit.Amount) string {
	return string(unit.AppendQuotient(nil, a, sim.Whole1, sim.Whole2, 9))
}
func gb(a unit.Amount) string { return string(unit.AppendQuotient(nil, a, 1e9, 1, 9)) }

func billed(b sim.Bill) string {
	return fmt.Sprintf("%s kWh, %s kg, charged %s, electricity %s, egress %s for %s GB",
		kWh(b.Energy), whole(b.Carbon), whole(b.Charged), whole(b.Electricity), whole(b.Egress), gb(b.Moved))
}

func hourly(t *testing.T, first sim.Time, grams ...int64) *sim.Carbon {
	t.Helper()
	for i := range grams {
		grams[i] *= 1e6
	}
	c, err := sim.NewCarbon(grams, first)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// priced is a pool with GPUs of 700 W, idle 100 W, under FCFS.
func priced(name, region string, gpus int, pue, price int64, steps ...sim.Step) sim.Cluster {
	c := site(name, region, gpus, unit.One, steps...)
	c.Groups[0].Power, c.Groups[0].IdlePower = 700_000, 100_000
	c.PUE, c.Price = pue, price
	return c
}

const cent = 10_000_000 // n€

// The example of Bill's documentation.
func TestABillByHand(t *testing.T) {
	w := newWorld(always(1), site("home", "UK", 4, unit.One), priced("fr", "FR", 4, 1100, 250*cent))
	w.Links = []sim.Link{{From: "UK", To: "FR", BytesPerSecond: 1e9, Egress: 8 * cent}}
	w.Grids = []sim.Grid{{Region: "FR", Electricity: 19 * cent, Carbon: hourly(t, 0, 56)}}
	w.run(t, british(1, 4, 0, 7200, bytes(500*gigabyte)))
	if got, want := billed(w.records[1].Bill), "6.16 kWh, 0.34496 kg, charged 20, electricity 1.1704, egress 40 for 500 GB"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// One job, two holdings, two prices. It begins on 2 GPUs in the UK at 1 €/GPU-h and
// PUE 1; after 1,000 s all capacity there goes, it is requeued without a checkpoint
// and displaced to the US: 3 €/GPU-h, PUE 1.5, where it runs its 1,800 s anew. 2 ×
// 1,000 s are 5⁄9 GPU-h: 0.555555556 €; 2 × 1,800 s are 1 GPU-h: 3 €. Energy: 0.7 ×
// (5⁄9 + 1.5) kWh = 1.438888889. Carbon: 200 g × 0.388… + 400 g × 1.05 = 0.497777778
// kg. Electricity: 0.10 € × 0.388… + 0.05 € × 1.05 = 0.091388889.
func TestOneJobTwoHoldingsTwoPrices(t *testing.T) {
	w := newWorld(routed(func(c *sim.Choice) int { return c.Eligible[0] }),
		priced("uk", "UK", 2, 0, 100*cent, sim.Step{At: at(1000), Change: -2, Loss: sim.Requeue}), priced("us", "US", 2, 1500, 300*cent))
	w.Grids = []sim.Grid{{Region: "UK", Electricity: 10 * cent, Carbon: hourly(t, 0, 200)}, {Region: "US", Electricity: 5 * cent, Carbon: hourly(t, 0, 400)}}
	w.run(t, british(1, 2, 0, 1800))
	if got, want := billed(w.records[1].Bill), "1.438888889 kWh, 0.497777778 kg, charged 3.555555556, electricity 0.091388889, egress 0 for 0 GB"; got != want {
		t.Errorf("%s\ngot  %s\nwant %s", told(w.records[1]), got, want)
	}
}

// The hour turns at 3,600 s, from 100 to 40 g/kWh, and at 7,200 s the series begins
// again. One GPU of 700 W from 1,800 s to 9,000 s: ½ h at 100, 1 h at 40, ½ h at 100
// make 0.7 × 140 = 98 g. With a series that began half an hour before the epoch the
// hours turn at 1,800, 5,400 and 9,000 s: 1 h at 40, 1 h at 100, the same. One that
// begins half an hour after: until 1,800 s it is as at its end, then the same again;
// a job of half an hour from 0 has 0.35 × 40 = 14 g there, and 0.35 × 100 with the
// first.
func TestCarbonTurnsWithTheHour(t *testing.T) {
	const half = sim.Time(30 * time.Minute)
	for _, c := range []struct {
		first       sim.Time
		submit, run time.Duration
		want        string
	}{
		{0, 1800, 7200, "0.098"},
		{-half, 1800, 7200, "0.098"},
		{half, 1800, 7200, "0.098"},
		{0, 0, 1800, "0.035"},
		{half, 0, 1800, "0.014"},
		{half - 2*3600e9, 0, 1800, "0.014"}, // a whole series earlier
		{0, 3599, 2, "0.000027222"},         // 0.7 × (100 + 40) ÷ 3600 g
	} {
		w := newWorld(nil, priced("uk", "UK", 1, 0, 0))
		w.Grids = []sim.Grid{{Region: "UK", Carbon: hourly(t, c.first, 100, 40)}}
		w.run(t, british(1, 1, c.submit, c.run))
		if got := whole(w.records[1].Bill.Carbon); got != c.want {
			t.Errorf("%+v: %s kg", c, got)
		}
	}
}

// 10 GB to the US at 0.08 €, and 20 GB of an American back to the UK at 0.02 €. A
// job withdrawn on the way has paid for its transfer; data at home, and data along
// a link of no price, cost nothing, but the latter move.
func TestEgressBothWays(t *testing.T) {
	w := newWorld(routed(func(c *sim.Choice) int { return int(c.Job.ID) % 3 }), priced("uk", "UK", 9, 0, 0), priced("us", "US", 9, 0, 0), priced("de", "DE", 9, 0, 0))
	w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1e9, Egress: 8 * cent}, {From: "US", To: "UK", BytesPerSecond: 1e9, Egress: 2 * cent},
		{From: "UK", To: "DE", BytesPerSecond: 1e9}}
	american := british(3, 1, 1, 5, bytes(20*gigabyte))
	american.home = "US"
	w.run(t, british(1, 1, 0, 5, bytes(10*gigabyte)), british(4, 1, 0, 5, bytes(10*gigabyte), patience(3)), american,
		british(6, 1, 2, 5, bytes(10*gigabyte)), british(8, 1, 3, 5, bytes(10*gigabyte)))
	for id, want := range map[int64]string{1: "0.8 for 10", 3: "0.4 for 20", 4: "0.8 for 10", 6: "0 for 0", 8: "0 for 10"} {
		if b := w.records[id].Bill; whole(b.Egress)+" for "+gb(b.Moved) != want {
			t.Errorf("job %d: %s, want %s", id, billed(b), want)
		}
	}
	if w.records[4].Outcome != sim.Reneged {
		t.Error(told(w.records[4]))
	}
}

// watts records what clusters draw.
type watts struct {
	world
	lines []string
}

func (w *watts) State(now sim.Time, cluster int, s *sim.State) {
	w.lines = append(w.lines, fmt.Sprintf("%v at %d: busy %d W idle %d W", time.Duration(now), cluster, s.Busy/1e6, s.Idle/1e6))
}

// Two nodes of 4 GPUs of 700 W, idle 100 W, PUE 1.1. Job 1 holds 3 GPUs of node 0 until
// 50 s and job 2 all of node 1 until 40 s. Node 1 drains from 10 s: its GPUs go on, and
// the one free on node 0 is idle. Node 0 drains from 20 s: its free GPU is out of
// service and draws nothing.
func TestWhatAClusterDraws(t *testing.T) {
	c := priced("uk", "UK", 2, 1100, 0, sim.Step{At: at(10), Change: -1}, sim.Step{At: at(20), Change: -1})
	c.Kind, c.Groups[0].GPUsPerNode = sim.Nodes, 4
	w := watts{world: *newWorld(nil, c)}
	w.jobs = []homed{british(1, 3, 0, 50), british(2, 4, 0, 40)}
	if _, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: &w, Directory: &w.dir, Observers: []sim.Observer{&w}}); err != nil {
		t.Fatal(err)
	}
	want := []string{"0s at 0: busy 0 W idle 880 W", // the epoch
		"0s at 0: busy 5390 W idle 110 W", "10s at 0: busy 5390 W idle 110 W", "20s at 0: busy 5390 W idle 0 W",
		"40s at 0: busy 2310 W idle 0 W", "50s at 0: busy 0 W idle 0 W"}
	if got := slices.Compact(w.lines); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A joint pool of a node of 4 GPUs in France, PUE 1, 1 €/GPU-h and 50 g/kWh, and one in
// Germany, PUE 2, 2 € and 400 g. Data come over links of 0.01 and 0.03 €/GB to both. Jobs
// of 4 GPUs: the first is at home in France and runs there (2.8 kW for an hour, 4 €, 140
// g, and to Germany alone its data had to go, 0.30 €); the second has Germany (5.6 kWh, 8
// €, 2,240 g), and being British has paid both ways. A router sees the best of both.
func TestBillsOfAJointPool(t *testing.T) {
	c := priced("union", "FR", 1, 0, 0)
	c.Kind, c.Groups[0].GPUsPerNode = sim.Nodes, 4
	c.Groups = append(c.Groups, c.Groups[0])
	c.Members = []sim.Member{{Name: "fr", Region: "FR", Groups: 1, PUE: 1000, Price: 100 * cent},
		{Name: "de", Region: "DE", FirstGroup: 1, Groups: 1, PUE: 2000, Price: 200 * cent}}
	var told []string
	w := watts{world: *newWorld(routed(func(c *sim.Choice) int {
		told = append(told, whole(c.Cost(0))+" "+whole(c.Carbon(0)))
		return 0
	}), c)}
	w.Grids = []sim.Grid{{Region: "FR", Carbon: hourly(t, 0, 50)}, {Region: "DE", Carbon: hourly(t, 0, 400)}}
	w.Links = []sim.Link{{From: "UK", To: "FR", BytesPerSecond: 1e9, Egress: cent}, {From: "UK", To: "DE", BytesPerSecond: 1e9, Egress: 3 * cent},
		{From: "FR", To: "DE", BytesPerSecond: 1e9, Egress: 3 * cent}}
	french := british(1, 4, 0, 3600, bytes(10*gigabyte))
	french.home = "FR"
	w.jobs = []homed{french, british(2, 4, 1, 3600, bytes(10*gigabyte))}
	if _, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: &w, Directory: &w.dir, Observers: []sim.Observer{&w}}); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64]string{
		1: "2.8 kWh, 0.14 kg, charged 4, electricity 0, egress 0.3 for 10 GB",
		2: "5.6 kWh, 2.24 kg, charged 8, electricity 0, egress 0.4 for 20 GB",
	} {
		if got := billed(w.records[id].Bill); got != want {
			t.Errorf("job %d\ngot  %s\nwant %s", id, got, want)
		}
	}
	if want := []string{"4.3 0.14", "4.4 0.14"}; !slices.Equal(told, want) {
		t.Errorf("the router sees %q, want %q", told, want)
	}
	for _, want := range []string{"0s at 1: busy 0 W idle 400 W", "0s at 2: busy 0 W idle 800 W", "10s at 1: busy 2800 W idle 0 W", "11s at 2: busy 5600 W idle 0 W", "11s at 0: busy 0 W idle 0 W"} {
		if !slices.Contains(w.lines, want) {
			t.Errorf("%q is missing in %q", want, w.lines)
		}
	}
}

func TestRatesThatCannotBe(t *testing.T) {
	for says, change := range map[string]func(*sim.Model){
		"PUE is 900":              func(m *sim.Model) { m.Clusters[0].PUE = 900 },
		"a GPU-hour costs -1":     func(m *sim.Model) { m.Clusters[0].Price = -1 },
		"draws -5 mW":             func(m *sim.Model) { m.Clusters[0].Groups[0].Power = -5 },
		"the world's electricity": func(m *sim.Model) { m.Clusters[0].Groups[0].Nodes = 1 << 40 },
		"region UK has two grids": func(m *sim.Model) { m.Grids = []sim.Grid{{Region: "UK"}, {Region: "UK"}} },
		"a kWh costs -3":          func(m *sim.Model) { m.Grids = []sim.Grid{{Region: "UK", Electricity: -3}} },
		"costs -2 n€ per GB":      func(m *sim.Model) { m.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1, Egress: -2}} },
	} {
		w := newWorld(nil, priced("uk", "UK", 1, 0, 0))
		change(&w.Model)
		_, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w, Directory: &w.dir})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	for says, hours := range map[string][]int64{"no hour": {}, "hour 1 has -1": {5, -1}, "is from 0 to": {sim.MaxCarbon + 1}} {
		if _, err := sim.NewCarbon(hours, 0); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// books adds up, as slowly as possible and with math/big, what clusters draw and
// what jobs are billed.
type books struct {
	world
	now                         sim.Time
	latest                      []sim.State
	hours                       map[string][]int64 // µg/kWh by region
	energy, carbon, electricity big.Int            // of busy GPUs
	jobs                        [6]big.Int         // sums of bills
	held                        big.Int            // GPU·ns
}

func exact(a unit.Amount) *big.Int {
	n, _ := new(big.Int).SetString(a.String(), 10)
	return n
}

// gpuNanos is exact below 2⁵³.
func gpuNanos(x unit.GPUTime) *big.Int { return big.NewInt(int64(x.Nanos())) }

// longer makes seconds of a world so many seconds each.
func longer(m *sim.Model, jobs []homed, by int64) {
	if m.Horizon != sim.Never {
		m.Horizon *= sim.Time(by)
	}
	m.RerouteAfter *= time.Duration(by)
	for i := range m.Clusters {
		for k := range m.Clusters[i].Timeline {
			m.Clusters[i].Timeline[k].At *= sim.Time(by)
		}
	}
	for i := range jobs {
		j := &jobs[i].Job
		j.Submit *= sim.Time(by)
		for _, d := range []*time.Duration{&j.Run, &j.Request, &j.Patience, &j.Checkpoint, &j.Segment} {
			*d *= time.Duration(by)
		}
	}
}

func (w *books) State(now sim.Time, cluster int, s *sim.State) {
	w.until(now)
	w.latest[cluster] = *s
}

// until walks to a moment, hour by hour.
func (w *books) until(now sim.Time) {
	for w.now < now {
		next := min(now, w.now-w.now%sim.Time(time.Hour)+sim.Time(time.Hour))
		for i := range w.latest {
			region := w.Clusters[i].Region
			e := new(big.Int).Mul(big.NewInt(w.latest[i].Busy), big.NewInt(int64(next-w.now)))
			w.energy.Add(&w.energy, e)
			for _, g := range w.Grids {
				if g.Region == region {
					w.electricity.Add(&w.electricity, new(big.Int).Mul(e, big.NewInt(g.Electricity)))
				}
			}
			if h := w.hours[region]; h != nil {
				w.carbon.Add(&w.carbon, new(big.Int).Mul(e, big.NewInt(h[int(w.now/sim.Time(time.Hour))%len(h)])))
			}
		}
		w.now = next
	}
}

func (w *books) Job(r *sim.Record) {
	w.held.Add(&w.held, gpuNanos(r.GPUTime))
	for i, a := range []unit.Amount{r.Bill.Energy, r.Bill.Carbon, r.Bill.Electricity, r.Bill.Charged, r.Bill.Egress, r.Bill.Moved} {
		w.jobs[i].Add(&w.jobs[i], exact(a))
	}
	w.records[r.ID] = *r
}

// The bills of all jobs are what the busy GPUs of all clusters used, and the carbon
// and the electricity of that, to the last unit, whatever happens: losses of all
// kinds, chains, moves, a horizon. Money is checked where all clusters charge alike.
func TestBillsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawWorld(t)
		w := &books{world: world{records: map[int64]sim.Record{}}, latest: make([]sim.State, len(m.Clusters)), hours: map[string][]int64{}}
		// Hours matter only to runs of hours.
		stretch := rapid.SampledFrom([]int64{1, 1000}).Draw(t, "stretch")
		longer(&m, jobs, stretch)
		price := rapid.Int64Range(0, 5e9).Draw(t, "price")
		for i := range m.Clusters {
			c := &m.Clusters[i]
			c.PUE, c.Price = rapid.SampledFrom([]int64{0, 1000, 1100, 1583}).Draw(t, "pue"), price
			for g := range c.Groups {
				c.Groups[g].Power = rapid.SampledFrom([]int64{0, 700_000, 123_457}).Draw(t, "power")
				c.Groups[g].IdlePower = rapid.Int64Range(0, 100_000).Draw(t, "idle")
			}
		}
		for _, home := range homes {
			g := sim.Grid{Region: home, Electricity: rapid.Int64Range(0, 1e9).Draw(t, "electricity")}
			if h := rapid.SliceOfN(rapid.Int64Range(0, 1e9), 0, 4).Draw(t, "carbon"); len(h) > 0 {
				c, err := sim.NewCarbon(h, 0)
				if err != nil {
					t.Fatal(err)
				}
				g.Carbon, w.hours[home] = c, h
			}
			m.Grids = append(m.Grids, g)
		}
		toll := rapid.Int64Range(0, 1e9).Draw(t, "egress")
		for i := range m.Links {
			m.Links[i].Egress = toll
		}
		w.Model, w.world.jobs = m, jobs
		n := 0
		w.NewRouter = func() sim.Router {
			return routed(func(c *sim.Choice) int { n += 7; return c.Eligible[n%len(c.Eligible)] })
		}
		result, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{w}})
		if err != nil {
			t.Fatal(err)
		}
		w.until(result.End)
		for i, want := range []*big.Int{&w.energy, &w.carbon, &w.electricity} {
			if w.jobs[i].Cmp(want) != 0 {
				t.Fatalf("%s: the jobs have %v, the clusters %v", []string{"energy", "carbon", "electricity"}[i], &w.jobs[i], want)
			}
		}
		if !m.Billed().Any() {
			return
		}
		product := func(x *big.Int, by ...int64) *big.Int {
			p := new(big.Int).Set(x)
			for _, k := range by {
				p.Mul(p, big.NewInt(k))
			}
			return p
		}
		if want := product(&w.held, price, 1e9); w.jobs[3].Cmp(want) != 0 {
			t.Fatalf("charged %v, want %v", &w.jobs[3], want)
		}
		if want := product(&w.jobs[5], toll, 3_600_000_000_000); w.jobs[4].Cmp(want) != 0 {
			t.Fatalf("egress %v, want %v", &w.jobs[4], want)
		}
		for id, r := range w.records {
			if times, rest := new(big.Int).QuoRem(exact(r.Bill.Moved), big.NewInt(max(r.Bytes, 1)), new(big.Int)); rest.Sign() != 0 ||
				times.Cmp(big.NewInt(int64(r.Moves)+1)) > 0 || r.Staged > 0 && times.Sign() == 0 {
				t.Fatalf("job %d moved %v bytes of %d: %s", id, r.Bill.Moved, r.Bytes, told(r))
			}
		}
	})
}
