// Package conformance holds policies, orders and routings to what all of them
// owe, whoever wrote them, and policies to what they promise.
//
//	func TestMine(t *testing.T) {
//		if err := conformance.Policy("mine(limit=3)", 200); err != nil {
//			t.Error(err)
//		}
//	}
//
// The tests of this package do so for everything that is registered, so a new
// file of package scheduler needs no test of its own for these. A policy of
// another module is checked as above.
//
// # What every policy owes
//
// On random workloads, on pools and on nodes, with and without changes of
// capacity:
//
//   - determinism: a second run has the same records;
//   - no job is lost: each job that can run starts, and has one record;
//   - names do not matter: other job numbers, and other ids of users, projects and
//     classes, move no start;
//   - nor does the unit of time: with all times k times as long, starts are k times
//     as late (unless Promises.AbsoluteTimes says otherwise).
//
// # Promises by hand
//
// scheduler.Promises are checked from records alone, by definitions that share no
// code with a policy. A pool of 4 GPUs; A holds 3 of them from 0 to 10 s, B asks
// for 4 for 5 s and joins at 1 s, C for 1 GPU for 20 s at 2 s.
//
//	C starts at   ProtectsHead("fcfs")
//	2 s           broken: at 1 s B is the first of the queue and the plan has room
//	              for it at 10 s; with C it starts at 22 s
//	15 s          kept: B starts at 10 s
//
// StartsInOrder("fcfs") would be broken by a C of 8 s too, which delays nobody: it
// starts at 2 s while B waits. The tests of this package hold faulty policies to
// promises, and each is found.
package conformance
