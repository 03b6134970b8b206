package population

import (
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// each gives every job of a spec to f.
func each(t testing.TB, spec Spec, key rng.Key, f func(*sim.Job)) *sim.Directory {
	t.Helper()
	var dir sim.Directory
	p, err := New(spec, key, &dir)
	if err != nil {
		t.Fatal(err)
	}
	var job sim.Job
	for {
		more, err := p.Next(&job)
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return &dir
		}
		f(&job)
	}
}

// A million jobs of each process have the mean interval, its coefficient of
// variation, and the hours and weekdays that were asked for.
func TestAMillionArrivals(t *testing.T) {
	const n = 1_000_000
	for _, c := range []struct {
		in      dist.Interarrival
		profile dist.Profile
	}{
		{dist.Interarrival{CV: 1}, dist.Profile{}},
		{dist.Interarrival{CV: 3}, dist.Profile{}},
		{dist.Interarrival{CV: 11}, dist.Profile{}},
		{dist.Interarrival{CV: 1}, philly},
		{dist.Interarrival{CV: 3}, philly},
		{dist.Interarrival{CV: 11}, philly},
		{dist.Interarrival{CV: 1, Batch: 1.5}, dist.Profile{}},
		{dist.Interarrival{CV: 3, Batch: 4}, philly},
		{dist.Interarrival{CV: 11, Batch: 1.2}, philly},
		{dist.Interarrival{CV: 15.1, Batch: 20}, philly},
		{dist.Interarrival{CV: 0.5}, dist.Profile{}},
	} {
		means := []time.Duration{114 * time.Second}
		if c.profile != (dist.Profile{}) && c.in.Batch == 0 { // an interval lasts through hours of several rates
			means = append(means, 40*time.Minute)
		}
		for _, mean := range means {
			name := fmt.Sprintf("mean %v, cv %v, batch %v, profile %v", mean, c.in.CV, c.in.Batch, c.profile != dist.Profile{})
			class := busy("x")
			class.Interarrival, class.Profile = c.in, c.profile
			class.Interarrival.Mean = mean
			class.Offset, class.Epoch = time.Hour, time.Date(2025, 7, 17, 23, 30, 0, 0, time.UTC)
			local := class.Epoch.Add(class.Offset)
			shift := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
			day := int(local.Weekday()+6) % 7

			var gaps moments
			var hours [24]float64
			var days [7]float64
			together, last := 0, sim.Time(0)
			each(t, Spec{Classes: []Class{class}, MaxJobs: n}, rng.Key{Seed: 3}, func(j *sim.Job) {
				gaps.add(float64(j.Submit - last))
				if j.Submit == last {
					together++
				}
				last = j.Submit
				at := time.Duration(j.Submit) + shift
				hours[at/time.Hour%24]++
				days[(int(at/(24*time.Hour))+day)%7]++
			})
			want := c.in.CV
			if c.in.CV <= 1 && c.profile != (dist.Profile{}) { // the profile comes on top
				rates, _ := hourlyRates(c.profile)
				want = math.Sqrt(second(&rates, mean.Hours(), 1) - 1)
				if want < 1.02 {
					t.Errorf("%s: the profile adds nothing", name)
				}
			}
			if got := gaps.mean(); math.Abs(got-float64(mean)) > 4*want*float64(mean)/1000 {
				t.Errorf("%s: mean %v", name, time.Duration(got))
			}
			got := gaps.deviation() / gaps.mean()
			if math.Abs(got-want) > 0.05*want {
				t.Errorf("%s: cv %.3f, want %.3f", name, got, want)
			}
			if b := max(1, c.in.Batch); math.Abs(float64(together)/n-(1-1/b)) > 0.003 {
				t.Errorf("%s: %.4f of the jobs come with the one before, want %.4f", name, float64(together)/n, 1-1/b)
			}
			for i := range hours {
				want := 1.0 / 24
				if c.profile != (dist.Profile{}) {
					want = c.profile.Hours[i] / 99.9 // their sum
				}
				if got := hours[i] / n; math.Abs(got-want) > 0.01 {
					t.Errorf("%s: %.4f of the jobs come in hour %d, want %.4f", name, got, i, want)
				}
			}
			for i := range days {
				want := 1.0 / 7
				if c.profile != (dist.Profile{}) {
					want = c.profile.Days[i] / 100
				}
				if got := days[i] / n; math.Abs(got-want) > 0.01 {
					t.Errorf("%s: %.4f of the jobs come on day %d, want %.4f", name, got, i, want)
				}
			}
		}
	}
}

