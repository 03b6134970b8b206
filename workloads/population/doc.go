// Package population makes synthetic jobs: classes of jobs, each with its
// arrivals, run times, sizes, requests and users, merged into one stream.
//
// # What depends on what
//
// Every number is drawn from a stream keyed by (seed, replication, purpose,
// class and region, number of the job within them). So the n-th finetune job
// from a region is the same under every policy and beside whatever other
// classes there are, and a change to the run times of a class leaves its
// arrivals, sizes, users and patience as they were. What is switched on, such
// as residency, moves no draw of what was there. A class with another name or
// region is drawn anew. Only the job's ID, its number in the merged stream,
// depends on the other classes.
//
// # How a job is made
//
// The size is drawn by weights or from a log-uniform range, then divided; the
// run time is that of the class or of the size. Run times and patience are
// rounded to the nearest grain (one second unless said otherwise), but are at
// least one grain. The request is the run time × the factor of over-estimation
// (a factor drawn below 1 counts as 1), rounded up to the grain, then to the
// grid (round_up), then cut to the greatest request (max). Only that cut can
// leave a request below the run time; the engine then ends the job at its
// request, or extends it, as the scenario says.
//
// # When jobs arrive
//
// Batches arrive as a renewal process; each job after a batch's first comes with it with
// probability 1 − 1/B, so that a batch has B jobs in the mean, geometrically. The
// renewal process runs on operational time, which is fast where the rate is high
// (warp): the rate of each local hour is that of the weekly profile × (1 +
// growth)^(years since the epoch). Instants are rounded to the nearest
// nanosecond.
//
// The first interval begins at the epoch. In a class with batches, profile or
// growth whose CV is above 1 it is instead what is left at the epoch of an
// interval that began before, as if the process had always been going on: else
// each class would begin in a burst, with (c² − 1)/2 batches more than its rate
// says.
//
// A CV above 1 is a balanced hyperexponential interval. The same process is an
// interrupted Poisson process, the simplest Markov-modulated one: arrivals at a
// steady rate while a switch is on, none while it is off, both for exponential
// times. Kuczura, "The interrupted Poisson process as an overflow process", Bell
// System Technical Journal 52(3), 1973, has the parameters of one in those of
// the other. So a CV of 11 is bursts with silence between them.
//
// The CV that is asked for is that of the intervals between jobs in real time, with
// batches and profile in it. With c for the batches, CV² + 1 = B·(c² + 1). What the
// profile adds to c is computed exactly (second) and taken off again (corrected), for the
// rate at the epoch. A CV that batches or profile exceed
// already is a fault that says what is possible. The exception is a CV of at
// most 1 with a profile: there is no burst to take anything off, so it stands for
// the process on operational time, 1 for Poisson arrivals whose rate follows
// the profile. Growth is left out of account: it changes a rate by parts per
// million in an hour.
//
// # Demand that follows capacity
//
// A class may have factors of its rate over time. Its own jobs are then thinned,
// each by a uniform number of its own, where the factor is below 1; above 1 further
// populations of the same users, the layers, come beside it, thinned alike
// (thinning). Their jobs have numbers from 10¹² on.
//
// # Examples by hand
//
// A class with interarrival mean 10 min and CV 0, constant run time 50 min, one
// size of 4 GPUs, factor 1.5, and requests rounded up to 15 min: jobs arrive at
// 10, 20, 30 … min, run 50 min and ask for 50 × 1.5 = 75 min, which is on the
// grid. Its demand is 4 GPUs × 50 min ÷ 10 min = 20 GPUs busy on average, where
// nothing waits: 20 ÷ 32 = 62.5 % of a cluster of 32. With a profile of jobs
// before noon only, they arrive every 5 min from midnight to noon, and not after.
//
// A class with interarrival mean 10 min, CV 11 and batches of 2: batches come
// every 20 min with c² = (121 + 1)/2 − 1 = 60, c = 7.75. Of the intervals between
// batches all but 1 in 121 are short, 10.08 min; the others are 20.2 h on average.
//
// Where hours are long beside the intervals, a profile with relative rates r
// multiplies c² + 1 by the mean of 1/r. Rates of 1.5 and 0.5, half a day each,
// make it 4/3 times as large: Poisson arrivals have a CV of √(2·4/3 − 1) = 1.29,
// and for a CV of 11 the process on operational time has √(122·3/4 − 1) = 9.51.
package population
