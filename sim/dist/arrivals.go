package dist

import "time"

// Interarrival describes the intervals between the arrivals of a class of jobs.
type Interarrival struct {
	Mean time.Duration
	// CV is the standard deviation ÷ the mean: 1 is a Poisson process, 0 the
	// tick of a clock (so a Spec must say 1 where Poisson is meant), below 1
	// gamma, above 1 balanced two-phase hyperexponential; see ByCV.
	CV float64
	// Batch is the mean number of jobs that arrive together, of one user and at
	// one instant; their number is geometric. 0 and 1 are single jobs. Mean and CV
	// are of the intervals between jobs in real time, those of 0 within a batch
	// and what the profile does included; but a CV of at most 1 is that before
	// the profile.
	Batch float64
}

// Profile is the relative rate of arrivals by local hour of the day and by day
// of the week from Monday on. The rate at an hour is the product of the two,
// scaled so that the mean over a week is the class's. A part that is all 0 is
// flat.
type Profile struct {
	Hours [24]float64
	Days  [7]float64
}

// Residency has weights, in any unit, of the jobs by where they may run: in their
// home region, in its bloc, anywhere. The zero value is anywhere.
type Residency struct{ Home, Bloc, Any float64 }
