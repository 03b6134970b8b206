package dist

import (
	"fmt"
	"math"
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

// Point says that a share P of the draws is at most Value.
type Point[T Value] struct {
	P     float64
	Value T
}

// Limits of the parameters. Beyond them draws would leave the range of times
// or floats, and no log of jobs was ever seen near them.
const (
	longest         = 1 << 62 // 146 years in nanoseconds, the span of simulated time
	largestSigma    = 10.0
	smallestGammaCV = 0.001
	largestCV       = 1000.0
	largestGammaCV  = 10.0
	mostPoints      = 200
)

// IsZero reports whether the Spec states nothing.
func (s Spec[T]) IsZero() bool {
	return s.Kind == "" && s.Value == 0 && s.Mean == 0 && s.Median == 0 && s.CV == 0 && s.Sigma == 0 &&
		s.Low == 0 && s.High == 0 && s.Min == 0 && s.Max == 0 && len(s.Points) == 0
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
		s.validateShape(&f)
	}
	s.validateBounds(&f)
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

// validateShape checks what goes beyond the sign of a field.
func (s Spec[T]) validateShape(f *faults) {
	switch s.Kind {
	case KindUniform, KindLogUniform:
		if s.Low >= s.High {
			f.add("high", "%v is not above low, %v; for one value use constant", s.High, s.Low)
		}
	case KindLogNormal:
		if s.Sigma > largestSigma {
			f.add("sigma", "%v is out of range; give at most %v (logs of real jobs have 1 to 3)", s.Sigma, largestSigma)
		}
		if s.CV > largestCV {
			f.add("cv", "%v is out of range; give at most %v", s.CV, largestCV)
		}
	case KindGamma:
		if s.CV < smallestGammaCV || s.CV > largestGammaCV {
			f.add("cv", "%v is out of range; gamma takes %v to %v", s.CV, smallestGammaCV, largestGammaCV)
		}
	case KindHyperexponential:
		if s.CV < 1 || s.CV > largestCV {
			f.add("cv", "%v is out of range; hyperexponential takes 1 to %v, below 1 use gamma", s.CV, largestCV)
		}
	case KindQuantiles:
		s.validatePoints(f)
	}
}

func (s Spec[T]) validatePoints(f *faults) {
	n := len(s.Points)
	if n < 2 || n > mostPoints {
		f.add("points", "there are %d; give 2 to %d, the first at share 0 and the last at share 1", n, mostPoints)
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

func (s Spec[T]) validateBounds(f *faults) {
	if v := float64(s.Min); !(v >= 0 && v <= longest) {
		f.add("min", "%v is out of range; give a positive value below %v, or none", s.Min, limitText[T]())
	}
	if v := float64(s.Max); !(v >= 0 && v <= longest) {
		f.add("max", "%v is out of range; give a positive value below %v, or none", s.Max, limitText[T]())
	}
	if s.Max != 0 && s.Min > s.Max {
		f.add("min", "%v is above max, %v; give a smaller one", s.Min, s.Max)
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
	var d Dist
	switch s.Kind {
	case KindConstant:
		d = NewConstant(float64(s.Value))
	case KindExponential:
		d = NewExponential(float64(s.Mean))
	case KindUniform:
		d = NewUniform(float64(s.Low), float64(s.High))
	case KindLogUniform:
		d = NewLogUniform(float64(s.Low), float64(s.High))
	case KindLogNormal:
		if s.Median != 0 {
			d = NewLogNormal(float64(s.Median), s.Sigma)
		} else {
			d = NewLogNormalByMean(float64(s.Mean), s.CV)
		}
	case KindGamma:
		d = NewGamma(float64(s.Mean), s.CV)
	case KindHyperexponential:
		d = NewHyperexponential(float64(s.Mean), s.CV)
	case KindQuantiles:
		shares, values := make([]float64, len(s.Points)), make([]float64, len(s.Points))
		for i, p := range s.Points {
			shares[i], values[i] = p.P, float64(p.Value)
		}
		d = NewQuantiles(shares, values)
	}
	if s.Min == 0 && s.Max == 0 {
		return d, nil
	}
	high := math.Inf(1)
	if s.Max != 0 {
		high = float64(s.Max)
	}
	return NewClamped(d, float64(s.Min), high), nil
}
