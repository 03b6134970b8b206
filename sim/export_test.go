package sim

import (
	"fmt"

	"sovsim/sim/unit"
)

// Audit counts what each cluster has from the job table, the slow way, and says
// where that differs from what the engine keeps up to date.
func (c *Choice) Audit() error {
	for i := range c.e.sites {
		s := &c.e.sites[i]
		var jobs, gpus int64
		var queued, running unit.GPUTime
		held, draining := int64(0), int64(0)
		for k := range c.e.jobs {
			j, v := &c.e.jobs[k], &c.e.views[k]
			if int(j.cluster) != i {
				continue
			}
			switch j.phase {
			case phaseQueued, phaseStaging:
				if i == c.Current && Slot(k) == c.slot {
					continue
				}
				jobs++
				gpus += int64(v.GPUs)
				queued.Add(int64(v.GPUs), s.workTime(v.Request))
			case phaseRunning:
				if j.end < c.Now {
					return fmt.Errorf("job %d runs beyond its request", v.ID)
				}
				running.Add(j.heldGPUs, j.end.Sub(c.Now))
				held += j.heldGPUs
				for n, id := range j.nodes {
					if s.racks[j.group].state[id] == Draining {
						if draining += int64(j.perNode); n == len(j.nodes)-1 {
							draining += int64(j.last - j.perNode)
						}
					}
				}
			}
		}
		if err := c.auditHeld(i); err != nil {
			return err
		}
		l, capacity := c.Load(i), int64(0)
		for g, n := range s.capacity {
			capacity += int64(n * s.def.Groups[g].GPUsPerNode)
		}
		free := max(0, capacity-(held-draining))
		if l.Jobs != jobs || l.QueuedGPUs != gpus || l.Queued != queued.Nanos() || l.Running != running.Nanos() || l.Free != free || l.Capacity != capacity {
			return fmt.Errorf("load of cluster %d is %+v; counted %d jobs, %d GPUs, %g queued, %g running, %d free of %d", i, l, jobs, gpus, queued.Nanos(), running.Nanos(), free, capacity)
		}
	}
	return nil
}

// Raw is a copy of all that the load of a cluster is made of, at this instant.
func (c *Choice) Raw(cluster int) any { return c.e.sites[cluster].load }

// RawPast is the same as a router with a delay sees it, and of which moment.
func (c *Choice) RawPast(cluster int) (any, Time) { return c.e.past.loads[cluster], c.e.past.asOf }

// auditHeld counts the jobs held back at a cluster.
func (c *Choice) auditHeld(cluster int) error {
	var n heldAt
	for k := range c.e.jobs {
		if j := &c.e.jobs[k]; j.phase == phaseBlocked && int(j.cluster) == cluster {
			n.jobs++
			n.gpus += int64(c.e.views[k].GPUs)
		}
	}
	if h := c.e.holds; h == nil && n.jobs > 0 || h != nil && h.held[cluster] != n {
		return fmt.Errorf("%d jobs of %d GPUs are held back at cluster %d, which is not what is kept", n.jobs, n.gpus, cluster)
	}
	return nil
}

// Budgetless reports whether a run has no budgets.
func (c *Choice) Budgetless() bool { return c.e.holds == nil || c.e.holds.budgets == nil }

// Account is what is left of an owner's account in a budget; ok is false where the
// owner has none, or it has not been opened.
func (c *Choice) Account(budget int, owner int32) (left unit.GPUTime, ok bool) {
	b := &c.e.holds.budgets.budgets[budget]
	if int(owner) >= len(b.by) || b.by[owner] == nil || b.by[owner] == outside {
		return left, false
	}
	return b.by[owner].left, true
}

// Holding is a job that holds GPUs, as the job table has it.
type Holding struct {
	Seq        int64
	Start, End Time
	GPUs       int64
	Cluster    int
	Owners     [3]int32 // project, region, class
}

// Holdings walks the job table.
func (c *Choice) Holdings() (list []Holding, now Time) {
	for i := range c.e.jobs {
		if j, v := &c.e.jobs[i], &c.e.views[i]; j.phase == phaseRunning {
			list = append(list, Holding{v.Seq, j.start, j.end, j.heldGPUs, int(j.cluster), [3]int32{v.Project, v.Region, v.Class}})
		}
	}
	return list, c.e.now
}
