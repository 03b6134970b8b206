package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "test-skip-what-does-not-fit",
		Summary: "by arrival, skipping what does not fit, up to a number of jobs",
		Definition: "The queue is in order. In each pass the first jobs jobs of the queue are\n" +
			"tried; each that fits starts. Nothing is reserved.",
		Guarantees: "None: a wide job may wait for ever.",
		Cost:       "A pass costs O(jobs), and O(log queue) for each job that joins or starts.",
		Source:     "textbook (first fit)",
		Bind: func(p *Parameters) func(*sim.Cluster) sim.Policy {
			var place placement
			var order *Order
			var jobs int
			p.placementOption(&place)
			p.Order(&order, "order", "fcfs", "the queue order")
			p.Count(&jobs, "jobs", 100, 1, "how many jobs of the queue are tried")
			return func(c *sim.Cluster) sim.Policy {
				return &testSkip{space: newSpace(c, place), queue: newWalkedQueue(order), jobs: jobs}
			}
		},
	})
}

type testSkip struct {
	space space
	queue walkedQueue
	jobs  int
	fits  []sim.Slot
}

func (t *testSkip) Schedule(v *sim.View, p *sim.Plan) {
	t.space.begin(v)
	t.queue.begin(v)
	for _, s := range v.Left {
		t.queue.remove(s)
	}
	for _, s := range v.Joined {
		t.queue.add(s, v.Job(s))
	}
	t.fits = t.fits[:0]
	tried := 0
	t.queue.rewind()
	for s, more := t.queue.next(); more; s, more = t.queue.next() {
		if tried++; tried > t.jobs {
			break
		}
		if j := v.Job(s); j.Request <= t.space.limit(j.GPUs, j.Nodes, j.Groups) {
			t.space.start(s, j, p)
			t.fits = append(t.fits, s)
		}
	}
	for _, s := range t.fits {
		t.queue.remove(s)
	}
}
