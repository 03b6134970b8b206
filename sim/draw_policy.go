package sim

import "sovsim/sim/rng"

// policyDraws is what a policy draws from on one cluster.
type policyDraws struct {
	e        *engine
	s        *site
	sequence *rng.Stream
	families map[drawer]rng.Family
}

// Random is a sequence of random numbers that belongs to the policy on this cluster: it
// goes on from pass to pass. Its key is the run's key with the name of the cluster and
// that of the policy, with its options, as the user typed it. So another cluster, policy,
// seed or replication has other numbers, and drawing moves nothing else.
func (v *View) Random() *rng.Stream {
	d := &v.draws
	if d.sequence == nil {
		d.sequence = d.e.in.Key.Stream("policy", d.s.def.Name+"\x00"+d.s.def.PolicyName)
	}
	return d.sequence
}

// Stream is the random numbers that the policy has on this cluster for one job, the same
// each time it is asked for. It is found by the job's name, as [Choice.Stream] is, so
// other classes and traces, and what happened before, move none of it.
//
// A random order is by the first number of it:
//
//	draw := v.Stream(slot)
//	key := draw.Float64()
func (v *View) Stream(s Slot) rng.Stream {
	d := &v.draws
	w, n := d.e.drawerOf(s)
	f, ok := d.families[w]
	if !ok {
		if d.families == nil {
			d.families = map[drawer]rng.Family{}
		}
		f = d.e.family("policy\x00"+d.s.def.Name+"\x00"+d.s.def.PolicyName, w)
		d.families[w] = f
	}
	return f.At(n)
}
