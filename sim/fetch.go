package sim

import (
	"fmt"
	"time"
)

// fetch takes the next arrival from the source.
func (e *engine) fetch() error {
	before := e.next.Submit
	ok, err := e.in.Source.Next(&e.next)
	if err != nil {
		return err
	}
	e.pending = ok
	switch j := &e.next; {
	case !ok:
	case j.Submit < before || j.Submit < 0:
		return fmt.Errorf("job %s is submitted at %v, before the job that precedes it or the epoch", j.Label(), time.Duration(j.Submit))
	case j.GPUs < 1 || j.GPUs > 1<<30 || j.Nodes < 0 || j.Nodes > 0 && j.GPUs%j.Nodes != 0:
		return fmt.Errorf("job %s asks for %d GPUs on %d nodes, which is no shape", j.Label(), j.GPUs, j.Nodes)
	case j.FullSize < 0 || j.FullSize > 1<<30 || j.FullSize > 0 && j.FullSize < j.GPUs:
		return fmt.Errorf("job %s asks for %d GPUs, which would be %d at full scale", j.Label(), j.GPUs, j.FullSize)
	case j.Run < 0 || j.Request < 0 || j.Patience < 0 || j.Checkpoint < 0 || j.Segment < 0 || j.Write < 0 || j.Restart < 0:
		return fmt.Errorf("job %s has a negative duration", j.Label())
	case j.Rule > Exact || j.Rule != Given && (j.Write == 0 || j.Checkpoint > 0):
		return fmt.Errorf("job %s finds its checkpoint interval by %s, which needs a write time and no interval", j.Label(), j.Rule)
	case j.Bytes < 0:
		return fmt.Errorf("job %s has %d bytes of data", j.Label(), j.Bytes)
	case j.Residency > AtHome:
		return fmt.Errorf("job %s has residency %d, which is none of anywhere, bloc and home", j.Label(), j.Residency)
	}
	return nil
}
