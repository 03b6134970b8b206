// Package report lays out what the terminal shows of a set of runs: Run is the page
// of `sovsim run`, Compare the ranking of `sovsim bench`. It measures nothing: the
// figures are those of package results, what stands behind ± is package compare's, and
// the command prints the text.
//
// Figures of several replications are rounded to what their interval supports: two
// digits of the half of it. No line is wider than 80 characters; names of the input
// are masked and never drive the terminal.
//
// # An example by hand
//
// Three replications have mean waits of 7,000, 9,000 and 11,000 s. Their mean is
// 9,000 s with s = 2,000 s, and half of its 95 % interval is 4.3027 · 2,000 ÷ √3 =
// 4,968 s. Both are written in the unit in which the larger has two or three digits,
// minutes below 100 of them, else hours: 2.5 ± 1.4h. With one replication there is no
// interval, and a wait of 9,000 s is 2h30m.
package report
