package sim

import (
	"iter"
	"time"
)

// Slot is a job's place in the engine's table while the job lives. Slots are
// used again after the job has left, so nothing may keep one longer.
type Slot int32

// JobView is what a policy may know of a job: everything but its true run time.
type JobView struct {
	ID int64
	// Seq is the job's place in source order.
	Seq                          int64
	User, Project, Class, Region int32
	GPUs, Nodes                  int
	Submit                       Time
	// Joined is when the job joined this queue; a requeued job keeps it, the
	// next segment of a chain joins anew.
	Joined Time
	// Request is the requested time at speed 1, less the work that the job has
	// saved; of a chain, what the next segment asks for. The costs of its checkpoints
	// are in it.
	Request time.Duration
	// Groups is which node groups of this cluster the job may use, one bit for each
	// from the lowest on; 0 is all of them. Only a joint pool has others than 0.
	Groups uint64
}

// MayUse reports whether the job may use the node group with that index.
func (v *JobView) MayUse(group int) bool { return v.Groups == 0 || v.Groups>>(group&63)&1 == 1 }

// View is what a policy sees in one pass: a read-only picture of one cluster
// and of what has changed since its last pass. Its slices are valid during the
// pass only.
type View struct {
	Now     Time
	Cluster *Cluster
	// Ended lists the jobs that gave their GPUs back since the last pass:
	// finished, killed, requeued, stopped by the policy itself or at the end of a
	// segment (the last three are in Joined too, if they are queued here again). So is a job whose start was
	// proposed but declined, because no budget pays for it.
	Ended []Slot
	// Left lists the jobs that were queued and left without starting.
	Left []Slot
	// Joined lists the jobs that joined the queue. A job that joined and left
	// between two passes is in neither list.
	Joined []Slot
	// Changed reports whether capacity changed since the last pass, as announced or
	// not; Rose and Fell tell of unannounced changes.
	Changed, Rose, Fell bool
	// Capacity is the nodes (GPUs for a pool) in service in each group, without
	// those that are down:
	// after an outstanding drain, less than what jobs still hold.
	Capacity []int
	// States is the state of each node of each group of a nodes cluster; nil
	// for a pool. It may grow when capacity does.
	States [][]NodeState
	// Ahead is the announced steps after Now, in order of time.
	Ahead []Step

	jobs  []JobView
	draws policyDraws
}

// Job is the view of the job in slot s.
func (v *View) Job(s Slot) *JobView { return &v.jobs[s] }

// NodeState reports whether a node takes jobs.
type NodeState uint8

const (
	// Absent nodes are not there: not yet, or no longer.
	Absent NodeState = iota
	// Up nodes take jobs.
	Up
	// Draining nodes hold jobs but take none; they leave as their jobs end.
	Draining
	// Down nodes have failed and take no job until they have been repaired. An
	// announced step takes them as it takes idle ones.
	Down
)

// Plan is what a policy proposes in one pass. The engine checks it and applies
// it; a plan that does not hold is an error that ends the run.
type Plan struct {
	stops  []stop
	starts []start
	nodes  []int32
	wake   Time
}

type start struct {
	job           Slot
	group         int32
	perNode, last int32
	first, count  int32
}

// Start proposes to start a queued job now, in the given group. On a pool,
// nodes is empty. On a nodes cluster the job gets perNode GPUs on each of the
// nodes (indices in the group) and last on the last of them.
func (p *Plan) Start(job Slot, group int, nodes []int32, perNode, last int) {
	first := int32(len(p.nodes))
	p.nodes = append(p.nodes, nodes...)
	p.starts = append(p.starts, start{job, int32(group), int32(perNode), int32(last), first, int32(len(nodes))})
}

// WakeAt asks for a pass at t, which must be after now. Of several calls the
// earliest counts; each pass asks anew.
func (p *Plan) WakeAt(t Time) { p.wake = min(p.wake, t) }

// Starts lists the jobs that the plan starts so far: a policy that stands around another
// one sees what that proposes. [Plan.Stops] lists those that it stops.
func (p *Plan) Starts() iter.Seq[Slot] {
	return func(yield func(Slot) bool) {
		for i := range p.starts {
			if !yield(p.starts[i].job) {
				return
			}
		}
	}
}

func (p *Plan) reset() {
	p.stops, p.starts, p.nodes, p.wake = p.stops[:0], p.starts[:0], p.nodes[:0], Never
}

// Policy decides which queued jobs of one cluster start, and which running ones stop. It holds the state of
// one run. Schedule is called once a pass and proposes by p; it must depend on
// nothing but what its views have shown.
type Policy interface {
	Schedule(v *View, p *Plan)
}
