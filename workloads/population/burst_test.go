package population

import (
	"math"
	"testing"
	"time"

	"sovsim/sim/dist"
)

func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance*math.Abs(want) }

// Where the rate is always the same, the second moment is that of the
// distribution itself, CV² + 1, from a job a nanosecond to one in a million years.
func TestAFlatProfileAddsNothing(t *testing.T) {
	rates, _ := hourlyRates(dist.Profile{})
	for _, mean := range []float64{1.0 / 3.6e12, 1e-3, 0.3, 1, 30, 1e4, 1e10} {
		for _, cv := range []float64{1, 1.5, 11, 1000} {
			if got, want := second(&rates, mean, cv), cv*cv+1; !near(got, want, 1e-9) {
				t.Errorf("mean %v h, cv %v: second moment %v, want %v", mean, cv, got, want)
			}
		}
	}
}

// Jobs in half of the hours of a day only, twice as often there.
func TestHalfDaysByHand(t *testing.T) {
	var p dist.Profile
	for hour := range 12 {
		p.Hours[hour] = 1
	}
	rates, flat := hourlyRates(p)
	if flat || rates[0] != 2 || rates[12] != 0 || rates[167] != 0 || rates[144] != 2 {
		t.Fatalf("rates %v", rates)
	}
	// Poisson arrivals of mean 1 h, so 2 an hour in the half day. The density at x
	// is 2e^(−2x): what ends within w hours brings (1 − e^(−2w))/2 − w·e^(−2w) to the
	// mean and (1 − e^(−2w)(1 + 2w))/2 − w²·e^(−2w) to the second moment. From the
	// start of a half day, an interval that lasts beyond it, with q = e^(−24), has 24 h
	// behind it in the next morning and begins anew: M = … + q·(24 + M), S = … +
	// q·(24² + 48·M + S).
	q := math.Exp(-24)
	m := ((1-q)/2 - 12*q + 24*q) / (1 - q)
	s := ((1-q*25)/2 - 144*q + q*(576+48*m)) / (1 - q)
	// From a moment w hours before the end, w uniform on 0 to 12, the same with
	// e^(−2w) and 12 + w.
	want, steps := 0.0, 1_000_000
	for i := range steps {
		w := 12 * (float64(i) + 0.5) / float64(steps)
		e := math.Exp(-2 * w)
		upTo := (1-e*(1+2*w))/2 - e*w*w
		want += (upTo + e*((12+w)*(12+w)+2*(12+w)*m+s)) / float64(steps)
	}
	if got := second(&rates, 1, 1); !near(got, want, 1e-9) {
		t.Errorf("mean 1 h: second moment %v, want %v", got, want)
	}
	// Where intervals are far longer than a day, operational time is real time but
	// for the phase in the day: with y operational hours gone by in a day, y/2 real
	// ones have, so that the two are y/2 apart, uniform on 0 to 12 h, variance 12.
	// Both ends of an interval bring it: second = 2 + 2·12/mean².
	for _, mean := range []float64{1e5, 1e6} {
		got := (second(&rates, mean, 1) - 2) * mean * mean
		if math.Abs(got-24) > 0.05 {
			t.Errorf("mean %v h: the profile adds a variance of %v h², want 24", mean, got)
		}
	}
}

// Where intervals are far shorter than an hour, each is as long as its hour makes
// it: m/r in an hour of rate r. An hour begins r·168⁻¹ of them, so the second
// moment is (CV² + 1) × the mean of 1/r.
func TestShortIntervalsByHand(t *testing.T) {
	rates, _ := hourlyRates(philly)
	mean := 0.0
	for _, r := range rates {
		mean += 1 / r / 168
	}
	for _, cv := range []float64{1, 3} {
		if got, want := second(&rates, 1e-8, cv), (cv*cv+1)*mean; !near(got, want, 1e-5) {
			t.Errorf("cv %v: second moment %v, want %v", cv, got, want)
		}
	}
}

func TestSurvivalAgainstSums(t *testing.T) {
	for _, h := range []float64{0, 1e-12, 1e-3, 0.5, 0.999999, 1, 1.000001, 3, 30, 300} {
		want := [3]float64{}
		const steps = 50_000
		for i := range steps {
			w := (float64(i) + 0.5) / steps
			for n := range want {
				want[n] += math.Pow(w, float64(n)) * math.Exp(-h*w) / steps
			}
		}
		q, e0, e1, e2 := survival(h)
		for n, got := range []float64{e0, e1, e2} {
			if !near(got, want[n], 1e-5) {
				t.Errorf("h = %v: ∫ w^%d e^(−hw) is %v, want %v", h, n, got, want[n])
			}
		}
		if !near(q, math.Exp(-h), 1e-12) {
			t.Errorf("h = %v: e^(−h) is %v", h, q)
		}
	}
}

