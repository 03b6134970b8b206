package scheduler

import (
	"fmt"
	"slices"

	"sovsim/sim"
)

// Policy is a scheduling policy with a name: what there is to know about it, its
// options, and how its state for one run is made. A policy lives in one file and
// registers itself there from init; by that it is in the command's list and help,
// in the scenario language, in the conformance suite and in the benchmarks.
type Policy struct {
	// Name is what users type, in lower case with hyphens.
	Name string
	// Summary is one line without a full stop.
	Summary string
	// Definition, Guarantees and Cost are paragraphs for `sovsim policies NAME`;
	// Source is the paper or the program that the definition follows.
	Definition, Guarantees, Cost, Source string
	// Promises are the guarantees that the conformance suite checks.
	Promises Promises
	// Bind declares the options and returns a function that makes the policy's
	// state for one run on a cluster. Bind is called anew for each policy that a
	// user types, so the variables that it binds belong to that one. The function
	// that it returns is called once a run, perhaps for several runs at a time, and
	// must not change those variables.
	Bind func(p *Parameters) func(c *sim.Cluster) sim.Policy
}

// Promises are the guarantees of a policy with its default options that a machine
// can check on random workloads (package conformance). The zero value promises
// nothing. Orders are named; see Orders.
type Promises struct {
	// StartsInOrder names an order: no job starts while one that comes before it
	// in that order stays in the queue.
	StartsInOrder string
	// ProtectsHead names an order: while a job is the first of the queue in that
	// order, it starts no later than the earliest time at which the plan had room
	// for it in any pass since it became the first.
	ProtectsHead string
	// KeepsReservations: no job starts after the first reservation that it got.
	// The policy's state is a Reserver.
	KeepsReservations bool
	// StarvesNobody: every job starts, however many others keep coming.
	StarvesNobody bool
	// AbsoluteTimes: the schedule depends on times or durations beyond those of
	// the jobs, such as a limit of an hour. Where this is false, a workload of which
	// all times are k times as long has starts that are k times as late.
	AbsoluteTimes bool
}

// Reserver is the state of a policy that can say which reservations it holds.
type Reserver interface {
	// Reservation returns the time at which a queued job is to start at the
	// latest; ok is false if it has no reservation.
	Reservation(s sim.Slot) (at sim.Time, ok bool)
}

func (p *Policy) title() (name, summary string) { return p.Name, p.Summary }

var policies = registry[*Policy]{kind: "policy", plural: "policies"}

// RegisterPolicy makes a policy known by its name. It is to be called from init,
// in the file of the policy, whichever module that is part of. It panics if the
// name is taken or cannot be typed, or if an option cannot be declared.
func RegisterPolicy(p Policy) {
	if p.Bind == nil {
		panic(fmt.Sprintf("scheduler: the policy %q has no Bind", p.Name))
	}
	policies.add(&p)
	p.Parameters()
}

// Policies lists the policies by name.
func Policies() []*Policy { return slices.Clone(policies.entries) }

// PolicyNames lists the names of the policies in order.
func PolicyNames() []string { return policies.names() }

// Lookup returns the policy with that name, or an error that lists the names and
// proposes the nearest.
func Lookup(name string) (*Policy, error) { return policies.find(name) }

// Parameters lists what may stand in parentheses after the name, with defaults.
func (p *Policy) Parameters() []Parameter {
	var q Parameters
	p.Bind(&q)
	return q.list
}