// A million jobs of a class with every feature on.
func TestAMillionJobsWithEverythingOn(t *testing.T) {
	const n = 1_000_000
	class := rich("x")
	class.Growth = 0 // in twenty years of jobs it would be all that is seen
	var work, patience, bytes moments
	gpus, residence := map[int]float64{}, [3]float64{}
	users, projects := make([]float64, class.Users), make([]float64, class.Projects)
	of := make([]int32, class.Users) // the project of each
	dir := each(t, Spec{Classes: []Class{class}, MaxJobs: n, Grain: 1}, rng.Key{Seed: 2}, func(j *sim.Job) {
		work.add(float64(j.GPUs) * j.Run.Seconds())
		patience.add(j.Patience.Hours())
		bytes.add(float64(j.Bytes))
		gpus[j.GPUs]++
		residence[j.Residency]++
		users[j.User]++
		projects[j.Project-1]++ // project 0 is none
		if p := &of[j.User]; *p == 0 {
			*p = j.Project
		} else if *p != j.Project {
			t.Fatalf("user %d is in projects %d and %d", j.User, *p, j.Project)
		}
		if j.Segment != 24*time.Hour || j.Checkpoint != time.Hour {
			t.Fatalf("%+v", j)
		}
	})
	work.about(t, "work", class.MeanWork(), 0.01)
	patience.about(t, "patience in hours", 72, 0.005)
	// Log-uniform: (15 − 0.1)/ln 150 = 2.97365 TB.
	bytes.about(t, "bytes", 2.97365e12, 0.005)
	share := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got/n-want) > 0.01 {
			t.Errorf("%s: %.4f of the jobs, want %.4f", what, got/n, want)
		}
	}
	// 8, 16 and 64 GPUs, divided by 4.
	share("2 GPUs", gpus[2], 0.6)
	share("4 GPUs", gpus[4], 0.2)
	share("16 GPUs", gpus[16], 0.2)
	share("home", residence[sim.AtHome], 0.2)
	share("bloc", residence[sim.InBloc], 0.3)
	share("anywhere", residence[sim.Anywhere], 0.5)
	sum := 0.0
	for k := range class.Users {
		sum += math.Pow(float64(k+1), -1.1)
	}
	// Users and projects are numbered by activity, and have ids by their first jobs.
	user := func(k int) int32 { id, _ := dir.Users.Lookup("DE/x-u" + strconv.Itoa(k)); return id }
	project := func(k int) int32 { id, _ := dir.Projects.Lookup("DE/x-p" + strconv.Itoa(k)); return id - 1 }
	for k := 1; k <= class.Users; k++ {
		share(dir.Users.Name(user(k)), users[user(k)], math.Pow(float64(k), -1.1)/sum)
		if got := of[user(k)] - 1; got != project((k-1)%40+1) {
			t.Errorf("user %d is in project %s", k, dir.Projects.Name(got+1))
		}
	}
	if users[user(1)] < 10*users[user(31)] || projects[project(1)] < 3*projects[project(40)] {
		t.Errorf("users have %v … %v jobs, projects %v … %v: not Zipf's", users[user(1)], users[user(31)], projects[project(1)], projects[project(40)])
	}
	if dir.Users.Len() != 400 || dir.Projects.Name(0) != "" || dir.Projects.Len() != 41 {
		t.Errorf("%d users, %d projects with that of none", dir.Users.Len(), dir.Projects.Len())
	}
}

// about holds the mean of a million numbers to a part of it.
func (m *moments) about(t *testing.T, name string, want, part float64) {
	t.Helper()
	if got := m.mean(); math.Abs(got-want) > part*want {
		t.Errorf("%s: mean %v, want %v", name, got, want)
	}
}

