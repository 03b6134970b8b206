package workloads

import (
	"cmp"
	"slices"

	"sovsim/sim"
)

// numbers counts which job numbers of a trace stand for more than one job. The
// count is exact. Its memory is 24 bytes for each run of numbers that follow one
// another: next to nothing for a log that counts up, at worst (numbers in no order)
// so much for each different one. Names in place of numbers are held as they are.
type numbers struct {
	spans []numberSpan
	// unknown counts the jobs whose number is negative.
	unknown int64
	// names has the jobs of each name that stands in place of a number.
	names map[string]int64
	// limit is the number of spans at which they are next put in order.
	limit int
}

// numberSpan is the numbers from first to last, each of jobs jobs.
type numberSpan struct{ first, last, jobs int64 }

func (n *numbers) addJob(job *sim.Job) {
	if job.Name == "" {
		n.add(job.ID)
		return
	}
	if n.names == nil {
		n.names = map[string]int64{}
	}
	n.names[job.Name]++
}

func (n *numbers) add(id int64) {
	if id < 0 {
		n.unknown++
		return
	}
	if k := len(n.spans) - 1; k >= 0 && n.spans[k].jobs == 1 && n.spans[k].last == id-1 {
		n.spans[k].last = id
		return
	}
	if len(n.spans) >= max(n.limit, 1<<12) {
		n.merge()
		n.limit = 2 * len(n.spans)
	}
	n.spans = append(n.spans, numberSpan{id, id, 1})
}

// merge makes the spans disjoint and puts them in order. It walks the edges at which
// one begins or is over; between two of them every number is of as many jobs.
func (n *numbers) merge() {
	type edge struct{ at, jobs int64 }
	edges := make([]edge, 0, 2*len(n.spans))
	for _, s := range n.spans {
		edges = append(edges, edge{s.first, s.jobs}, edge{s.last + 1, -s.jobs})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	n.spans = n.spans[:0]
	jobs, from := int64(0), int64(0)
	for i := 0; i < len(edges); {
		at, before := edges[i].at, jobs
		for ; i < len(edges) && edges[i].at == at; i++ {
			jobs += edges[i].jobs
		}
		if jobs == before {
			continue // one ends where the next begins
		}
		if before > 0 {
			n.spans = append(n.spans, numberSpan{from, at - 1, before})
		}
		from = at
	}
}

// repeated is how many numbers are those of several jobs, and of how many jobs.
func (n *numbers) repeated() (ids, jobs int64) {
	n.merge()
	for _, s := range n.spans {
		if s.jobs > 1 {
			ids += s.last - s.first + 1
			jobs += (s.last - s.first + 1) * s.jobs
		}
	}
	for _, k := range n.names {
		if k > 1 {
			ids, jobs = ids+1, jobs+k
		}
	}
	return ids, jobs
}
