// Package rng gives every purpose of every named thing its own stream of random
// numbers.
//
// # Keys
//
// A stream is found, not handed down: its 128 bits of state are the first half
// of SHA-256 over (root seed, replication, purpose, entity). So nothing moves
// when something else is added: a second class of jobs leaves the jobs of the
// first as they were, and because no policy is ever part of a key, every policy
// sees the same jobs, failures and patience (common random numbers, which make
// the difference of two policies far more precise than either figure).
//
//	key := rng.Key{Seed: 0, Replication: 2}      // seed 0 is a seed like any other
//	s := key.Stream("failure", "leonardo/n17")   // one long stream: node 17's failures
//	f := key.Family("run", "finetune")           // one short stream for each job
//	j := f.At(4711)                              // the run time of finetune's job 4711
//
// f.At(4711) does not depend on whether jobs 0 to 4710 were drawn, nor on how
// many numbers each of them took.
//
// # Numbers that stay
//
// A published result must not move with a Go release or from one processor to
// the next. So the samplers here are written out, and so are Log and Exp: that
// of package math uses fused multiply-add on the amd64 processors that have it
// and not on the others. Every product that meets a sum is rounded on its own;
// float64(a*b) + c is how the language says so. What is left to the standard
// library is SHA-256, PCG-DXSM and the square root, which are fixed by their
// specifications.
//
// # An example by hand
//
// Exponential draws by inversion: the uniform number 0.25 gives
// −ln 0.25 = 1.386 times the mean. Normal gives the standard normal quantile of
// one uniform number: 0.975 gives 1.95996.
package rng
