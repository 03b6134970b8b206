// Package scenarios holds the scenario files that ship with sovsim: the ten claims
// about sovereign capacity, the blocks that they are made of, and two-clusters, the
// small one to begin with. They are part of the program, so that
//
//	sovsim run uk-20x
//
// works in any folder. The same files lie beside this one, to be read and copied.
//
// # An example by hand
//
// uk-20x.yaml extends baseline-2025.yaml, and that includes blocks/sites-europe.yaml:
// a name is relative to the file that gives it, here as in any folder. The UK's 420
// exaFLOPS of mid-2030 are 420,000 ÷ 3.958 petaFLOPS = 106,114 H100-equivalents, 17
// times the 6,100 of September 2025.
package scenarios
