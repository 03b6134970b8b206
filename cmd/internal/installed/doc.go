// Package installed makes docs/capacity.md of scenarios/data/installed-2025.csv:
// the accelerators that were known to be on line in Europe and the United States
// on 30 September 2025, by who owns them, and in H100-equivalents on two bases.
//
// The bases are peaks: of dense bf16, in which models are trained, and of 8 bits,
// in which Epoch AI counts. By hand: Frontier has 37,632 MI250X of 383 TFLOPS,
// which are 37,632 × 383 ÷ 989.4 = 14,567 H100 in bf16. An MI250X is not faster in
// 8 bits, an H100 is twice as fast (1,979 TOPS), so there Frontier is only 37,632 ×
// 383 ÷ 1,979 = 7,283 H100.
//
//	go test ./cmd/internal/installed -update     # or: make capacity
package installed
