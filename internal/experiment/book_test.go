package experiment

import (
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// book adds up what the engine tells of a run, apart from the results. All in it is
// whole: times in ns, and GPU·ns.
type book struct {
	t      *testing.T
	model  *sim.Model
	dir    *sim.Directory
	states []sim.State
	since  []sim.Time
	// staging and holding are ∫ of the clusters' states over time.
	staging, holding unit.GPUTime
	// heldBack is that of jobs held back, waiting of all that hold no GPUs; waited is
	// Σ over the jobs.
	heldBack, waiting, waited unit.GPUTime
	// staged, once more allStaged, and held are Σ over the jobs, the warm-up's too.
	staged, held unit.GPUTime
	allStaged    time.Duration
	// The rest is of measured jobs, without the warm-up's; demanded is GPUs × run
	// time, useful GPUs × what of it was done and not lost.
	measuredStaged, moves, segments int64
	measuredHeld, demanded, useful  unit.GPUTime
	interruptions                   int64
	overhead, undone                unit.GPUTime
	// came counts the jobs that the source had, told those with a record.
	source     sim.Source
	came, told int64
	// nowhere is the measured jobs that no cluster took: jobs, GPU × run time, and
	// weight; nowhereEarly those of the warm-up.
	nowhere, nowhereEarly int64
	nowhereWork           unit.GPUTime
	weight                float64
	weights               func(class, region string) float64
	seen                  map[string]int64 // what the jobs went through
}

func (b *book) Next(j *sim.Job) (bool, error) {
	ok, err := b.source.Next(j)
	if ok {
		b.came++
	}
	return ok, err
}

func (b *book) State(now sim.Time, cluster int, s *sim.State) {
	was, d := &b.states[cluster], now.Sub(b.since[cluster])
	b.staging.Add(was.Staging, d)
	b.holding.Add(was.Held, d)
	b.heldBack.Add(was.HeldBack, d)
	b.waiting.Add(was.Staging+was.Queued+was.HeldBack, d)
	b.states[cluster], b.since[cluster] = *s, now
}

func (b *book) Job(r *sim.Record) {
	b.told++
	b.staged.Add(1, r.Staged)
	b.waited.Add(1, r.Wait)
	b.allStaged += r.Staged
	b.held = b.held.Plus(r.GPUTime)
	if r.WarmUp && r.Cluster < 0 {
		b.nowhereEarly++
	}
	if !r.WarmUp {
		b.measuredStaged += int64(r.Staged)
		b.moves += int64(r.Moves)
		b.segments += int64(r.Segments)
		b.demanded.Add(int64(r.GPUs), r.Run)
		b.useful.Add(int64(r.GPUs), r.Done)
		b.measuredHeld = b.measuredHeld.Plus(r.GPUTime)
		b.interruptions += int64(r.Failures)
		b.overhead, b.undone = b.overhead.Plus(r.OverheadGPUTime), b.undone.Plus(r.LostGPUTime)
		if r.Cluster < 0 {
			b.nowhere++
			b.nowhereWork.Add(int64(r.GPUs), r.Run)
			b.weight += b.weights(b.dir.Classes.Name(r.Class), b.dir.Regions.Name(r.Region))
		}
	}
	b.journeys(r)
}

// journeys holds the bytes of a job to its story. A byte takes a nanosecond: each
// journey to a cluster outside of the home region takes as many as the job has
// bytes, unless the job was withdrawn, or the run ended, on the way.
func (b *book) journeys(r *sim.Record) {
	n, rest := int64(0), int64(r.Staged)
	if r.Bytes > 0 {
		n, rest = rest/r.Bytes, rest%r.Bytes
	}
	abroad := r.Cluster >= 0 && b.model.Clusters[r.Cluster].Region != b.dir.Regions.Name(r.Region)
	onTheWay := r.Outcome == sim.Reneged || r.Outcome == sim.Queued // perhaps
	least := int64(0)
	if abroad && !onTheWay && r.Bytes > 0 {
		least = 1
	}
	if most := int64(1 + r.Moves); rest > 0 && (r.Bytes == 0 || !onTheWay) || n < least || n > most || rest > 0 && n == most ||
		r.Moves == 0 && !abroad && r.Staged > 0 {
		b.t.Errorf("job %d, %v with %d moves, abroad %v: %d bytes, of which %d were on their way", r.ID, r.Outcome, r.Moves, abroad, r.Bytes, int64(r.Staged))
	}
	for what, is := range map[string]bool{
		"staged": n > 0, "staged again": n > 1, "broken off on the way": rest > 0, "moved": r.Moves > 0, "restarted": r.Restarts > 0,
		"failed": r.Failures > 0, "failed at its full size": r.Failures > 0 && r.FullSize > r.GPUs,
		"chained": r.Segments > 1, "without cluster": r.Cluster < 0, "with whole nodes": r.Held > 0 && r.GPUTime.Hours() > float64(r.GPUs)*r.Held.Hours()*1.001,
		"capacity gone": r.Reason == sim.CapacityGone, "over budget": r.Reason == sim.OverBudget, r.Outcome.String(): true,
	} {
		if is {
			b.seen[what]++
		}
	}
}
