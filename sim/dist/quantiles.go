package dist

import (
	"fmt"
	"math"

	"sovsim/sim/rng"
)

// Quantiles is a distribution read from a log: the points (P_i, v_i) of its
// quantile function, linear between each two. So it is a mixture of uniform
// distributions, one for each stretch, with the weights P_(i+1) − P_i; a stretch
// between two equal values is an atom. With a stretch from a to b of weight w:
//
//	E[X^k] = Σ w·(b^(k+1) − a^(k+1))/((k + 1)(b − a)), and w·a^k where a = b.
//
// Sampling by inversion of a piecewise linear distribution function: Law,
// "Simulation Modeling and Analysis", 5th ed., 2015, section 8.3.
type Quantiles struct {
	steps  inverse   // the shares at the ends of the stretches
	shares []float64 // P_0 = 0, …, P_n = 1
	values []float64
	slopes []float64 // of the quantile function
}

// NewQuantiles takes the points: shares ascending from 0 to 1, values not
// descending and ≥ 0, as many of one as of the other, at least two.
func NewQuantiles(shares, values []float64) *Quantiles {
	d := &Quantiles{steps: newInverse(shares[1:]), shares: shares, values: values}
	for i := range shares[1:] {
		d.slopes = append(d.slopes, (values[i+1]-values[i])/(shares[i+1]-shares[i]))
	}
	return d
}

// Draw is the quantile function at one uniform number.
func (d *Quantiles) Draw(s *rng.Stream) float64 {
	u := s.Float64()
	i := d.steps.find(u)
	return min(d.values[i]+float64((u-d.shares[i])*d.slopes[i]), d.values[i+1])
}

// Mean is the sum above for k = 1.
func (d *Quantiles) Mean() float64 { return meanOfQuantiles(d.shares, d.values) }

func meanOfQuantiles(shares, values []float64) float64 {
	sum := 0.0
	for i := 1; i < len(shares); i++ {
		sum += float64((shares[i] - shares[i-1]) * (values[i-1] + values[i]) / 2)
	}
	return sum
}

// Layer is by partial moments.
func (d *Quantiles) Layer(a, b float64) float64 { return layer(d, a, b) }

// Variance is Σ w·((m − μ)² + (b − a)²/12) with the middle m of a stretch and
// the mean μ of all: no difference of two large numbers.
func (d *Quantiles) Variance() float64 {
	mean, sum := d.Mean(), 0.0
	for i := range d.slopes {
		a, b := d.values[i], d.values[i+1]
		off := a/2 + b/2 - mean
		sum += (d.shares[i+1] - d.shares[i]) * (off*off + (b-a)*(b-a)/12)
	}
	return sum
}

// Partial is what of the sum above lies at or below x.
func (d *Quantiles) Partial(k int, x float64) float64 {
	sum := 0.0
	for i := range d.slopes {
		a, b, w := d.values[i], d.values[i+1], d.shares[i+1]-d.shares[i]
		switch {
		case x < a:
			return sum
		case a == b:
			sum += w * math.Pow(a, float64(k))
		default:
			y := min(x, b)
			// (y^(k+1) − a^(k+1))/(y − a), written out so that nothing cancels.
			powers := 0.0
			for j := range k + 1 {
				powers += math.Pow(y, float64(j)) * math.Pow(a, float64(k-j))
			}
			sum += w * (y - a) / (b - a) * powers / float64(k+1)
		}
	}
	return sum
}

// MaxPoints is the most points of a distribution that is given by its quantiles.
const MaxPoints = 200

func (s Spec[T]) checkQuantiles(f *faults) {
	n := len(s.Points)
	if n < 2 || n > MaxPoints {
		f.add("points", "there are %d; give 2 to %d, the first at share 0 and the last at share 1", n, MaxPoints)
		return
	}
	for i, p := range s.Points {
		path := fmt.Sprintf("points[%d]", i)
		switch {
		case i == 0 && p.P != 0:
			f.add(path+".p", "the first share is %v; give 0, with the least value", p.P)
		case i == n-1 && p.P != 1:
			f.add(path+".p", "the last share is %v; give 1, with the greatest value", p.P)
		case i > 0 && !(p.P > s.Points[i-1].P): // true for NaN too
			f.add(path+".p", "%v is not above the share before it, %v; give the shares in ascending order", p.P, s.Points[i-1].P)
		}
		switch v := float64(p.Value); {
		case !(v >= 0 && v <= longest):
			f.add(path+".value", "%v is out of range; give a value from 0 to below %v", p.Value, limitText[T]())
		case i > 0 && p.Value < s.Points[i-1].Value:
			f.add(path+".value", "%v is below the value before it, %v; values may not fall as the share rises", p.Value, s.Points[i-1].Value)
		}
	}
}

// points are the shares and the values, the latter in numbers of unit.
func (s Spec[T]) points(unit float64) (shares, values []float64) {
	for _, p := range s.Points {
		shares, values = append(shares, p.P), append(values, float64(p.Value)/unit)
	}
	return shares, values
}
