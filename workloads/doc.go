// Package workloads reads and writes traces: the jobs of real machines, and of
// anything else that can be written down as one job a line.
//
// # A trace becomes a source
//
// [Check] reads a file from end to end, so that every fault in it is known
// before a run begins; [File.Open] makes one [sim.Source] for one run; [Open]
// does both. [OpenOnce] leaves the check to the one run that reads the file. A
// format is recognised by the file's content unless Options.Format
// names it, gzip by its first bytes. [Slice] makes a source of jobs in memory,
// [Merge] one of several.
//
// A trace in order of submit is streamed, one record in memory at a time,
// whatever its length. One that is not is sorted by submit, file order on ties;
// [File] says up to which length. The epoch of a trace is its own time zero:
// times are what the file says.
//
// # What a record means
//
// In the Standard Workload Format (swf) a record is 18 numbers:
//
//	1  0  964980  97225  56  -1  -1  56  210000  -1  1  1  1  -1 -1 -1 -1 -1
//
// This is job 1, submitted at 0 s. It ran for 97,225 s (field 4; the wait in
// field 3 is that of the real machine and plays no part) on 56 processors (field
// 8, the request, if it is positive, else field 5, what was allocated), of a
// requested time of 210,000 s (field 9; where that is not positive, the run
// time). Its user is "1" (field 12; empty where it is negative); swf has neither
// class nor region. On a machine of 50 processors the record is dropped and
// counted as [TooLarge]; had it run for 0 s, as [NoRunTime]. With Options.Processors
// as [Allocated] fields 5 and 8 change places. Had it status 2, 3 or 4 (field 11), it
// would be a partial execution, which is a part of another record ([PartialExecution])
// or is joined with its like ([JoinedExecutions]); docs/traces.md has the rules.
//
// The native format is a table with a header of the columns below, in any order:
//
//	job_id        the job's own number, or its name
//	user          any text, may be empty
//	class         any text, may be empty
//	region        any text, may be empty: the job's home
//	gpus          whole number
//	submit_s      seconds since the epoch
//	run_s         seconds; 0 is a job of zero length
//	requested_s   seconds; nothing, 0, −1, NA and such mean run_s
//	nodes         optional: the job's shape, gpus ÷ nodes GPUs on each node
//	patience_s    optional: seconds until the queued job is withdrawn
//	checkpoint_s  optional: seconds of run time between two checkpoints
//	segment_s     optional: seconds that it may hold GPUs in one piece
//	data_bytes    optional: size of the data that it needs where it runs
//	residency     optional: home, bloc or any, where it may run
//	project       optional: text
//
// Seconds are exact decimals of up to nine places; more are rounded, halves to even,
// and counted as [RoundedTime]. The record above is
//
//	1,1,,,56,0,97225,210000
//
// Tables are read as programs write them: separated by commas, semicolons or tabs, with
// decimal commas, exponents, an index; docs/traces.md has the rules.
//
// Three formats are tables that others publish; they are read, not written. A virtual cluster becomes the job's home region. In each,
// the record of a job of 2 GPUs, submitted at 10 s, that ran for 60 s:
//
//	philly   2017-10-09 00:00:10,60.0,2,120.0,vcA
//	helios   7,ada,vcA,finetune,10000000,2,,1,60.0,90.0,FAILED
//	openb    openb-pod-0007,12000,16384,2,500,,BE,Failed,10,95,35
//
// Philly's dates count from 00:00 of the day of the earliest record; its records
// have no number but their place. Helios counts microseconds, asks here for 90 s and
// wants its GPUs on one node; how a job ended plays no part. The pod of openb waited
// for 25 s, which plays no part either, and asked for half of each GPU: it gets both
// whole, and is counted as [FractionalGPU]. Had it a gpu_spec, which nothing here knows,
// it would be counted as [Restricted].
//
// All formats drop, and count by reason, the records that are no jobs (see
// [Drop]). A number that is none, or one field too few, is an [Error] with the
// line and column.
//
// # A rate
//
// [Rated] lets the jobs of a source arrive faster or slower.
//
// # A new format
//
// One file that calls register from init with the format's name, a function that
// recognises it, its reader and perhaps its writer; swf.go and native.go are the
// models, and helios.go for a CSV of others. The reader fills a job, lets rules.keep decide and count, and names the
// user only of a job that is kept.
package workloads
