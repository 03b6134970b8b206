package population

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// Jobs by the clock, one an hour on average, that come in half of the hours
// only: twice as often there.
func TestProfileByHand(t *testing.T) {
	const m = time.Minute
	morning := dist.Profile{}
	for hour := range 12 {
		morning.Hours[hour] = 5 // any unit
	}
	monday := dist.Profile{Days: [7]float64{1}}
	steps := func(from, step time.Duration, n int) (at []time.Duration) {
		for i := range n {
			at = append(at, from+time.Duration(i)*step)
		}
		return at
	}
	for _, c := range []struct {
		name   string
		change func(*Class)
		want   []time.Duration
	}{
		{"from midnight to noon every half an hour",
			func(c *Class) { c.Profile = morning },
			// The 24th comes with the end of the morning, the next half an hour into the next.
			append(steps(30*m, 30*m, 24), 24*time.Hour+30*m, 25*time.Hour)},
		{"time zero is six o'clock there",
			func(c *Class) { c.Profile, c.Offset = morning, 6*time.Hour },
			append(steps(30*m, 30*m, 12), 18*time.Hour+30*m, 19*time.Hour)},
		{"time zero is three in the afternoon of a Thursday",
			func(c *Class) { c.Profile, c.Epoch = morning, time.Date(2025, 7, 17, 15, 0, 0, 0, time.UTC) },
			steps(9*time.Hour+30*m, 30*m, 24)},
		{"the same moment, as a clock two hours east shows it, for a region three hours west",
			func(c *Class) {
				c.Epoch = time.Date(2025, 7, 17, 17, 0, 0, 0, time.FixedZone("", 7200))
				c.Profile, c.Offset = morning, -3*time.Hour
			},
			steps(12*time.Hour+30*m, 30*m, 24)},
		{"on Mondays only, seven times as often: from the last minutes of a Sunday on",
			func(c *Class) {
				c.Interarrival.Mean = 7 * time.Hour
				c.Profile, c.Epoch = monday, time.Date(2025, 7, 20, 23, 30, 0, 0, time.UTC)
			},
			append(steps(90*m, 60*m, 24), 7*24*time.Hour+90*m)},
		{"a job every second Monday at its end",
			func(c *Class) {
				c.Interarrival.Mean = 14 * 24 * time.Hour
				c.Profile = monday
			},
			steps(8*24*time.Hour, 14*24*time.Hour, 3)},
		{"in the first hour there is no growth yet",
			func(c *Class) { c.Growth = 10 },
			[]time.Duration{time.Hour}},
	} {
		class := clock("a", time.Hour, time.Hour, 1)
		c.change(&class)
		var got []time.Duration
		for _, j := range all(t, Spec{Classes: []Class{class}, MaxJobs: int64(len(c.want))}, rng.Key{}) {
			got = append(got, time.Duration(j.job.Submit))
		}
		for i := range got {
			if (got[i] - c.want[i]).Abs() > 10 {
				t.Errorf("%s: job %d at %v, want %v", c.name, i+1, got[i], c.want[i])
				break
			}
		}
	}
}

// A rate that grows by g a year brings n·g/ln(1+g) jobs in the first year where
// it would bring n, and in the second 1 + g times as many.
func TestGrowthByHand(t *testing.T) {
	const year = sim.Time(8766 * time.Hour)
	for _, g := range []float64{1, 0.1, -0.5, 10} {
		class := clock("a", 10*time.Minute, time.Hour, 1)
		class.Growth = g
		count := [2]float64{}
		for _, j := range all(t, Spec{Classes: []Class{class}, Until: 2 * year}, rng.Key{}) {
			count[j.job.Submit/year]++
		}
		want := 8766 * 6 * g / math.Log(1+g)
		if math.Abs(count[0]-want) > 3e-4*want+1 || math.Abs(count[1]/count[0]-1-g) > 1e-3*(1+g) {
			t.Errorf("growth %v: %v and %v jobs in two years, want %.0f and %.0f", g, count[0], count[1], want, want*(1+g))
		}
	}
	// Falling by 99 % a year for ever, 8766 ÷ ln 100 = 1903.5 jobs come in all, and
	// half a job more because the rate falls by steps; then none does.
	class := clock("a", time.Hour, time.Hour, 1)
	class.Growth = -0.99
	if n := len(all(t, Spec{Classes: []Class{class}, MaxJobs: 1e6}, rng.Key{})); n != 1903 && n != 1904 {
		t.Errorf("%d jobs come before the rate vanishes, want 1903 or 1904", n)
	}
}

