// Package oracle is a slow and obvious second reading of the scheduling rules,
// against which the engine and every policy are checked job by job. It shares
// no code with them: it imports the standard library and the input types of
// sim, keeps everything in plain slices, and finds each answer by trying every
// moment at which the plan can change. Each clause of the rules is a line of
// code under a comment that quotes it. It costs O(n³) a pass and more; use it
// for tens of jobs.
//
// A worked example, textbook EASY on a pool of 4 GPUs. All jobs arrive at 0:
//
//	job  GPUs  run = request
//	 0    3     10 s
//	 1    4     10 s
//	 2    1     10 s
//	 3    1     11 s
//
// Job 0 starts at 0. Job 1 is the head; it fits first at 10 (the shadow), where
// 4 GPUs are free, so extra is 0. Job 2 fits now and ends by 10: it starts at
// 0. Job 3 would end at 11 and extra is 0: it waits. At 10 job 1 starts, at 20
// job 3:
//
//	GPU 3  2222222222 1111111111
//	GPU 2  0000000000 1111111111
//	GPU 1  0000000000 1111111111
//	GPU 0  0000000000 1111111111 33333333333
//	       0          10         20         31
package oracle
