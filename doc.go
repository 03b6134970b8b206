// Package sovsim is the front page of a simulator of GPU clusters that schedules
// research training jobs. It has no code of its own; the packages below it are a
// library as well as the parts of the command sovsim:
//
//	sim         the model: jobs, clusters, capacity over time, the event loop
//	scheduler   scheduling policies and routings, looked up by name
//	workloads   sources of jobs: traces, synthetic populations
//	results     what is measured, and the files that hold it
//
// [sovsim/sim.Run] takes a model and a source and tells observers what happens;
// the other three packages depend on sim and not on each other, so each can be
// replaced. The examples of this page run with the tests.
//
// # An example by hand
//
// A cluster of 4 GPUs under EASY. Job 1 holds 3 GPUs until 100 s. Job 2 wants 4 and
// is promised 100 s. Job 3 wants 1 for 50 s, ends before that, and starts at once;
// job 4 wants 1 for 200 s, would delay job 2, and waits until 150 s, when job 2 ends:
//
//	job  gpus  run    submit  start
//	1    3     100 s  0 s     0 s
//	2    4     50 s   1 s     100 s
//	3    1     50 s   2 s     2 s
//	4    1     200 s  3 s     150 s
package sovsim
