package workloads

import (
	"math"
	"slices"
	"time"

	"github.com/DataDog/sketches-go/ddsketch"

	"sovsim/sim/unit"
)

const (
	// exactValues is up to how many values quantiles are exact.
	exactValues = 1_000_000
	// SketchError is the relative error of quantiles of more values than that.
	SketchError = 0.005
)

// Distribution describes a set of values: seconds for times, else counts.
type Distribution struct {
	Count int64
	// Mean and Max are exact, rounded once to a float64.
	Mean, Max float64
	// P25 … P99 are quantiles by nearest rank: the least value that at least
	// that share of the values does not exceed.
	P25, P50, P75, P90, P99 float64
	// Sketched reports whether there were more than 1,000,000 values, so that the
	// quantiles come from a DDSketch (Masson et al., VLDB 2019) with a relative
	// error of at most SketchError.
	Sketched bool
}

// collector gathers values for a Distribution in bounded memory.
type collector struct {
	exact  []int64
	sketch *ddsketch.DDSketch
	count  int64
	// sum and max are in the unit of the values; the sum is exact.
	sum unit.GPUTime
	max float64
	// per is how many of the values' unit make one of the description's: 1e9
	// for ns in seconds. (A division keeps whole seconds exact.)
	per float64
	// limit is exactValues, or less in tests.
	limit int
}

func newCollector(per float64) *collector {
	return &collector{per: per, limit: exactValues, max: math.Inf(-1)}
}

func (c *collector) add(v int64) {
	c.count++
	c.sum.Add(1, time.Duration(v))
	c.max = max(c.max, float64(v))
	if c.sketch == nil && len(c.exact) < c.limit {
		c.exact = append(c.exact, v)
		return
	}
	if c.sketch == nil {
		// Its error is for an accuracy in (0, 1) only.
		c.sketch, _ = ddsketch.NewDefaultDDSketch(SketchError)
		for _, v := range c.exact {
			c.sketched(v)
		}
		c.exact = nil
	}
	c.sketched(v)
}

// sketched adds to the sketch; its only errors are values outside ±1e308.
func (c *collector) sketched(v int64) { _ = c.sketch.Add(float64(v)) }

func (c *collector) distribution() Distribution {
	d := Distribution{Count: c.count}
	if c.count == 0 {
		return d
	}
	d.Mean, d.Max = c.sum.Nanos()/float64(c.count)/c.per, c.max/c.per
	slices.Sort(c.exact)
	d.P25, d.P50, d.P75 = c.quantile(1, 4), c.quantile(1, 2), c.quantile(3, 4)
	d.P90, d.P99 = c.quantile(9, 10), c.quantile(99, 100)
	d.Sketched = c.sketch != nil
	return d
}

// quantile is that of num/den; whole numbers keep the rank exact.
func (c *collector) quantile(num, den int64) float64 {
	if c.sketch != nil {
		v, _ := c.sketch.GetValueAtQuantile(float64(num) / float64(den))
		return min(v, c.max) / c.per
	}
	rank := (int64(len(c.exact))*num + den - 1) / den
	return float64(c.exact[rank-1]) / c.per
}
