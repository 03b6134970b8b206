package dist

import "sovsim/sim/rng"

// Weights picks one of n things with probabilities in proportion to weights:
// thing i has probability w_i/Σw.
type Weights struct{ upTo []float64 }

// NewWeights takes the weights, each ≥ 0, at least one > 0.
func NewWeights(weights []float64) Weights {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	upTo, sum := make([]float64, len(weights)), 0.0
	for i, w := range weights {
		sum += w
		upTo[i] = sum / total // exactly 1 from the last positive weight on
	}
	return Weights{upTo}
}

// Draw is the index of one thing, by inversion of one uniform number: the first
// i with u < (w_0 + … + w_i)/Σw. It takes time in proportion to the index, so
// the commonest thing should be the first.
func (w Weights) Draw(s *rng.Stream) int {
	u, i := s.Float64(), 0
	for u >= w.upTo[i] {
		i++
	}
	return i
}

// Share is the probability of thing i.
func (w Weights) Share(i int) float64 {
	if i == 0 {
		return w.upTo[0]
	}
	return w.upTo[i] - w.upTo[i-1]
}
