// Package unit holds the quantities of the model: exact GPU × time, exact
// ratios, and the text forms of durations, dates, sizes, counts and seconds.
//
// Everything that has a unit is read with it and held exactly. Time is a whole
// number of nanoseconds; nothing passes through a float on the way in. A reader
// refuses what it cannot hold exactly, and says what to write instead.
//
//	quantity   read by         written by       examples
//	duration   ParseDuration   FormatDuration   90s, 15m, 24h, 1.5d, 1h30m, 2w
//	date       ParseDate       FormatDate       2025-07-01, 2025-07-01T12:00:00Z
//	size       ParseBytes      FormatBytes      80 GB (10^9), 8 GiB (2^30)
//	count      ParseCount      —                64, 5_448, 1e6
//	ratio      ParseRatio      Ratio.String     0.387, 1/16
//	seconds    ParseSeconds    AppendSeconds    12, -3, 0.25 (in CSV files)
//	number     ParseNumber     FormatNumber     0.7, 2.5e-3
//
// # An example by hand
//
// 120,000 GPUs held for 1.5d: 1.5 × 86,400 × 10^9 = 129,600,000,000,000 ns, times
// 120,000 is 1.5552 × 10^19 GPU·ns. An int64 ends at 9.2 × 10^18; GPUTime holds
// it in 128 bits, and Hours is 1.5552 × 10^19 ÷ 3.6 × 10^12 = 4,320,000. On
// accelerators of speed 0.387 work of 1 h at speed 1 takes
// 3,600 × 10^9 × 1000 ÷ 387 = 9,302,325,581,395.35 ns, rounded up to …,396 ns.
package unit
