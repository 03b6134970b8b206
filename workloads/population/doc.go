// Package population makes synthetic jobs: classes of jobs, each with its
// arrivals, run times, sizes, requests and users, merged into one stream.
//
// # What depends on what
//
// Every number is drawn from a stream keyed by (seed, replication, purpose,
// class and region, number of the job within them). So the n-th finetune job
// from a region is the same under every policy and beside whatever other
// classes there are, and a change to the run times of a class leaves its
// arrivals, sizes, users and patience as they were. A class with another name
// or region is drawn anew. Only the job's ID, its number in the merged stream,
// depends on the other classes.
//
// # How a job is made
//
// Arrivals are a renewal process from the epoch on: the intervals are drawn
// independently with the given mean and coefficient of variation, the first of
// them before the first job, and rounded to the nearest nanosecond. Run times
// and patience are rounded to the nearest grain (one second unless said
// otherwise), but are at least one grain. The request is the run time × the
// factor of over-estimation (a factor drawn below 1 counts as 1), rounded up to
// the grain, then to the grid (round_up), then cut to the greatest request
// (max). Only that cut can leave a request below the run time; the engine then
// ends the job at its request, or extends it, as the scenario says.
//
// # An example by hand
//
// A class with interarrival mean 10 min and CV 0, constant run time 50 min, one
// size of 4 GPUs, factor 1.5, and requests rounded up to 15 min: jobs arrive at
// 10, 20, 30 … min, run 50 min and ask for 50 × 1.5 = 75 min, which is on the
// grid. Its demand is 4 GPUs × 50 min ÷ 10 min = 20 GPUs busy on average, where
// nothing waits: 20 ÷ 32 = 62.5 % of a cluster of 32.
package population
