package report

import (
	"math"
	"testing"

	"sovsim/results/compare"
)

func figure(mean, half float64) compare.Interval {
	return compare.Interval{N: 3, Mean: mean, Half: half}
}

// Two digits of the half, and no more decimals than are asked for.
func TestFiguresAreRoundedToWhatTheIntervalSupports(t *testing.T) {
	nan := math.NaN()
	for _, x := range []struct {
		mean, half float64
		decimals   int
		want       string
	}{
		{9021.18, 3034, 3, "9,000 ± 3,000"}, {9021.18, nan, 3, "9,021.180"}, {9021.18, 29.96, 3, "9,021 ± 30"}, {53.47, 1.13, 1, "53.5 ± 1.1"},
		{53.47, 13.2, 1, "53 ± 13"}, {53.47, 9.96, 1, "53 ± 10"}, {53.47, 9.94, 1, "53.5 ± 9.9"}, {53.47, 0.004, 1, "53.5 ± 0.0"},
		{4012, 260_000, 0, "4,000 ± 260,000"}, {-0.9, 0.31, 1, "-0.9 ± 0.3"}, {7, 0, 1, "7.0 ± 0.0"}, {0, 12, 1, "0 ± 12"}, {nan, nan, 1, "–"},
	} {
		if got := plusMinus(figure(x.mean, x.half), x.decimals); got != x.want {
			t.Errorf("%g ± %g: %s, want %s", x.mean, x.half, got, x.want)
		}
	}
}

func TestTimesWithTheirInterval(t *testing.T) {
	nan := math.NaN()
	for _, x := range []struct {
		mean, half float64
		want       string
	}{
		{11.07, 2.34, "11.1 ± 2.3s"}, {28440, 4320, "7.9 ± 1.2h"}, {1800, 66, "30.0 ± 1.1m"}, {20 * 86400, 12.7062 * 86400, "20 ± 13d"},
		{0, 0, "0s ± 0"}, {6834.587, 0, "1h53m ± 0"}, {6834.587, nan, "1h53m"}, {nan, nan, "–"}, {36000, 3.6, "10.00 ± 0.00h"},
	} {
		if got := timeText(figure(x.mean, x.half)); got != x.want {
			t.Errorf("%g ± %g s: %s, want %s", x.mean, x.half, got, x.want)
		}
	}
	for _, x := range []struct {
		mean, half, beside float64
		want               string
	}{{720, 1080, 36000, "+0.20 ± 0.30h"}, {-720, 1080, 6000, "−0.20 ± 0.30h"}, {36000, 7200, 7200, "+10.0 ± 2.0h"}, {12, 18, 36000, "+12 ± 18s"}} {
		if got := signedTime(figure(x.mean, x.half), x.beside); got != x.want {
			t.Errorf("%g ± %g s: %s, want %s", x.mean, x.half, got, x.want)
		}
	}
}

func TestAmountsWithTheirInterval(t *testing.T) {
	nan := math.NaN()
	for _, x := range []struct {
		mean, half float64
		want       string
	}{{1_234_432, 12_100, "1,234 ± 12k"}, {1_234_432, nan, "1,234k"}, {12_345_678, nan, "12.35M"}, {987, nan, "987.0"}, {1234, nan, "1,234"}, {12_345, 1.5e3, "12.3 ± 1.5k"}, {nan, nan, "–"}, {0, 0, "0.0 ± 0.0"}} {
		if got := amountText(figure(x.mean, x.half)); got != x.want {
			t.Errorf("%g ± %g: %s, want %s", x.mean, x.half, got, x.want)
		}
	}
}
