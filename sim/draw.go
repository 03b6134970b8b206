package sim

import (
	"strconv"

	"sovsim/sim/rng"
)

// Stream is the random numbers of this routing of this job. Their key is the
// run's key with the job's name: its region, class and Number or, where its
// source numbers none, its ID. Whether it is the job's first routing or which
// of the later ones is part of it too, so that a job that is routed again
// draws anew. The region is the one that the job's source gives it, also once its
// user has left.
//
// Neither the job's place in the merged stream nor the routing is: another class
// moves no draw of this one, and every routing sees the same numbers. Jobs of
// different traces that share region, class and ID share their draws.
func (c *Choice) Stream() rng.Stream {
	j := &c.e.jobs[c.slot]
	w := drawer{class: c.Job.Class, region: j.origin, routing: j.routings}
	n := c.Job.Number
	if n == 0 {
		n, w.byID = c.Job.ID, true
	}
	f, ok := c.e.families[w]
	if !ok {
		f = c.e.family(w)
	}
	return f.At(n)
}

// drawer is the jobs whose draws for one routing are of one family.
type drawer struct {
	class, region int32
	// routing counts the routings of a job from 1.
	routing int32
	byID    bool
}

// family finds the streams of some jobs and keeps them: there are few.
func (e *engine) family(w drawer) rng.Family {
	dir := e.in.Directory
	purpose := "job routing"
	if w.byID {
		purpose = "job routing by id"
	}
	// No name holds a zero byte, so no two pairs of names make one entity.
	f := e.in.Key.Family(purpose, dir.Regions.Name(w.region)+"\x00"+dir.Classes.Name(w.class)+"\x00"+strconv.Itoa(int(w.routing)))
	if e.families == nil {
		e.families = map[drawer]rng.Family{}
	}
	e.families[w] = f
	return f
}
