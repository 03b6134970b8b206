package sim

import (
	"time"

	"sovsim/sim/unit"
)

// Kind is how a cluster's GPUs are arranged.
type Kind uint8

const (
	// Pool: interchangeable GPUs; a job needs a count.
	Pool Kind = iota
	// Nodes: GPUs sit in nodes; a job of at most one node's GPUs must fit into
	// one node, a larger one takes whole nodes.
	Nodes
)

// Cluster is one site of one owner, as the scenario describes it. It is
// immutable while runs read it.
type Cluster struct {
	Name string
	// Region is the name of the region on whose soil the cluster stands.
	Region string
	Kind   Kind
	// Groups are the node groups, at least one. A pool has exactly one, whose
	// Nodes are its GPUs. A job lies within one group.
	Groups []Group
	// Members are the sites of a joint pool, in whose order its Groups are; none is
	// a cluster of its own. The rules of a joint pool are those of its members.
	Members []Member
	// Timeline is the changes of capacity after the epoch, in order of time;
	// steps of one instant apply rises first, then losses, in list order.
	Timeline []Step
	// Access are the names to which the cluster is open: a job may use it if its
	// home region, the bloc of that or its class is among them. None is everybody.
	Access []string
	// MaxGPUs is the size of the largest job that may use the cluster, by its
	// GPUs at full scale; 0 is no limit.
	MaxGPUs int
	// MaxTime is the longest time that a job may request in one piece, by the
	// clock of the first group; a job in segments is cut to it. 0 is no limit.
	MaxTime time.Duration
	// MaxQueued is how many jobs may be queued here, or have their data on their
	// way, after the pass of the instant in which they came; those beyond it go
	// elsewhere. With 0 a job starts at once or not at all. Restarts and later pieces
	// of a chain are not asked. The zero Limit is none.
	MaxQueued unit.Limit
	// PUE is the power that the site draws ÷ that of its GPUs, in thousandths; 0
	// is 1000. Price is what a GPU-hour costs, in n€; 0 is free at use.
	PUE, Price int64
	// SuspendCost and ResumeCost are how long saving and restoring the state of a job
	// that the policy suspends takes, in time of the clock. The GPUs change hands at the
	// stop: the job holds its GPUs for both at its next start, before it works on. They
	// are added to run time and request alike.
	SuspendCost, ResumeCost time.Duration
	// PolicyName is the policy as the user typed it.
	PolicyName string
	// Remainders reports whether the policy puts what a large job needs beyond whole
	// nodes on a part of a node; without it such a job takes whole nodes only.
	// It says what is placeable where jobs are told why they wait.
	Remainders bool
	// NewPolicy makes the policy's state for one run on this cluster.
	NewPolicy func(*Cluster) Policy
}

// Group is a set of equal nodes: one node size, one accelerator.
type Group struct {
	Name string
	// Nodes is the number of nodes at the epoch; of GPUs for a pool.
	Nodes int
	// GPUsPerNode is the number of GPUs in each node; 1 for a pool.
	GPUsPerNode int
	// Accelerator is the type's name, such as GH200.
	Accelerator string
	// Speed is relative to one H100 at dense bf16.
	Speed unit.Ratio
	// Power and IdlePower are what one GPU draws while a job holds it and while
	// none does, in mW; 0 is not known.
	Power, IdlePower int64
	// FailureRate is how many failures 1,000 nodes of 8 such GPUs have in a day; a
	// node of n GPUs has n/8 of that. 0 never fails.
	FailureRate float64
	// Repair is how long a node (a GPU of a pool) that has failed is away; 0 is for
	// ever, a group without spares.
	Repair time.Duration
}

// The largest node group that is simulated: each node and each size of a gap
// in a node has an entry in tables.
const (
	MaxNodes       = 1 << 22
	MaxGPUsPerNode = 1 << 12
)

// Loss is what a step down does to the jobs in its way.
type Loss uint8

const (
	// Drain takes what is idle first, then the highest node index; what is
	// busy takes no new job and leaves as its jobs end.
	Drain Loss = iota
	// Kill ends jobs, the latest started first, until enough is idle.
	Kill
	// Requeue puts jobs back, the latest started first, until enough is idle;
	// they resume from their last checkpoint.
	Requeue
)

var lossNames = [...]string{"drain", "kill", "requeue"}

// String is the loss's word in a scenario file.
func (l Loss) String() string { return lossNames[l] }

// Step is one change of a group's capacity.
type Step struct {
	At Time
	// Group is the index of the group.
	Group int
	// Change is the number of nodes (GPUs for a pool) that come (> 0) or go.
	Change int
	// Announced steps are part of the plan that policies see.
	Announced bool
	// Loss is what a step down does to running jobs.
	Loss Loss
}

// GPUs is the number of GPUs that the cluster has at the epoch.
func (c *Cluster) GPUs() int {
	n := 0
	for _, g := range c.Groups {
		n += g.Nodes * g.GPUsPerNode
	}
	return n
}