// The warp agrees with an obvious walk from hour to hour.
func TestWarpAgreesWithAWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.OneOf(rapid.Just(0.0), rapid.Just(1.0), rapid.Float64Range(0, 10))
		class := Class{
			Growth: rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(-0.9, 10)).Draw(t, "growth"),
			Offset: time.Duration(rapid.Int64Range(-24*int64(time.Hour), 24*int64(time.Hour)).Draw(t, "offset")),
			Epoch:  time.Unix(rapid.Int64Range(0, 2e9).Draw(t, "epoch"), 0),
		}
		for i := range class.Profile.Hours {
			class.Profile.Hours[i] = rate.Draw(t, "hour")
		}
		for i := range class.Profile.Days {
			class.Profile.Days[i] = rate.Draw(t, "day")
		}
		class.Profile.Hours[rapid.IntRange(0, 23).Draw(t, "hour with jobs")] = 1
		class.Profile.Days[rapid.IntRange(0, 6).Draw(t, "day with jobs")] = 1
		w := newWarp(&class)
		if w == nil {
			return
		}
		rates, _ := hourlyRates(class.Profile)
		local := class.Epoch.UTC().Add(class.Offset)
		monday := local.Truncate(24*time.Hour).AddDate(0, 0, -int(local.Weekday()+6)%7)
		into := local.Sub(monday)
		walk := func(at, hours float64) float64 { // hours since time zero, hours to go
			zero := into.Hours()
			for {
				hour := math.Floor(at + zero + 1e-12)
				rate := rates[int(hour)%168] * math.Pow(1+class.Growth, (hour-math.Floor(zero))/8766)
				ends := hour + 1 - zero
				if left := (ends - at) * rate; hours > left || rate == 0 {
					hours -= left
					at = ends
					continue
				}
				return at + hours/rate
			}
		}
		at := sim.Time(0)
		for range 20 {
			hours := rapid.OneOf(rapid.Float64Range(1e-6, 1), rapid.Float64Range(1e-6, 500)).Draw(t, "hours")
			want := walk(at.Sub(0).Hours(), hours)
			at = w.after(at, hours*float64(time.Hour))
			// In an hour of hardly any rate a rounding is long: compare what went by, too.
			got := at.Sub(0).Hours()
			if math.Abs(got-want) > 1e-6 && walk(min(got, want), 1e-7) < max(got, want) {
				t.Fatalf("%v operational hours later it is %.9f, the walk says %.9f", hours, got, want)
			}
		}
	})
}

// A population of few jobs has long gaps; they are as long as they should be.
func TestSeldomJobs(t *testing.T) {
	class := busy("x")
	class.Profile, class.Growth = philly, 0.05
	class.Interarrival = dist.Interarrival{Mean: 30 * 24 * time.Hour, CV: 3}
	jobs := all(t, Spec{Classes: []Class{class}, Until: sim.Time(100 * 8766 * time.Hour)}, rng.Key{})
	// 12.175 a year, growing for 100 years: × (1.05^100 − 1)/ln 1.05 = 2674.8.
	if want := 12.175 * 2674.8; math.Abs(float64(len(jobs))-want) > 4*3*math.Sqrt(want) {
		t.Errorf("%d jobs in 100 years, want about %.0f", len(jobs), want)
	}
	if !slices.IsSortedFunc(jobs, func(a, b named) int { return int(a.job.Submit - b.job.Submit) }) {
		t.Error("jobs are out of order")
	}
}
