package population

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// Each change makes one thing wrong, and is answered by the path to it and what
// would be right.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		change func(*Spec)
		want   string
	}{
		{func(s *Spec) { s.Classes = nil }, "classes: there is none; describe at least one class"},
		{func(s *Spec) { s.Until = 0 }, "until: classes[0] never ends; give an end time or a greatest number of jobs"},
		{func(s *Spec) { s.Until, s.Classes[0].MaxJobs = 0, 5 }, "until: classes[1] never ends"},
		{func(s *Spec) { s.Until = -5 }, "until: is out of range; give a time within 146 years"},
		{func(s *Spec) { s.Until = sim.Never }, "until: is out of range"},
		{func(s *Spec) { s.MaxJobs = -1 }, "max_jobs: -1 is negative; give a whole number"},
		{func(s *Spec) { s.Grain = -1 }, "grain: -1ns is out of range; give a short time such as 1s"},
		{func(s *Spec) { s.Classes[1].Name = "x" }, `classes[1].name: "x" in "DE" is classes[0] already; give each class of a region its own name`},
		{func(s *Spec) { s.Classes[1].Name = " " }, "classes[1].name: is missing; give the class a name"},
		{func(s *Spec) { s.Classes[1].Region = "" }, "classes[1].region: is missing; name the home region"},
		{func(s *Spec) { s.Classes[1].MaxJobs = -3 }, "classes[1].max_jobs: -3 is negative"},
		{func(s *Spec) { s.Classes[1].Users = 0 }, "classes[1].users: 0 is out of range; give a number of users from 1 to 1000000"},
		{func(s *Spec) { s.Classes[1].Users = 2e6 }, "classes[1].users: 2000000 is out of range"},
		{func(s *Spec) { s.Classes[1].Interarrival.Mean = 0 }, "classes[1].interarrival.mean: 0s is out of range; give a positive time such as 10m"},
		{func(s *Spec) { s.Classes[1].Interarrival.CV = -1 }, "classes[1].interarrival.cv: -1 is out of range; give 1 for Poisson arrivals, 0 for regular ones, or 0.001 to 1000"},
		{func(s *Spec) { s.Classes[1].Interarrival.CV = 1e-9 }, "classes[1].interarrival.cv: 1e-09 is out of range"},
		{func(s *Spec) { s.Classes[1].Interarrival.CV = math.NaN() }, "classes[1].interarrival.cv: NaN is out of range"},
		{func(s *Spec) { s.Classes[1].Run = dist.Spec[time.Duration]{} }, `classes[1].run.kind: "" is not a distribution`},
		{func(s *Spec) { s.Classes[1].Run.Sigma = -1 }, "classes[1].run.sigma: -1 is out of range"},
		{func(s *Spec) { s.Classes[1].Sizes = nil }, "classes[1].sizes: there is none; give at least one number of GPUs"},
		{func(s *Spec) { s.Classes[1].Sizes = []Size{{GPUs: 1}, {GPUs: 2}} }, "classes[1].sizes: every weight is 0"},
		{func(s *Spec) { s.Classes[1].Sizes[2].GPUs = 0 }, "classes[1].sizes[2].gpus: 0 is out of range; give a number of GPUs from 1"},
		{func(s *Spec) { s.Classes[1].Sizes[2].Nodes = 3 }, "classes[1].sizes[2].nodes: 8 GPUs cannot be spread evenly over 3 nodes; give a number that divides 8"},
		{func(s *Spec) { s.Classes[1].Sizes[2].Nodes = -3 }, "classes[1].sizes[2].nodes: -3 is negative"},
		{func(s *Spec) { s.Classes[1].Sizes[2].Weight = math.Inf(1) }, "classes[1].sizes[2].weight: +Inf is out of range; give a share such as 0.25"},
		{func(s *Spec) { s.Classes[1].Sizes[2].Weight = -1 }, "classes[1].sizes[2].weight: -1 is out of range"},
		{func(s *Spec) { s.Classes[1].Request.Factor.Low = 0.5 }, "classes[1].request.factor.low: 0.5 would ask for less than the run time; give at least 1"},
		{func(s *Spec) { s.Classes[1].Request.Factor = dist.Spec[float64]{Kind: dist.KindConstant, Value: 0.9} },
			"classes[1].request.factor.value: 0.9 would ask for less"},
		{func(s *Spec) { s.Classes[1].Request.Factor.Max = 0.9 }, "classes[1].request.factor.max: 0.9 would ask for less"},
		{func(s *Spec) { s.Classes[1].Request.Factor.Kind = "beta" }, `classes[1].request.factor.kind: "beta" is not a distribution`},
		{func(s *Spec) { s.Classes[1].Request.RoundUp = -1 }, "classes[1].request.round_up: -1ns is out of range; give a grid such as 15m"},
		{func(s *Spec) { s.Classes[1].Request.Max = -1 }, "classes[1].request.max: -1ns is out of range; give the longest request such as 24h"},
		{func(s *Spec) { s.Classes[1].Patience.Mean = 0 }, "classes[1].patience.mean: is missing or 0"},
		{func(s *Spec) { s.Classes[1].Checkpoint = -1 }, "classes[1].checkpoint: -1ns is out of range; give a positive interval such as 1h"},
		{func(s *Spec) {
			s.Classes[1].Request.Factor = dist.Spec[float64]{Kind: dist.KindQuantiles, Points: []dist.Point[float64]{{P: 0, Value: 0.2}, {P: 1, Value: 3}}}
		}, "classes[1].request.factor.points[0].value: 0.2 would ask for less"},
		{func(s *Spec) { s.Classes[1].Zipf = -1 }, "classes[1].zipf: -1 is out of range; give an exponent from 0, where all users are alike, to 10"},
		{func(s *Spec) { s.Classes[1].Zipf = math.NaN() }, "classes[1].zipf: NaN is out of range"},
		{func(s *Spec) { s.Classes[1].Projects = -1 }, "classes[1].projects: -1 is out of range; give a number of projects from 1"},
		{func(s *Spec) { s.Classes[1].Projects = 21 }, "classes[1].projects: 21 projects are more than the 20 users, and a user has one; give at most as many"},
		{func(s *Spec) { s.Classes[1].Interarrival.Batch = 0.5 }, "classes[1].interarrival.batch: 0.5 is out of range; give the mean number of jobs that arrive together, from 1 to 1000000"},
		{func(s *Spec) { s.Classes[1].Interarrival.Batch = math.Inf(1) }, "classes[1].interarrival.batch: +Inf is out of range"},
		{func(s *Spec) { s.Classes[1].Interarrival.Batch = 3 }, "classes[1].interarrival.cv: 1 cannot be had: batches of 3 jobs give at least 1.42"},
		{func(s *Spec) { s.Classes[1].Profile.Hours[23] = -1 }, "classes[1].profile.hours[23]: -1 is out of range; give relative rates, 24 numbers such as 4.2, not negative"},
		{func(s *Spec) { s.Classes[1].Profile.Days[6] = math.NaN() }, "classes[1].profile.days[6]: NaN is out of range; give relative rates, 7 numbers"},
		{func(s *Spec) { s.Classes[1].Offset = 25 * time.Hour }, "classes[1].offset: 25h0m0s is out of range; give local time − UTC, such as 1h"},
		{func(s *Spec) { s.Classes[1].Growth = -1 }, "classes[1].growth: -1 is out of range; give a rate per year above −1 (−100 %), at most 10 (1000 %)"},
		{func(s *Spec) { s.Classes[1].Growth = 11 }, "classes[1].growth: 11 is out of range"},
		{func(s *Spec) { s.Classes[1].Growth = math.NaN() }, "classes[1].growth: NaN is out of range"},
		{func(s *Spec) { s.Classes[1].Sizes[1].Run.Mean = -1 }, `classes[1].sizes[1].run.kind: "" is not a distribution`},
		{func(s *Spec) {
			s.Classes[1].Sizes[1].Run, s.Classes[1].Run = s.Classes[1].Run, dist.Spec[time.Duration]{}
		},
			"classes[1].sizes[0].run: is missing; give the size a run time of its own as others have, or the class one for all that have none\nclasses[1].sizes[2].run: is missing"},
		{func(s *Spec) { s.Classes[1].Range = dist.SizeRange{Low: 1, High: 4} }, "classes[1].range: sizes are given too; leave out one of them"},
		{func(s *Spec) { s.Classes[1].Sizes, s.Classes[1].Range = nil, dist.SizeRange{Low: 0, High: 4} }, "classes[1].range.low: 0 is out of range; give a number of GPUs from 1"},
		{func(s *Spec) { s.Classes[1].Sizes, s.Classes[1].Range = nil, dist.SizeRange{Low: 4, High: 4} }, "classes[1].range.high: 4 is out of range; give a number of GPUs above low, 4, and at most 100000000"},
		{func(s *Spec) { s.Classes[1].Divide = -1 }, "classes[1].divide: -1 is out of range; give a whole number from 1"},
		{func(s *Spec) { s.Classes[1].Divide = 2 }, "classes[1].sizes[2].nodes: 2 nodes cannot be divided with the GPUs; leave them out"},
		{func(s *Spec) { s.Classes[1].Segment = -1 }, "classes[1].segment: -1ns is out of range; give a positive time such as 24h, or none"},
		{func(s *Spec) { s.Classes[1].Residency.Bloc = -1 }, "classes[1].residency.bloc: -1 is out of range; give a share such as 0.25"},
		{func(s *Spec) { s.Classes[1].Bytes = dist.ByteRange{Low: 0, High: 5} }, "classes[1].data.low: is missing or 0; a log-uniform range needs a positive one"},
		{func(s *Spec) { s.Classes[1].Bytes = dist.ByteRange{Low: -1, High: 5} }, "classes[1].data.low: -1 bytes is out of range; give a size such as 100 GB"},
		{func(s *Spec) { s.Classes[1].Bytes = dist.ByteRange{Low: 6, High: 5} }, "classes[1].data.high: 5 bytes is out of range; give at least low, 6 bytes, and at most 4 EiB"},
	} {
		spec := Spec{Classes: []Class{busy("x"), busy("y")}, Until: month}
		c.change(&spec)
		faults := spec.Validate()
		if err := dist.Join(faults); err == nil || len(faults) != 1+strings.Count(c.want, "\n") || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("faults %v, want one that begins with\n\t%s", faults, c.want)
		}
		if p, err := New(spec, rng.Key{}, &sim.Directory{}); err == nil || p != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New: %v, want an error with %s", err, c.want)
		}
	}
}

