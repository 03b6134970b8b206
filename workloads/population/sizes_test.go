package population

import (
	"math"
	"slices"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// Log-uniform from 1 to 4, ln 4 = 1.386294: size 1 up to 1.5, 2 up to 2.5, 3 up
// to 3.5, then 4. Shares ln 1.5, ln 2.5/1.5, ln 3.5/2.5, ln 4/3.5, each ÷ ln 4.
func TestARangeByHand(t *testing.T) {
	class := busy("x")
	class.Sizes, class.Range = nil, dist.SizeRange{Low: 1, High: 4}
	class.Run = dist.Spec[time.Duration]{Kind: dist.KindConstant, Value: 100 * time.Second}
	shares := []float64{0, 0.292481, 0.368483, 0.242713, 0.096322}
	const n = 200_000
	count := [5]float64{}
	each(t, Spec{Classes: []Class{class}, MaxJobs: n}, rng.Key{}, func(j *sim.Job) { count[j.GPUs]++ })
	for k, want := range shares {
		if got := count[k] / n; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("%.5f of the jobs have %d GPUs, want %.5f", got, k, want)
		}
	}
	// 0.292481 + 2 × 0.368483 + 3 × 0.242713 + 4 × 0.096322 = 2.142874.
	if got := class.MeanWork(); !near(got, 214.2874, 1e-5) {
		t.Errorf("mean work %v GPU·s, want 214.2874", got)
	}
	if got := class.Demand(); !near(got, 0.3571457, 1e-5) { // in 600 s
		t.Errorf("demand %v GPUs, want 0.3571457", got)
	}
	// Halved, 1 and 2 give 1; 1.5 and 2 give 2: 1 + 0.242713 + 0.096322.
	class.Divide = 2
	if got := class.MeanWork(); !near(got, 133.9035, 1e-5) {
		t.Errorf("halved: mean work %v GPU·s, want 133.9035", got)
	}
}

// A job that was divided keeps the size that it would have had: limits of
// clusters go by that.
func TestDivisionKeepsTheFullSize(t *testing.T) {
	for name, class := range map[string]Class{"sizes": busy("x"), "a range": rich("x")} {
		class.Sizes = slices.Clone(class.Sizes)
		for i := range class.Sizes {
			class.Sizes[i].Nodes = 0
		}
		if name == "a range" {
			class.Sizes, class.Range = nil, dist.SizeRange{Low: 3, High: 900}
			class.Run = dist.Spec[time.Duration]{Kind: dist.KindExponential, Mean: time.Hour}
		}
		class.Divide = 1
		full := all(t, Spec{Classes: []Class{class}, MaxJobs: 300}, rng.Key{})
		class.Divide = 64
		part := all(t, Spec{Classes: []Class{class}, MaxJobs: 300}, rng.Key{})
		for i := range full {
			if f, p := full[i].job, part[i].job; f.FullSize != 0 || p.FullSize != f.GPUs || p.GPUs != dist.Divided(f.GPUs, 64) {
				t.Fatalf("%s: job %d has %d GPUs, full size %d; divided %d, full size %d", name, i+1, f.GPUs, f.FullSize, p.GPUs, p.FullSize)
			}
		}
	}
}

