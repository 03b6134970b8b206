package experiment

import (
	"sovsim/sim"
)

// watched counts the jobs that a run takes from its source, for the progress, and
// stops the run when its rows can no longer be written.
type watched struct {
	from  sim.Source
	meter *Meter
	run   int
	taken int64
	// submitted counts the jobs that come before the horizon: the run must tell of each.
	submitted int64
	broken    func() error
	horizon   sim.Time
	supply    *supply
}

// watchEvery is how many jobs lie between two looks.
const watchEvery = 1024

func (w *watched) Next(job *sim.Job) (bool, error) {
	ok, err := w.from.Next(job)
	if ok && job.Submit < w.horizon {
		w.submitted++
	}
	if w.taken++; w.taken%watchEvery == 0 && err == nil {
		if err := w.broken(); err != nil {
			return false, err
		}
		w.meter.set(w.run, w.fraction(job.Submit))
	}
	return ok, err
}

// fraction is how far the run is: of its horizon or else of its jobs.
func (w *watched) fraction(now sim.Time) float64 {
	switch {
	case w.horizon != sim.Never:
		return min(1, float64(now)/float64(w.horizon))
	case w.supply.jobs > 0:
		return min(1, float64(w.taken)/float64(w.supply.jobs))
	}
	return w.supply.progress()
}
