// Package terminal shows the user how far a command is.
//
// On a terminal that is a bar; elsewhere (a file, a pipe, a batch system) one
// plain line whenever a further tenth is done, or 30 s have passed, with the time to go
// from the fifth second on. This package
// and those above it are the only ones that read the wall clock, and nothing that
// they learn from it reaches a result.
//
// # An example by hand
//
// A check every 200 ms finds 4 %, 17 %, 19 %, 42 %. Plain lines are written for the
// second (the first tenth is passed) and the fourth (two more tenths at once):
//
//	sovsim: two-clusters: 17 %, 1 of 6 runs
//	sovsim: two-clusters: 42 %, 2 of 6 runs
package terminal
