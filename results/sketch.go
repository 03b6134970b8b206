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

func (s *sketch) merge(t *sketch) {
	s.zeros += t.zeros
	s.bins.MergeWith(t.bins)
}

// kth is the k-th smallest value, counted from 1, to within SketchError.
func (s *sketch) kth(k int64) int64 {
	if k <= s.zeros {
		return 0
	}
	return int64(math.Round(binning.Value(s.bins.KeyAtRank(float64(k - s.zeros - 1)))))
}