func TestAllFaultsAreReportedTogether(t *testing.T) {
	spec := Spec{Classes: []Class{{}, {Name: "b", Region: "DE", Users: 1}}}
	var got []string
	for _, f := range spec.Validate() {
		got = append(got, f.Path)
	}
	want := []string{
		"classes[0].name", "classes[0].region", "classes[0].users", "classes[0].interarrival.mean", "classes[0].run.kind", "classes[0].sizes",
		"classes[1].interarrival.mean", "classes[1].run.kind", "classes[1].sizes",
		"until",
	}
	if !slices.Equal(got, want) {
		t.Errorf("faults at %v, want %v", got, want)
	}
}

// What is on the border of what is allowed works, and ends.
func TestExtremesWork(t *testing.T) {
	for _, change := range []func(*Class){
		func(c *Class) { c.Interarrival = dist.Interarrival{Mean: 1, CV: maxCV} },
		func(c *Class) { c.Interarrival = dist.Interarrival{Mean: longest, CV: minCV} },
		func(c *Class) { c.Run = dist.Spec[time.Duration]{Kind: dist.KindLogNormal, Median: longest, Sigma: 10} },
		func(c *Class) { c.Run = dist.Spec[time.Duration]{Kind: dist.KindGamma, Mean: 1, CV: 10} },
		func(c *Class) {
			c.Request.Factor = dist.Spec[float64]{Kind: dist.KindLogNormal, Median: 1e18, Sigma: 10}
			c.Request.Max = 0
			c.Request.RoundUp = longest
		},
		func(c *Class) {
			c.Sizes = []Size{{GPUs: maxGPUs, Nodes: maxGPUs, Weight: 1e-300}, {GPUs: 1, Weight: 0}}
		},
		func(c *Class) { c.Patience = dist.Spec[time.Duration]{Kind: dist.KindConstant} },
		func(c *Class) { c.Interarrival = dist.Interarrival{Mean: longest, CV: maxCV, Batch: maxBatch} },
		func(c *Class) { c.Interarrival = dist.Interarrival{Mean: 1, CV: 0.5, Batch: 1.25} }, // batches like a clock
		func(c *Class) { c.Sizes, c.Range = nil, dist.SizeRange{Low: 1, High: maxGPUs} },
		func(c *Class) { c.Sizes, c.Range, c.Divide = nil, dist.SizeRange{Low: 1, High: 2}, maxGPUs },
		func(c *Class) { c.Users, c.Zipf, c.Projects = 1000, maxZipf, 1000 },
		func(c *Class) { c.Growth, c.Offset = maxGrowth, 24*time.Hour },
		func(c *Class) { c.Growth, c.Offset, c.Interarrival.Mean = maxGrowth, -24*time.Hour, longest },
		func(c *Class) { c.Growth = math.Nextafter(-1, 0) },
		func(c *Class) { c.Profile.Days[3], c.Profile.Hours[23], c.Interarrival.Mean = 1e-15, maxWeight, 1 },
		func(c *Class) {
			c.Profile, c.Interarrival = dist.Profile{Days: [7]float64{6: 1}}, dist.Interarrival{Mean: 1e9, CV: maxCV}
		},
		func(c *Class) {
			c.Profile, c.Interarrival = philly, dist.Interarrival{Mean: longest, CV: maxCV, Batch: 100}
		},
		func(c *Class) { c.Profile, c.Interarrival = philly, dist.Interarrival{Mean: 1, CV: 0} },
		func(c *Class) { c.Bytes = dist.ByteRange{Low: 1, High: maxBytes} },
		func(c *Class) { c.Bytes, c.Segment = dist.ByteRange{Low: maxBytes, High: maxBytes}, 1 },
		func(c *Class) { c.Residency = dist.Residency{Home: maxWeight, Any: 1e-300} },
	} {
		class := busy("x")
		change(&class)
		for _, j := range all(t, Spec{Classes: []Class{class}, MaxJobs: 1000}, rng.Key{}) {
			if j.job.Submit < 0 || j.job.Submit > sim.MaxTime || j.job.Run < time.Second || j.job.Run > longest ||
				j.job.Request < time.Second || j.job.Request > longest || j.job.Patience < time.Second || j.job.GPUs < 1 || j.job.Bytes < 0 {
				t.Fatalf("%+v", j)
			}
		}
	}
}
