// Package experiment turns a scenario into result files: it builds one model
// for each policy, runs policies × replications on a pool of workers, and hands
// what they measured to package results in a fixed order.
//
// # What is shared, what is not
//
// A [sim.Model] is immutable and shared by all replications of a policy; a trace
// is checked once and opened by each run (a single run reads it as it goes, and
// begins anew with a checked one should anything be wrong). Everything else (source, directory,
// policy, collector, part of a file) belongs to one run. Results are kept by the
// index of the run, so the bytes do not depend on the number of workers, and the
// policy is not in the key of any random draw, so every policy sees the same jobs.
//
// # An example by hand
//
// A scenario with the policies fcfs and easy and 3 replications is 6 runs:
//
//	run          0     1     2     3     4     5
//	policy       fcfs  fcfs  fcfs  easy  easy  easy
//	replication  0     1     2     0     1     2
//
// Runs 1 and 4 draw from the key (seed, replication 1) and see the same jobs. With
// two workers run 3 may end before run 2; its rows still come after.
//
// # What goes wrong
//
// [BadInput] tells faults of the user's input (exit status 2) from failures while
// running (1). A panic inside a run becomes an error that names scenario, policy,
// seed and replication. Where a run fails, or the context is cancelled, nothing of
// its scenario's result set is left behind.
package experiment
