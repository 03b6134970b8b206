// Package compare is the statistics of replications: how sure a mean over them is,
// how sure a difference between two policies or scenarios, and whether chance alone
// could have made it. It is the one place for this: the tables of the command, and
// the pages of docs that are made from runs, have their ± from here.
//
// ± is half of the 95 % interval of the mean by Student's t: of n replications with
// sample standard deviation s it is t·s/√n, t being the 97.5 % quantile of the
// t distribution with n − 1 degrees of freedom. Replications are the only sampling
// unit, since the jobs of one run are not independent of each other.
//
// By hand: 40, 41 and 42 have s = 1, and t is 4.3027 for three of them, so that
// their mean is 41 ± 2.48. Another variant has 43, 44 and 46 in the same three
// replications, 44.3 ± 3.8; the two intervals overlap. But both variants saw the
// same jobs: the differences by replication are 3, 3 and 4, on average 3.33 with
// s = 0.577, so 3.33 ± 1.43, which does not hold 0. The difference is more than
// chance.
//
// A Sample is the values of one metric in the replications of one variant, of which
// some may not be defined, or not reached: a percentile of waits that are longer than
// they are followed. An Interval, a Difference and a Ratio carry Warnings of what
// weakens them.
package compare
