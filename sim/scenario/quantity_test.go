package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim/unit"
)

// Amounts of power become whole nodes: 1 EF is 252.7 h100e.
func TestPowerBecomesNodes(t *testing.T) {
	const text = `version: 1
horizon: 60d
accelerators:
  GH200: {speed: 1}
  MI250X: {ratio: 0.387, efficiency: 0.30}
  GB300: {speed: 2.53}
clusters:
  - %s
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`
	for cluster, want := range map[string]string{
		"{name: a, region: UK, gpus: 64}":                                                                        "64",
		"{name: a, region: UK, gpus: 27200 h100e}":                                                               "27200",
		"{name: a, region: UK, gpus: \"27,200 h100e\"}":                                                          "27200",
		"{name: a, region: UK, gpus: 63 EF}":                                                                     "15920", // 15,920.1
		"{name: a, region: UK, gpus: 0.5 EF}":                                                                    "126",   // 126.35
		"{name: a, region: UK, gpus: 27200 h100e, accelerator: GB300}":                                           "10751", // 10,750.99
		"{name: a, region: UK, gpus: 4611 h100e, accelerator: MI250X}":                                           "15886", // ÷ 0.29025 = 15,886.3
		"{name: a, region: UK, groups: [{nodes: 5448 h100e, gpus-per-node: 4, accelerator: GH200}]}":             "1362",
		"{name: a, region: UK, groups: [{nodes: 63 EF, gpus-per-node: 4, accelerator: GH200}]}":                  "3980",  // 3,980.03
		"{name: a, region: UK, groups: [{nodes: 420 EF, gpus-per-node: 4, accelerator: GB300}]}":                 "10488", // 106,134 ÷ 10.12 = 10,487.55
		"{name: a, region: UK, gpus: 9, timeline: [{at: 1d, add: 1 EF}, {at: 2d, remove: 10 h100e}]}":            "9 +253 -10",
		"{name: a, region: UK, gpus: 9, timeline: [{at: 1d, set: 1 EF}]}":                                        "9 +244",
		"{name: a, region: UK, gpus: 9, speed: 1/4, timeline: [{from: 1d, until: 3d, add: 2 h100e}]}":            "9 +4 +4",
		"{name: a, region: UK, groups: [{nodes: 9, gpus-per-node: 4}], timeline: [{at: 1d, set: 0 EF}]}":         "9 -9",
		"{name: a, region: UK, groups: [{nodes: 9, gpus-per-node: 4}], timeline: [{at: 1d, add: 6 h100e}]}":      "9 +2", // 1.5, rounded up
		"{name: a, region: UK, groups: [{nodes: 1e2, gpus-per-node: 4}], timeline: [{at: 1d, remove: 0.1 EF}]}":  "100 -6",
		"{name: a, region: UK, groups: [{nodes: 9, gpus-per-node: 4}], timeline: [{at: 1d, set: 40000 h100e}]} ": "9 +9991",
	} {
		c := decodes(t, strings.Replace(text, "%s", cluster, 1)).Clusters[0]
		got := fmt.Sprint(c.Groups[0].Nodes)
		for _, s := range c.Timeline {
			got += fmt.Sprintf(" %+d", s.Change)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", cluster, got, want)
		}
	}
	s := decodes(t, strings.Replace(text, "%s", "{name: a, region: UK, gpus: 8, accelerator: MI250X}", 1))
	if got, want := s.Clusters[0].Groups[0].Speed, (unit.Ratio{Num: 1161, Den: 4000}); got != want {
		t.Errorf("0.387 × 0.30 ÷ 0.40 is %v, want %v", got, want)
	}
}

func TestBandwidth(t *testing.T) {
	for text, want := range map[string]int64{
		"5 Gbit/s": 625e6, "10Gbit/s": 1.25e9, "8 bit/s": 1, "1 B/s": 1, "625 MB/s": 625e6, "1 kbit/s": 125, "1 KiB/s": 1024,
		"1 Kibit/s": 128, "0.1 TB/s": 1e11, "96.9 Gbit/s": 12_112_500_000, "1 PB/s": 1e15, "12 bit/s": 2,
	} {
		got, err := bandwidth(text)
		if err != nil || got != want {
			t.Errorf("%s: got %d and %v, want %d", text, got, err, want)
		}
		if again, err := bandwidth(formatBandwidth(want)); err != nil || again != want {
			t.Errorf("%d is printed as %s, which is %d and %v", want, formatBandwidth(want), again, err)
		}
	}
	for _, text := range []string{"5", "5 Gbit", "5 GB", "fast", "", "-5 Gbit/s", "0 Gbit/s", "5 Xbit/s", "5 gbit/s", "2 PB/s", "1e300 B/s", "3 bit/s"} {
		if got, err := bandwidth(text); err == nil {
			t.Errorf("%q is taken for %d B/s", text, got)
		}
	}
}

