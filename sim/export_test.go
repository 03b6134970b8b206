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
