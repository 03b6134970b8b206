package report

import (
	"math"
	"testing"
)

func TestShortDurations(t *testing.T) {
	for s, want := range map[float64]string{0: "0s", 0.004: "0.00s", 9.999: "9.99s", 59.96: "59.9s", 60: "1m00s", 3599.9: "59m59s",
		6834.587: "1h53m", 86399: "23h59m", 86400: "1d00h", 8639999: "99d23h", 8640000: "100d", 4.6e9: "53240d", math.NaN(): "–", math.Inf(1): "106481d"} {
		if got := short(s); got != want {
			t.Errorf("%g s: %s, want %s", s, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for _, x := range []struct {
		v        float64
		decimals int
		want     string
	}{{6834.587, 3, "6,834.587"}, {999, 0, "999"}, {1000, 0, "1,000"}, {-1234567.5, 1, "-1,234,567.5"}, {-100, 0, "-100"}, {-0.04, 1, "0.0"}, {-0.4, 0, "0"}, {-0.05001, 1, "-0.1"}, {math.NaN(), 2, "–"}} {
		if got := thousands(x.v, x.decimals); got != x.want {
			t.Errorf("%g: %s, want %s", x.v, got, x.want)
		}
	}
}

func TestCountsInFourCharacters(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 361: "361", 999.4: "999", 999.5: "1.0k", 5111: "5.1k", 9949: "9.9k", 9950: "10k",
		590_300: "590k", 999_500: "1.0M", 4_012_345: "4.0M", 9.2e18: "9.2E", math.NaN(): "–"} {
		if got := countText(x); got != want {
			t.Errorf("%g: %s, want %s", x, got, want)
		}
	}
}

// A share that is there is not nothing, and one that is not all is not all.
func TestParts(t *testing.T) {
	for _, x := range []struct {
		part, whole float64
		want        string
	}{{0, 10, "0.0%"}, {1, 10, "10.0%"}, {4, 10_000, "<0.1%"}, {5, 10_000, "0.1%"}, {10, 10, "100.0%"}, {99_999, 100_000, ">99.9%"}, {0, 0, "–"}} {
		if got := partText(x.part, x.whole); got != x.want {
			t.Errorf("%g of %g: %s, want %s", x.part, x.whole, got, x.want)
		}
	}
}

func TestBoundsThatAreExceeded(t *testing.T) {
	for s, want := range map[float64]string{28 * 86400: "> 28d", 11.98 * 86400: "> 11d", 26 * 3600: "> 1d", 23.9 * 3600: "> 23h", 90: "> 1m30s", 200 * 86400: "> 200d", 2.5: "> 2.50s"} {
		if got := beyond(s); got != want {
			t.Errorf("%g s: %s, want %s", s, got, want)
		}
	}
}
