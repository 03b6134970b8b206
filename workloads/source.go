package workloads

import (
	"fmt"

	"sovsim/sim"
)

// Slice is a source of the given jobs, which must be in order of submit. The
// slice is not copied and must not change while the source is used.
func Slice(jobs []sim.Job) sim.Source { return &sliceSource{jobs: jobs} }

type sliceSource struct {
	jobs []sim.Job
	pos  int
}

func (s *sliceSource) Next(job *sim.Job) (bool, error) {
	if s.pos == len(s.jobs) {
		return false, nil
	}
	if s.pos > 0 && s.jobs[s.pos].Submit < s.jobs[s.pos-1].Submit {
		return false, fmt.Errorf("job %s (index %d) is submitted before the job that precedes it in the slice",
			s.jobs[s.pos].Label(), s.pos)
	}
	*job = s.jobs[s.pos]
	s.pos++
	return true, nil
}

// Merge is one source of the jobs of several: by submit, and in the order of the
// sources where jobs of several are submitted at one instant. It holds one job of
// each, and a step costs a look at each: it is meant for tens of sources.
func Merge(sources ...sim.Source) sim.Source {
	if len(sources) == 1 {
		return sources[0]
	}
	m := &merged{refill: -1}
	for _, s := range sources {
		m.heads = append(m.heads, head{from: s})
	}
	return m
}

type merged struct {
	heads   []head
	started bool
	// refill is the source whose job was handed out last; −1 before the first.
	refill int
}

type head struct {
	from sim.Source
	job  sim.Job
	ok   bool
}

func (m *merged) Next(job *sim.Job) (bool, error) {
	for i := range m.heads {
		h := &m.heads[i]
		if m.started && i != m.refill {
			continue
		}
		var err error
		if h.ok, err = h.from.Next(&h.job); err != nil {
			h.ok = false
			return false, err
		}
	}
	m.started = true
	best := -1
	for i := range m.heads {
		if m.heads[i].ok && (best < 0 || m.heads[i].job.Submit < m.heads[best].job.Submit) {
			best = i
		}
	}
	m.refill = best
	if best < 0 {
		return false, nil
	}
	*job = m.heads[best].job
	return true, nil
}
