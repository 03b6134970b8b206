package scheduler

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// stairs is a limit that falls as jobs get wider, as every limit does.
type stairs struct {
	widest int
	top    time.Duration
}

func (s stairs) limit(gpus, nodes int, _ uint64) time.Duration {
	if gpus > s.widest {
		return -1
	}
	return s.top / time.Duration(1+gpus/3+nodes)
}

// atMost is loose, as that of a reservation that has yet to be made.
func (s stairs) atMost(gpus int) time.Duration {
	if gpus > s.widest+1 {
		return -1
	}
	return s.top
}

// The index against a walk over the queue in order, with a few shapes and with
// hundreds, in both orders, while jobs join and leave anywhere.
func TestIndexFindsWhatAWalkFinds(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 3))
		shapes := []int{1, 8, 100, 700}[seed%4]
		order, _ := LookupOrder([]string{"fcfs", "sjf"}[seed/4%2])
		x := index{order: order}
		views := map[sim.Slot]*sim.JobView{}
		var queue []sim.Slot // in no order
		found := 0
		for step := range 4000 {
			if r.IntN(100) < 60 || len(queue) == 0 {
				s := sim.Slot(step)
				j := &sim.JobView{Seq: int64(step), GPUs: 1 + r.IntN(shapes), Joined: sim.Time(r.IntN(2000)), Request: time.Duration(r.IntN(500))}
				if r.IntN(10) == 0 {
					j.Nodes = 2
					j.GPUs *= 2
				}
				views[s] = j
				queue = append(queue, s)
				x.add(s, j)
			} else {
				i := r.IntN(len(queue))
				x.remove(queue[i])
				queue = slices.Delete(queue, i, i+1)
			}
			if step%5 > 0 {
				continue
			}
			l := stairs{r.IntN(shapes + 2), time.Duration(r.IntN(3000))}
			var want, head ordered.Key
			wantSlot, headSlot := sim.Slot(-1), sim.Slot(-1)
			for _, s := range queue {
				j := views[s]
				k := x.order.Key(j)
				if headSlot < 0 || k.Less(head) {
					head, headSlot = k, s
				}
				if j.Request <= l.limit(j.GPUs, j.Nodes, 0) && (wantSlot < 0 || k.Less(want)) {
					want, wantSlot = k, s
				}
			}
			got, ok := x.first(l)
			if ok != (wantSlot >= 0) || ok && got != wantSlot {
				t.Fatalf("seed %d, step %d, %d jobs: found slot %d (%v), a walk finds %d", seed, step, len(queue), got, ok, wantSlot)
			}
			if h, ok := x.head(); ok != (headSlot >= 0) || ok && h != headSlot {
				t.Fatalf("seed %d, step %d: the head is slot %d (%v), by a walk %d", seed, step, h, ok, headSlot)
			}
			if ok {
				found++
			}
		}
		if found < 100 {
			t.Errorf("seed %d: only %d searches found a job", seed, found)
		}
	}
}
