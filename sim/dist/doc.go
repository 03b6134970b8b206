// Package dist holds the distributions from which synthetic jobs are drawn: one
// file each, with the formula, the sampler, the moments, the checks, and the source.
// The scenario language, the generator of jobs and the fluid bound share them, and
// the ranges, limits and profiles that go with them.
//
// A distribution is unitless: its draws are in the unit of its parameters. A
// Spec carries the unit in its type: Spec[time.Duration] describes times and
// makes a distribution of nanoseconds, Spec[float64] describes factors.
//
// Bounds clamp. Where a Spec has a Min or a Max, a draw beyond it becomes the
// bound itself; it is not drawn again. That is what a wall-time limit does to the
// jobs of a real log, it takes one draw whatever the bounds, so that a bound
// moved moves no other job, and its mean has a closed form. Mean, median and
// coefficient of variation in a Spec are those before clamping; the Mean and
// Variance methods of what New returns are those of the draws.
//
// # An example by hand
//
// Log-normal with mean 2 h and coefficient of variation 1: σ² = ln(1 + 1²) =
// 0.6931, σ = 0.8326; the median is the mean × exp(−σ²/2) = 2 h × 0.7071 =
// 1.4142 h; the draw at the 97.5 % quantile is 1.4142 h × exp(1.96 × 0.8326) =
// 7.23 h, and with max: 4h it is 4 h. The share clamped so is
// 1 − Φ(ln(4/1.4142)/0.8326) = 1 − Φ(1.2487) = 10.6 %.
//
// Quantiles (0: 0 s), (0.5: 60 s), (1: 3600 s): half of the draws are uniform
// up to a minute, half from there to an hour. The uniform number 0.75 gives
// 60 s + 0.25/0.5 × 3540 s = 1830 s; the mean is ½·30 s + ½·1830 s = 930 s.
package dist
