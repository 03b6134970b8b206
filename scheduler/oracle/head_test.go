package oracle_test

import (
	"sovsim/scheduler/oracle"
	"sovsim/sim"
)

// headThroughout tells whether no other job was the blocked head in (from, to):
// the order kept outcome k at the head.
func headThroughout(outs []oracle.Outcome, k int, from, to sim.Time) bool {
	for i, o := range outs {
		for _, p := range o.Promises {
			if i != k && p.Made > from && p.Made < to {
				return false
			}
		}
	}
	return true
}
