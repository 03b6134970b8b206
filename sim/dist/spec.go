package dist

import (
	"fmt"
	"strings"
	"time"
)

// Kind names a distribution as a scenario writes it.
type Kind string

// The kinds, each with the fields of Spec that it needs.
const (
	KindConstant         Kind = "constant"         // Value
	KindExponential      Kind = "exponential"      // Mean
	KindUniform          Kind = "uniform"          // Low, High
	KindLogUniform       Kind = "log-uniform"      // Low, High
	KindLogNormal        Kind = "log-normal"       // Median and Sigma, or Mean and CV
	KindGamma            Kind = "gamma"            // Mean, CV
	KindHyperexponential Kind = "hyperexponential" // Mean, CV
	KindQuantiles        Kind = "quantiles"        // Points
)

// Kinds lists the kinds in the order in which messages name them.
var Kinds = []Kind{KindConstant, KindExponential, KindUniform, KindLogUniform, KindLogNormal, KindGamma, KindHyperexponential, KindQuantiles}

// Value is what a Spec can be in: a time or a plain number.
type Value interface{ time.Duration | float64 }

// Spec is a distribution as a scenario states it. A field that its kind does
// not use must be 0. The zero Spec states nothing.
type Spec[T Value] struct {
	Kind Kind
	// Value is the constant, ≥ 0.
	Value T
	// Mean and Median are > 0, before clamping.
	Mean, Median T
	// CV is the standard deviation ÷ the mean, before clamping.
	CV float64
	// Sigma is the standard deviation of the logarithm.
	Sigma float64
	// Low and High are the ends of a uniform or log-uniform distribution.
	Low, High T
	// Min and Max clamp the draws; 0 means no bound.
	Min, Max T
	// Points are quantiles, from share 0 to share 1, linear between each two.
	Points []Point[T]
}

// Times is a distribution of times, as run times and patience are.
type Times = Spec[time.Duration]

// Point says that a share P of the draws is at most Value.
type Point[T Value] struct {
	P     float64
	Value T
}

// Limits of the parameters. Beyond them draws would leave the range of times
// or floats, and no log of jobs was ever seen near them.
const (
	longest = 1 << 62 // 146 years in nanoseconds, the span of simulated time

	// MaxCV is the largest coefficient of variation but for a gamma distribution.
	MaxCV = 1000.0
)

// IsZero reports whether the Spec states nothing.
func (s Spec[T]) IsZero() bool {
	return s.Kind == "" && s.Value == 0 && s.Mean == 0 && s.Median == 0 && s.CV == 0 && s.Sigma == 0 &&
		s.Low == 0 && s.High == 0 && s.Min == 0 && s.Max == 0 && len(s.Points) == 0
}

// Longest is the largest draw, 0 where there is no bound.
func (s Spec[T]) Longest() T {
	if n := len(s.Points); n > 0 {
		return s.Points[n-1].Value
	}
	return max(s.Value, s.High, s.Max)
}

// Validate is what is wrong with the Spec; nothing if it is in order.
func (s Spec[T]) Validate() []Fault {
	var f faults
	needs, known := s.needs()
	if !known {
		names := make([]string, len(Kinds))
		for i, k := range Kinds {
			names[i] = string(k)
		}
		f.add("kind", "%q is not a distribution; use one of %s", string(s.Kind), strings.Join(names, ", "))
		return f
	}
	for _, field := range []struct {
		name  string
		value float64
		text  string
	}{
		{"value", float64(s.Value), fmt.Sprint(s.Value)},
		{"mean", float64(s.Mean), fmt.Sprint(s.Mean)},
		{"median", float64(s.Median), fmt.Sprint(s.Median)},
		{"low", float64(s.Low), fmt.Sprint(s.Low)},
		{"high", float64(s.High), fmt.Sprint(s.High)},
		{"cv", s.CV, fmt.Sprint(s.CV)},
		{"sigma", s.Sigma, fmt.Sprint(s.Sigma)},
	} {
		zeroIsFine := field.name == "value" || field.name == "low" && s.Kind == KindUniform
		switch needed := strings.Contains(needs, field.name+" "); {
		case !needed && field.value != 0:
			f.add(field.name, "does not apply to %s, which takes %s; leave it out", s.Kind, strings.Join(strings.Fields(needs), " and "))
		case needed && field.value == 0 && !zeroIsFine:
			f.add(field.name, "is missing or 0; %s needs a positive one", s.Kind)
		case needed && !(field.value >= 0 && field.value <= longest):
			f.add(field.name, "%s is out of range; give a positive value below %v", field.text, limitText[T]())
		}
	}
	if s.Kind != KindQuantiles && len(s.Points) > 0 {
		f.add("points", "do not apply to %s, which takes %s; leave them out", s.Kind, strings.Join(strings.Fields(needs), " and "))
	}
	if len(f) == 0 {
		s.checkShape(&f)
	}
	s.checkBounds(&f)
	return f
}

