// Package results turns what happens in a run into numbers and files.
//
// A Collector is the observer of one run. It counts each job in the cell of its
// class, home region and cluster and, in a run with a horizon, in that of its
// class, home region and month of submission; at the end every group (all jobs, a
// bloc, a class, a region, a cluster, a month, and pairs of these) is a union of
// cells. What it counts are whole numbers, so the same records in another order
// give the same figures, and figures of parts add up to those of the whole. Rows
// of jobs.csv and timeseries.csv stream out; what stays in memory is 8 bytes for
// the wait of each job in each of its cells, up to 4·10⁶ of them, for exact
// percentiles.
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
// seriesColumns, lossColumns, soilColumns), each with name, unit, formula, which
// values are better, and a form: the function that makes its field of a row. The
// files, what a Reader reads back, docs/columns.md and the Metrics, which are the
// columns of summary.csv as values, are all made from them. A new metric is one entry
// in a table. In the example above the Metric wait_p95_s has the value 40, is written
// as 40 and read back as 40 s, to the nanosecond, and Lower is better.
//
// A Set writes the files of several runs to a directory so that they replace
// the old ones as a whole or not at all (package outdir), and are the same
// bytes in whatever order the runs end. Warnings say where figures are weaker than
// they look.
//
// # Waits where not every job starts
//
// In an overloaded system some jobs are withdrawn unstarted, and some still wait
// when the run ends. Figures of the started ones alone would look the better the
// worse things are. So each job is followed from its submission: starting and
// leaving unstarted are competing events, the end of the run censors, and rejected
// jobs, which never wait, are counted apart. The share that has started by x is the
// cumulative incidence of Aalen and Johansen (type incidence); a percentile is the
// least x at which it reaches p, and NotReached, empty in the files and "> 28d" in
// tables, where it does not. Where all jobs start this is the nearest rank.
//
// Take four jobs: one starts after 1 h, one is withdrawn after 2 h, one starts
// after 4 h, one has waited for 3 h when the run ends. After 1 h the incidence of
// starting is 1/4. At 4 h one job is at risk, and of all jobs the share that
// still waits is 3/4 · 2/3 = 1/2: the start adds 1/2 · 1/1, and the incidence is
// 3/4. The median is 4 h, p90 is not reached: a quarter has left.
//
// Months differ, and late jobs are followed for less time than early ones. Groups
// of a month use all of its jobs with what follow-up they have. Groups that pool
// months use equal follow-up only (type periods): the jobs submitted in months that
// end at least Config.FollowUp before the horizon, each followed for that long, so
// that a later start counts as not yet started. Where the warm-up and the horizon
// leave no whole month, all jobs submitted at least FollowUp before the horizon
// are used, and where there are none, all jobs, with a warning. A run of January
// to March with a follow-up of 28 d so pools January and February: February ends
// 31 days before the horizon. Counts, GPU-hours and backlog are always of all
// measured jobs. A run without horizon, as that of a trace, follows each job to
// its end.
//
// Where jobs stand for different numbers of jobs at full scale (Config.Weight),
// figures of waits and shares of jobs weight each by its class; all others are of
// the simulated machine.
package results
