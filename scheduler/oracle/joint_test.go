package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sovsim/scheduler/oracle"
	"sovsim/sim"
)

// join makes a joint pool of a random workload's cluster, and lets some of the jobs
// use only some of the members, or none.
func (w *workload) join(r *rand.Rand) {
	for first := 0; first < len(w.cluster.Groups); {
		n := 1
		if left := len(w.cluster.Groups) - first; left > 1 && chance(r, 0.3) && (first > 0 || left > 2) {
			n = 2
		}
		w.cluster.Members = append(w.cluster.Members, sim.Member{Name: fmt.Sprint("m", first), FirstGroup: first, Groups: n})
		first += n
	}
	restricted := r.Float64()
	for range w.jobs {
		may := uint(1)<<len(w.cluster.Members) - 1
		if chance(r, restricted) {
			may = uint(r.IntN(int(may) + 1))
		}
		w.may = append(w.may, may)
	}
}

// open gives the members of a joint pool the rules by which its jobs may use what
// they may: their classes say it, and each member is open to those that name it.
func (w *workload) open(c *sim.Cluster, dir *sim.Directory) []sim.Job {
	if w.may == nil {
		return w.jobs
	}
	jobs := append([]sim.Job(nil), w.jobs...)
	c.Members = append([]sim.Member(nil), c.Members...)
	for k := range c.Members {
		c.Members[k].Access = []string{"nobody"}
	}
	for i, may := range w.may {
		class := fmt.Sprintf("%b", may)
		jobs[i].Class = dir.Classes.ID(class)
		for k := range c.Members {
			if may>>k&1 == 1 {
				c.Members[k].Access = append(c.Members[k].Access, class)
			}
		}
	}
	return jobs
}

// mayUse is the same for the oracle.
func (w *workload) mayUse() func(job, member int) bool {
	if w.may == nil {
		return nil
	}
	return func(job, member int) bool { return w.may[job]>>member&1 == 1 }
}

// memberList is which members as a story writes it.
func memberList(may uint) string {
	var list []string
	for k := 0; may>>k > 0; k++ {
		if may>>k&1 == 1 {
			list = append(list, fmt.Sprint(k))
		}
	}
	if list == nil {
		return "none"
	}
	return strings.Join(list, ",")
}

// memberOf is where the oracle's job started last, as the engine's records have it:
// a cluster of its own is no member, nor is the queue of a pool; −2 is a job that was
// rejected when it came.
func (w *workload) memberOf(o oracle.Outcome) int {
	if o.Outcome == sim.Rejected && o.End == w.jobs[o.Job].Submit && o.LastStart == sim.Never {
		return -2
	}
	if o.LastStart != sim.Never {
		for k, m := range w.cluster.Members {
			if o.Group >= m.FirstGroup && o.Group < m.FirstGroup+m.Groups {
				return k
			}
		}
	}
	return -1
}

// On joint pools, with jobs that may use some members only, the engine gives every
// job the schedule that the oracle gives it.
func TestJointPoolAgainstOracle(t *testing.T) {
	againstOracle(t, *workloads/2, 400, sim.Nodes, traits{chains: true, joint: true})
}