// needs is the fields that the kind takes, each followed by a space.
func (s Spec[T]) needs() (fields string, known bool) {
	switch s.Kind {
	case KindConstant:
		return "value ", true
	case KindExponential:
		return "mean ", true
	case KindUniform, KindLogUniform:
		return "low high ", true
	case KindGamma, KindHyperexponential:
		return "mean cv ", true
	case KindLogNormal:
		// Which of the two ways was meant is seen from what is there.
		if s.Median == 0 && s.Sigma == 0 && (s.Mean != 0 || s.CV != 0) {
			return "mean cv ", true
		}
		return "median sigma ", true
	case KindQuantiles:
		return "points ", true
	}
	return "", false
}

// checkShape checks what goes beyond the sign of a field.
func (s Spec[T]) checkShape(f *faults) {
	switch s.Kind {
	case KindUniform, KindLogUniform:
		s.checkEnds(f)
	case KindLogNormal:
		s.checkLogNormal(f)
	case KindGamma:
		s.checkGamma(f)
	case KindHyperexponential:
		s.checkHyperexponential(f)
	case KindQuantiles:
		s.checkQuantiles(f)
	}
}

func limitText[T Value]() string {
	if _, isTime := any(*new(T)).(time.Duration); isTime {
		return "146 years"
	}
	return "4.6e18"
}

// New is the distribution: of nanoseconds for times. Its error holds every
// Fault of Validate.
func (s Spec[T]) New() (Dist, error) {
	if err := Join(s.Validate()); err != nil {
		return nil, err
	}
	d := s.in(1)
	if s.Min == 0 && s.Max == 0 {
		return d, nil
	}
	return s.clamp(d, 1), nil
}

// Expected is the mean of the draws, with what the bounds do to it, in units of
// unit: with time.Second in seconds. Draws that are rounded to a grain have that
// mean to within it. It does not check the Spec; it is 0 for one of no known kind.
//
// The parameters are taken in that unit, not the mean, and what has no bounds is
// clamped between 0 and ∞, since either changes the last place: rates of arrivals
// follow from this number, and run ids from them.
func (s Spec[T]) Expected(unit T) float64 {
	if s.Kind == KindQuantiles {
		shares, values := s.points(1)
		return meanOfQuantiles(shares, values) / float64(unit)
	}
	d := s.in(float64(unit))
	if d == nil {
		return 0
	}
	return s.clamp(d, float64(unit)).Mean()
}

// in is the distribution without its bounds, of numbers of unit; nil if the kind is
// unknown.
func (s Spec[T]) in(unit float64) Dist {
	of := func(v T) float64 { return float64(v) / unit }
	switch s.Kind {
	case KindConstant:
		return NewConstant(of(s.Value))
	case KindExponential:
		return NewExponential(of(s.Mean))
	case KindUniform:
		return NewUniform(of(s.Low), of(s.High))
	case KindLogUniform:
		return NewLogUniform(of(s.Low), of(s.High))
	case KindLogNormal:
		if s.Mean != 0 {
			return NewLogNormalByMean(of(s.Mean), s.CV)
		}
		return NewLogNormal(of(s.Median), s.Sigma)
	case KindGamma:
		return NewGamma(of(s.Mean), s.CV)
	case KindHyperexponential:
		return NewHyperexponential(of(s.Mean), s.CV)
	case KindQuantiles:
		return NewQuantiles(s.points(unit))
	}
	return nil
}