// A month later is the same day of the month, or the last.
func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2025-01-31", 1, "2025-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2025-01-30", 1, "2025-02-28"},
		{"2025-01-28", 1, "2025-02-28"},
		{"2025-08-31", 6, "2026-02-28"},
		{"2025-08-31", 3, "2025-11-30"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2025-12-15T06:30:00Z", 1, "2026-01-15T06:30:00Z"},
		{"2025-07-01", 0, "2025-07-01"},
		{"2025-07-01", 1200, "2125-07-01"},
	} {
		from, err := unit.ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := unit.FormatDate(addMonths(from, c.months)); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
	for text, want := range map[string]int{"12 months": 12, "12mo": 12, "1 month": 1, "0": 0, "0 months": 0, " 6  months ": 6} {
		if got, err := months(text); err != nil || got != want {
			t.Errorf("%q: got %d and %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"12": "write 12 months", "1y": "is not a number of months", "-1 months": "is negative", "1.5 months": "is not a number",
		"1201 months": "more than 1200", "": "is not a number of months", "30d": "is not a number of months",
	} {
		if got, err := months(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %d and %v, want %q", text, got, err, want)
		}
	}
}

func TestScaleAndShares(t *testing.T) {
	for text, want := range map[string]int{"1": 1, "1/64": 64, "1/1": 1, "0.25": 4, "2/128": 64, "1 / 16": 16} {
		if got, err := scale(text); err != nil || got != want {
			t.Errorf("scale %q: got %d and %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"0": "not a scale", "64": "write 1/64", "2/3": "not one part", "-1/4": "not a scale", "1/0": "not a scale",
		"1/64x": "not a scale", "1/2000000": "less than 1/1000000", "0.3": "not one part"} {
		if _, err := scale(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("scale %q: got %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]float64{"10%": 0.1, "0.1": 0.1, "-5 %": -0.05, "0": 0, "1": 1, "100%": 1, "150%": 1.5, "1000%": 10, "7%": 0.07} {
		if got, err := growth(text); err != nil || got != want {
			t.Errorf("growth %q: got %v and %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"-100%": "leaves nothing", "-2": "leaves nothing", "1001%": "more than 1000%",
		"10": "10 without a percent sign is 1000% a year: write 10% or 0.1, or 1000% if so much is meant", "1.5": "write 1.5% or 0.015, or 150% if", "10 per cent": "not a number"} {
		if _, err := growth(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("growth %q: got %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]time.Duration{"1h": time.Hour, "-5h": -5 * time.Hour, "+5h30m": 330 * time.Minute, "0h": 0, "14h": 14 * time.Hour} {
		if got, err := utcOffset(text); err != nil || got != want {
			t.Errorf("offset %q: got %v and %v, want %v", text, got, err, want)
		}
	}
}

func TestSegments(t *testing.T) {
	for text, want := range map[string]string{"24h": "", "1m": "", "59s": "shorter than any site's limit", "24ns": "shorter than any site's limit", "0s": "not more than zero"} {
		_, err := segment(text)
		if got := fmt.Sprint(err); (err == nil) != (want == "") || !strings.Contains(got, want) && err != nil {
			t.Errorf("segment %q: %v, want %q", text, err, want)
		}
	}
}

// What is printed for a growth reads back as it was, to the last bit.
func TestGrowthReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strconv.FormatFloat(rapid.Float64Range(-99, 1000).Draw(t, "percent"), 'g', rapid.IntRange(1, 17).Draw(t, "digits"), 64) + "%"
		x, err := growth(text)
		if err != nil {
			t.Skip(err)
		}
		if back, err := growth(growthText(x)); err != nil || back != x {
			t.Fatalf("%s is %v, printed as %s, read back as %v (%v)", text, x, growthText(x), back, err)
		}
	})
}
