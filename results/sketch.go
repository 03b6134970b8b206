package results

import (
	"math"

	"github.com/DataDog/sketches-go/ddsketch/mapping"
	"github.com/DataDog/sketches-go/ddsketch/store"
)

// SketchError is the relative error of a quantile that comes from a sketch.
const SketchError = 0.005

// sketch counts values in bins whose width grows with the value (DDSketch:
// Masson, Rim and Lee, VLDB 2019), so that any quantile is known to within
// SketchError of its value. It is a set of counts: the order in which values
// come, or sketches are merged, leaves no trace in it.
//
// Only the bins and the mapping of sketches-go are used. Its own quantile
// takes rank p·(n−1); the rank that this package means by a percentile is the
// nearest one, ⌈p·n⌉.
type sketch struct {
	bins  *store.DenseStore
	zeros int64
	count int64 // of all values, the zeros too
}

// binning is fixed: every sketch has the same bins, so that any two can merge.
// The cubic mapping has no logarithm in it, only a polynomial.
var binning = func() *mapping.CubicallyInterpolatedMapping {
	m, err := mapping.NewCubicallyInterpolatedMapping(SketchError)
	if err != nil {
		panic(err) // the constant above is out of (0, 1)
	}
	return m
}()

func newSketch() *sketch { return &sketch{bins: store.NewDenseStore()} }

func (s *sketch) add(v int64) {
	s.count++
	if v <= 0 {
		s.zeros++
		return
	}
	s.bins.Add(binning.Index(float64(v)))
}

func (s *sketch) addAll(chunks [][]int64) {
	for _, c := range chunks {
		for _, v := range c {
			s.add(v)
		}
	}
}

// mergedBins puts weighted samples, sketches or not, into common bins. A bin a
// little above top, the greatest value, is said to be it; 0 is no top.
func mergedBins(samples []*sample, weights []float64, top int64) []bin {
	store := store.NewDenseStore()
	var zeros float64
	add := func(x int64, w float64) {
		if x <= 0 {
			zeros += w
			return
		}
		store.AddWithCount(binning.Index(float64(x)), w)
	}
	for i, s := range samples {
		w := weights[i]
		for _, c := range s.chunks {
			for _, x := range c {
				add(x, w)
			}
		}
		if s.sketch == nil {
			continue
		}
		zeros += w * float64(s.sketch.zeros)
		s.sketch.bins.ForEach(func(index int, count float64) bool {
			store.AddWithCount(index, w*count)
			return false
		})
	}
	var bins []bin
	if zeros > 0 {
		bins = append(bins, bin{0, zeros})
	}
	sum := zeros
	store.ForEach(func(index int, count float64) bool {
		sum += count
		x := int64(min(math.Round(binning.Value(index)), math.MaxInt64/2))
		if top > 0 && x > top && float64(x) <= float64(top)*(1+2*SketchError) {
			x = top
		}
		bins = append(bins, bin{x, sum})
		return false
	})
	return bins
}
