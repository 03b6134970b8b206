// Command scenarios writes docs/scenarios.md: the question of each scenario that
// ships, the command that answers it, the answer in two sentences, and a table of
// its variants.
//
//	make scenarios                                      all of them
//	go run -C tools ./scenarios -only jupiter-online    one of them, and only its section
//	go run -C tools ./scenarios -list                   what would be run, as commands
//
// It calls bin/sovsim, once for each variant, with -o out/scenarios/NAME/VARIANT.
// A variant whose resolved scenario is the one of the results that lie there is not
// run again; -fresh runs it all the same, which is what to do when the program has
// changed. Two variants that resolve to the same scenario are run once.
//
// # Numbers
//
// No result is typed. A figure is an expression over the columns of summary.csv and
// timeseries.csv, evaluated for each replication. Of n replications with mean m and
// standard deviation s the interval is m ± t·s/√n, t being the 97.5 % quantile of
// Student's distribution with n − 1 degrees of freedom (sovsim/results/compare). A difference between two
// variants is taken replication by replication, because both have the same jobs:
// its interval is that of the differences.
//
// By hand: on-soil shares of 40, 41 and 42 % are 41 ± 2.5 %, since s = 1 and
// 4.303 ÷ √3 = 2.48. A variant with 43, 44 and 45 % differs by 3 ± 0 points, though
// its own interval overlaps the first.
//
// The sentences are templates. They say "rises by" or "falls by" as the sign of the
// difference has it, and that nothing can be told where its interval holds zero.
package main
