package scenario

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim/unit"

	"sovsim/sim/dist"
)

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if math.Abs(got-want) > relative*math.Abs(want) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// Two clusters in Europe, one that grows by a ramp, and one in the US; the
// window is from day 10 to day 20.
//
// first has 10 GPUs of speed 1: 10 × 240 h = 2,400 H100-hours. second has 8
// nodes of 4 GPUs of speed ½, 16 h100e; it gets a node on day 12, 13, 14 and 15
// and loses six on day 18. In H100-hours: 16 for 2 days (768), 18 (432), 20 (480),
// 22 (528), 24 for 3 days (1,728), 12 for 2 days (576): 4,512. So the supply is
// 6,912.
//
// Jobs of 4 GPUs run for 6 h and come every hour: 24 h100e, 5,760 H100-hours in 10
// days; others, one GPU for 24 h, every 30 minutes: 48 h100e, 11,520. The bound is
// 6,912 ÷ 17,280 = 0.4. The US class ends after 100 jobs, at hour 100, before the
// window begins.
const fluidText = `version: 1
horizon: 20d
warm-up: 10d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
clusters:
  - {name: first, region: UK, gpus: 10}
  - name: second
    region: FR
    groups: [{name: x, nodes: 8, gpus-per-node: 4, speed: 0.5}]
    timeline:
      - {from: 11d, until: 15d, add: 4}
      - {at: 18d, remove: 6}
      - {at: 25d, add: 90}
  - {name: third, region: US, gpus: 7}
workload:
  - {class: a, region: UK, interarrival: 1h, run-time: 6h, gpus: 4}
  - {class: b, region: FR, interarrival: 30m, run-time: 24h, gpus: 1}
  - {class: c, region: US, interarrival: 1h, run-time: 1h, gpus: 1, jobs: 100}
`

func TestFluidByHand(t *testing.T) {
	bounds := decodes(t, fluidText).FluidBounds()
	if len(bounds) != 2 || bounds[0].Bloc != "Europe" || bounds[1].Bloc != "US" {
		t.Fatalf("got %+v", bounds)
	}
	near(t, "the supply", bounds[0].Supply, 6912, 1e-12)
	near(t, "the demand", bounds[0].Demand, 17280, 1e-12)
	near(t, "the bound", bounds[0].Bound, 0.4, 1e-12)
	// 10 + 16 h100e at first; 10 + 12 at the end, the 90 nodes of day 25 never come.
	near(t, "the capacity at first", bounds[0].First, 26, 1e-12)
	near(t, "the capacity at last", bounds[0].Last, 22, 1e-12)
	near(t, "the supply of the US", bounds[1].Supply, 7*240, 1e-12)
	if bounds[1].Demand != 0 || bounds[1].Bound != 1 || bounds[1].Traces {
		t.Errorf("got %+v for the US", bounds[1])
	}
	if s := decodes(t, strings.Replace(fluidText, "  - {class: c,", "  - trace: t.swf\n    region: US\n  - {class: c,", 1)); !s.FluidBounds()[0].Traces {
		t.Error("it does not tell of the trace")
	}
}

// By region: the UK has first and class a, France second and class b.
func TestFluidByRegion(t *testing.T) {
	var got []Fluid
	for _, f := range decodes(t, fluidText).FluidByRegion() {
		f.Supply, f.Demand, f.Bound = math.Round(f.Supply), math.Round(f.Demand), math.Round(f.Bound*1e6)/1e6
		got = append(got, f)
	}
	want := []Fluid{{"UK", 2400, 5760, 10, 10, 0.416667, false, false}, {"FR", 4512, 11520, 16, 12, 0.391667, false, false}, {"US", 1680, 0, 7, 7, 1, false, false}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if none := decodes(t, strings.Replace(strings.Replace(fluidText, "horizon: 20d\nwarm-up: 10d\n", "", 1), "gpus: 4}", "gpus: 4, jobs: 5}", 1), "workload[1].jobs=3").FluidByRegion(); none != nil {
		t.Errorf("without a horizon: %v", none)
	}
}

// With growth of 100 % a year the rate doubles in a year of 365.25 days: 2 years
// have (4 − 1) ÷ ln 2 years of jobs at the first rate. The sum by the half
// day agrees.
func TestArrivalsWithGrowth(t *testing.T) {
	const years = 2 * 36525 * unit.Day / 100
	p := &Population{Interarrival: dist.Interarrival{Mean: time.Hour}, Growth: 1}
	near(t, "the number of jobs", p.arrivals(years), 3/math.Ln2*8766, 1e-12)
	for _, g := range []float64{-0.9, -0.1, 1e-9, 0.1, 1, 10} {
		p.Growth = g
		sum := 0.0
		for half := range 1461 {
			sum += 12 * math.Pow(1+g, (float64(half)/2+0.25)/365.25)
		}
		near(t, "the number of jobs", p.arrivals(years), sum, 1e-4)
	}
	p.Growth, p.Jobs = 1, 500
	if got := p.arrivals(years); got != 500 {
		t.Errorf("%v jobs arrive of 500", got)
	}
}

func TestExpectedJobs(t *testing.T) {
	s := decodes(t, fluidText)
	if got := s.ExpectedJobs(); got != 480+960+100 {
		t.Errorf("got %v jobs, want 1540", got)
	}
	// At 1/4 all three classes are thinned, and the limit is 25.
	s = decodes(t, "scale: 1/4\n"+fluidText)
	if got := s.ExpectedJobs(); got != 120+240+25 {
		t.Errorf("got %v jobs at 1/4, want 385", got)
	}
	// Without a horizon the run ends with the last job.
	s = decodes(t, "version: 1\nclusters: [{name: a, region: UK, gpus: 4}]\nworkload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1, jobs: 70}]\n")
	if got := s.ExpectedJobs(); got != 70 || s.FluidBounds() != nil {
		t.Errorf("got %v jobs and %v", got, s.FluidBounds())
	}
}