// Four classes of research training at full size and at 1/64: shares of
// GPU-hours, work of a job and share of the jobs are those that were worked out
// for them (10.3, 39, 2,040 and 458,000 GPU·h; 3.7·10⁷ jobs a year).
func TestResearchAtTwoScales(t *testing.T) {
	for _, c := range []struct {
		scale         int
		work          []float64 // GPU·h of a job
		jobShares     []float64
		millionsAYear float64
	}{
		// By hand: finetune E[size] = 5.4, E[run] = 23/ln 24 = 7.237 h; mid 240/ln 16 =
		// 86.6 × 68/ln 18 = 23.53 h; pretrain 16128/ln 64 = 3878 × 312/ln 14 = 118.2 h.
		{1, []float64{10.34, 39.2, 2037, 458_500}, []float64{0.846, 0.148, 0.0057, 0.00007}, 37},
		// Mid is 1 GPU up to 95.5 of 16 to 256, with probability ln(95.5/16)/ln 16 =
		// 0.6443, then 0.1850, 0.1217 and 0.0490: 1.5754 × 23.53 h. Of 0.581 million
		// thinned jobs a year and 49,700/64/37.06 × 8766 h = 0.1837 million mid ones,
		// pretrain adds less than a thousand.
		{64, []float64{10.34, 39.2, 37.06, 7164}, nil, 0.765},
	} {
		classes := research(c.scale)
		demand, rate := 0.0, 0.0
		for i := range classes {
			if faults := classes[i].Validate(); len(faults) > 0 {
				t.Fatal(faults)
			}
			demand += classes[i].Demand()
			rate += 1 / classes[i].Interarrival.Mean.Hours()
		}
		if !near(demand, researchDemand/float64(c.scale), 1e-7) {
			t.Errorf("1/%d: demand %v H100s, want %v", c.scale, demand, researchDemand/float64(c.scale))
		}
		if got := rate * 8766 / 1e6; !near(got, c.millionsAYear, 0.02) {
			t.Errorf("1/%d: %.3f million jobs a year, want %v", c.scale, got, c.millionsAYear)
		}
		asked := 0.0
		drawn := make([]float64, len(classes))
		for i := range classes {
			class := &classes[i]
			if got := class.Demand() / demand; !near(got, researchShares[i], 1e-6) {
				t.Errorf("1/%d: %s asks for %.4f of the GPU-hours, want %v", c.scale, class.Name, got, researchShares[i])
			}
			if c.work[i] > 0 && !near(class.MeanWork()/3600, c.work[i], 0.005) {
				t.Errorf("1/%d: a %s job is %.4g GPU·h, want %v", c.scale, class.Name, class.MeanWork()/3600, c.work[i])
			}
			if c.jobShares != nil {
				if got := 1 / class.Interarrival.Mean.Hours() / rate; !near(got, c.jobShares[i], 0.05) {
					t.Errorf("1/%d: %s has %.5f of the jobs, want %v", c.scale, class.Name, got, c.jobShares[i])
				}
			}
			// And so do the jobs that are drawn.
			var work moments
			last := sim.Time(0)
			each(t, Spec{Classes: classes[i : i+1], MaxJobs: 1_000_000}, rng.Key{Seed: 8}, func(j *sim.Job) {
				work.add(float64(j.GPUs) * j.Run.Seconds())
				last = j.Submit
			})
			spread := work.deviation() / math.Sqrt(work.n)
			if got := work.mean(); math.Abs(got-class.MeanWork()) > 4*spread {
				t.Errorf("1/%d: a %s job draws %v GPU·s, want %v", c.scale, class.Name, got, class.MeanWork())
			}
			drawn[i] = work.sum / last.Sub(0).Seconds()
			asked += drawn[i]
		}
		for i := range classes {
			if got := drawn[i] / asked; math.Abs(got-researchShares[i]) > 0.02 {
				t.Errorf("1/%d: %s draws %.4f of the GPU-hours, want %v", c.scale, classes[i].Name, got, researchShares[i])
			}
		}
	}
}

// GPU-hours in a stream of several classes follow from rate × mean work.
func TestGPUHoursFollowInOneStream(t *testing.T) {
	var classes []Class
	shares := []float64{0.5, 0.3, 0.2}
	for i, share := range shares {
		c := rich(string(rune('a' + i)))
		c.Growth = 0
		c.Sizes, c.Range, c.Divide = nil, dist.SizeRange{Low: 1 << i, High: 16 << i}, 0
		c.Run = dist.Spec[time.Duration]{Kind: dist.KindLogUniform, Low: time.Hour, High: 24 * time.Hour}
		c.Interarrival.Mean = time.Duration(c.MeanWork() / (1000 * share) * 1e9)
		c.Interarrival.CV = 3
		classes = append(classes, c)
	}
	work, total := map[int32]float64{}, 0.0
	each(t, Spec{Classes: classes, MaxJobs: 1_000_000}, rng.Key{}, func(j *sim.Job) {
		w := float64(j.GPUs) * j.Run.Seconds()
		work[j.Class] += w
		total += w
	})
	for i, share := range shares {
		if got := work[int32(i)] / total; math.Abs(got-share) > 0.01 {
			t.Errorf("class %d has %.4f of the GPU-hours, want %v", i, got, share)
		}
	}
}