// The jobs of a batch come at one instant and from one user; the next batch is
// from another, if there are many.
func TestABatchHasOneUser(t *testing.T) {
	class := busy("x")
	class.Users, class.Interarrival = 100_000, dist.Interarrival{Mean: time.Minute, CV: 3, Batch: 5}
	jobs := all(t, Spec{Classes: []Class{class}, MaxJobs: 50_000}, rng.Key{Seed: 4})
	batches, same := 1.0, 0
	sizes, size := map[int]float64{}, 1
	for i := range jobs[1:] {
		a, b := &jobs[i], &jobs[i+1]
		if a.job.Submit == b.job.Submit {
			if a.user != b.user {
				t.Fatalf("job %d of %s and job %d of %s come together", a.job.ID, a.user, b.job.ID, b.user)
			}
			size++
			continue
		}
		batches++
		sizes[size]++
		size = 1
		if a.user == b.user {
			same++
		}
	}
	if mean := 50_000 / batches; math.Abs(mean-5) > 0.2 {
		t.Errorf("%.3f jobs in a batch, want 5", mean)
	}
	// Geometric: a fifth of the batches is one job, a fifth of the others two.
	for k, want := range map[int]float64{1: 0.2, 2: 0.16, 3: 0.128, 10: 0.0268} {
		if got := sizes[k] / batches; math.Abs(got-want) > 4*math.Sqrt(want/batches) {
			t.Errorf("%.4f of the batches have %d jobs, want %.4f", got, k, want)
		}
	}
	if same > 5 {
		t.Errorf("%d of %.0f batches are of the user of the one before", same, batches)
	}
}

// The second year of a growing class has 1 + growth times the jobs of the first.
func TestGrowthOfBurstyArrivals(t *testing.T) {
	const year = sim.Time(8766 * time.Hour)
	class := busy("x")
	class.Interarrival = dist.Interarrival{Mean: time.Minute, CV: 3, Batch: 1.2}
	class.Profile, class.Growth = philly, 0.2
	count := [2]float64{}
	each(t, Spec{Classes: []Class{class}, Until: 2 * year}, rng.Key{}, func(j *sim.Job) { count[j.Submit/year]++ })
	if ratio := count[1] / count[0]; math.Abs(ratio-1.2) > 4*3*1.2*math.Sqrt(2/count[0]) {
		t.Errorf("%v and %v jobs in two years: × %.4f, want × 1.2", count[0], count[1], ratio)
	}
	if want := 525_960 * 0.2 / math.Log(1.2); math.Abs(count[0]-want) > 4*3*math.Sqrt(want) {
		t.Errorf("%v jobs in the first year, want about %.0f", count[0], want)
	}
}

// However bursty it is, a class has its rate from the first day on: over many
// replications the jobs of two days are those that the mean interval says. That of
// a process whose first interval begins at the epoch would have (c² − 1)/2 = 50
// batches more, in the long run.
func TestTheRateHoldsFromTheEpoch(t *testing.T) {
	class := busy("x")
	class.Interarrival = dist.Interarrival{Mean: 10 * time.Minute, CV: 11, Batch: 1.2}
	var count moments
	for seed := range 4000 {
		n := 0
		each(t, Spec{Classes: []Class{class}, Until: sim.Time(48 * time.Hour)}, rng.Key{Seed: uint64(seed)}, func(*sim.Job) { n++ })
		count.add(float64(n))
	}
	if got := count.mean(); math.Abs(got-288) > 4*count.deviation()/math.Sqrt(count.n) || count.deviation() > 400 {
		t.Errorf("%.1f jobs in two days, deviation %.1f, want 288", got, count.deviation())
	}
}

// Sizes that have run times of their own draw from those, the others from the class's.
func TestSizesWithTheirOwnRunTimes(t *testing.T) {
	class := busy("x")
	class.Run = dist.Spec[time.Duration]{Kind: dist.KindConstant, Value: time.Hour}
	class.Sizes[1].Run = dist.Spec[time.Duration]{Kind: dist.KindConstant, Value: time.Minute}
	for _, j := range all(t, Spec{Classes: []Class{class}, MaxJobs: 1000}, rng.Key{}) {
		if want := map[int]time.Duration{1: time.Hour, 2: time.Minute, 8: time.Hour}[j.job.GPUs]; j.job.Run != want {
			t.Fatalf("a job of %d GPUs runs %v, want %v", j.job.GPUs, j.job.Run, want)
		}
	}
	// 6/10 × 1 × 3600 + 2/10 × 2 × 60 + 2/10 × 8 × 3600 = 7944 GPU·s.
	if got := class.MeanWork(); !near(got, 7944, 1e-12) {
		t.Errorf("mean work %v GPU·s, want 7944", got)
	}
}
