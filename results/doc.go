// Package results turns what happens in a run into numbers and files.
//
// A Collector is the observer of one run. It counts each job once, in the cell
// of its class, home region and cluster; at the end every group (all jobs, a
// class, a region, a cluster) is a union of cells. What it counts are whole
// numbers, so the same records in another order give the same figures, and
// figures of parts add up to those of the whole. Rows of jobs.csv and
// timeseries.csv stream out; what stays in memory is 8 bytes for the wait of
// each started job, up to 4·10⁶ of them, for exact percentiles.
//
// A worked example. A cluster has 2 GPUs and a policy that starts the queue's
// head when it fits. Job 0 wants both GPUs from 0 s for 40 s, job 1 one GPU
// from 0 s for 20 s:
//
//	GPU 1  |000000000000|
//	GPU 0  |000000000000|111111|
//	       0 s          40 s   60 s
//
// The waits are 0 s and 40 s: their mean is 20 s, and their median by nearest
// rank the ⌈50·2/100⌉ = first of them, 0 s. The bounded slowdowns are
// max(1, (0 + 40)/40) = 1 and max(1, (40 + 20)/20) = 3, their mean is 2. The
// GPUs held are 2·40 + 1·20 = 100 GPU·s of 2·60 = 120 in service: a utilisation
// of 0.833. The example of Collector computes just this.
//
// The columns of every file are tables in the code (jobColumns, summaryColumns,
// seriesColumns), each with name, unit, formula and the function that writes
// it; docs/columns.md is made from them. A new metric is a field of tally (if
// it needs a new count), a field of Row and a line in summaryColumns.
//
// A Set writes the files of several runs to a directory so that they replace
// the old ones as a whole or not at all (package outdir), and are the same
// bytes in whatever order the runs end. CompareTable and RunTable are what the
// terminal shows; Warnings say where figures are weaker than they look.
//
// Waits are those of the jobs that started. Where many jobs are still queued
// at the end, or give up, true waits are probably longer, and a warning says so.
package results