// The examples of the package comment.
func TestExamplesOfTheProcess(t *testing.T) {
	class := busy("x")
	class.Interarrival = dist.Interarrival{Mean: 10 * time.Minute, CV: 11, Batch: 2}
	b, problem := class.batches()
	if problem != "" || b.mean != float64(20*time.Minute) || !near(b.cv, math.Sqrt(60), 1e-12) {
		t.Errorf("batches of 2: %+v %s, want 20 min and √60", b, problem)
	}
	class.Interarrival = dist.Interarrival{Mean: time.Microsecond, CV: 11}
	for hour := range class.Profile.Hours {
		class.Profile.Hours[hour] = 0.5
		if hour < 12 {
			class.Profile.Hours[hour] = 1.5
		}
	}
	if cv := dist.CV(class.intervals()); !near(cv, 9.513, 1e-4) {
		t.Errorf("rates of 1.5 and 0.5: the process on operational time has a cv of %v, want 9.513", cv)
	}
	rates, _ := hourlyRates(class.Profile)
	if cv := math.Sqrt(second(&rates, 1e-9, 1) - 1); !near(cv, 1.291, 1e-3) {
		t.Errorf("rates of 1.5 and 0.5: Poisson arrivals have a cv of %v, want 1.291", cv)
	}
}

// What corrected finds has the moment that was asked for.
func TestCorrectedIsARoot(t *testing.T) {
	rates, _ := hourlyRates(philly)
	for _, mean := range []float64{1.0 / 3600, 114.0 / 3600, 1, 100, 1e4} {
		least := second(&rates, mean, 1)
		for _, cv := range []float64{1.3, 3, 11, 100, 1000} {
			target := max(cv*cv+1, least)
			if got := second(&rates, mean, corrected(&rates, mean, target)); !near(got, target, 1e-9) {
				t.Errorf("mean %v h, cv %v: second moment %v, want %v", mean, cv, got, target)
			}
		}
	}
}

// The faults say what is possible, and what they say is.
func TestCVsThatCannotBeHad(t *testing.T) {
	for _, c := range []struct {
		name string
		in   dist.Interarrival
		p    dist.Profile
		want string
	}{
		// √(8 − 1) = 2.6458
		{"batches", dist.Interarrival{CV: 2, Batch: 8}, dist.Profile{}, "2 cannot be had: batches of 8 jobs give at least 2.65, √(batch − 1); give at least that, or smaller batches"},
		{"batches of Poisson", dist.Interarrival{CV: 1, Batch: 3}, dist.Profile{}, "1 cannot be had: batches of 3 jobs give at least 1.42"},
		{"a profile", dist.Interarrival{CV: 1.1}, philly, "1.1 cannot be had: Poisson arrivals on this profile have 1."},
		{"both", dist.Interarrival{CV: 2, Batch: 3}, philly, "2 cannot be had: Poisson batches of 3 jobs on this profile have 2."},
	} {
		class := busy("x")
		class.Interarrival, class.Profile = c.in, c.p
		class.Interarrival.Mean = 10 * time.Minute
		faults := class.Validate()
		if len(faults) != 1 || faults[0].Path != "interarrival.cv" || len(faults[0].Message) < len(c.want) || faults[0].Message[:len(c.want)] != c.want {
			t.Errorf("%s: faults %v, want one of interarrival.cv that begins\n\t%s", c.name, faults, c.want)
			continue
		}
		// The least that is named works.
		b, _ := class.batches()
		least := math.Sqrt(max(1, c.in.Batch) - 1)
		if !(c.p == dist.Profile{}) {
			rates, _ := hourlyRates(c.p)
			least = math.Sqrt(max(1, c.in.Batch)*second(&rates, b.mean/float64(time.Hour), 1) - 1)
		}
		class.Interarrival.CV = up(least)
		if faults := class.Validate(); len(faults) > 0 {
			t.Errorf("%s: with the cv named, %v", c.name, faults)
		}
		class.Interarrival.CV = least * 0.99
		if faults := class.Validate(); len(faults) != 1 {
			t.Errorf("%s: with a cv below, no fault", c.name)
		}
	}
}
