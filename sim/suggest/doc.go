// Package suggest finds the name that was probably meant by one that is not known,
// for messages that end with "did you mean".
//
// # An example by hand
//
// Let the names be easy, fcfs and conservative. The typing mistakes are letters
// inserted, left out, changed, or swapped with their neighbour:
//
//	typed           the nearest    mistakes       allowed  proposed
//	esay            easy           1 (swap)       1        easy
//	Conservativ_e   conservative   0              4        conservative
//	fifo            fcfs           3 (changes)    1        nothing
//
// Allowed is a third of the name's letters, rounded down, so that a short word is
// not turned into another one: --set is not --out with two letters changed. Capital
// letters, hyphens, underscores and blanks make no difference, so the second row has
// no mistake at all.
//
// That is [Nearest]. [Begun] is for names that were cut short: con is conservative.
package suggest
