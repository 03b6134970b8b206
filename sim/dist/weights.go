package dist

import "sovsim/sim/rng"

// Weights picks one of n things with probabilities in proportion to weights:
// thing i has probability w_i/Σw.
type Weights struct{ steps inverse }

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
	return Weights{newInverse(upTo)}
}

// NewZipf is the weights 1, 2^−s, 3^−s, … n^−s of n things, n ≥ 1 and s ≥ 0:
// the activity of users, the k-th busiest of whom sends k^−s times the jobs of
// the first. Feitelson, "Workload Modeling for Computer Systems Performance
// Evaluation", 2015.
func NewZipf(n int, s float64) Weights {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = rng.Exp(-s * rng.Log(float64(i+1)))
	}
	return NewWeights(weights)
}

// Draw is the index of one thing, by inversion of one uniform number: the first
// i with u < (w_0 + … + w_i)/Σw. Of up to eight things it takes time in
// proportion to the index, so the commonest should be the first; of more, the
// same time on average for any number.
func (w *Weights) Draw(s *rng.Stream) int { return w.steps.find(s.Float64()) }

// Share is the probability of thing i.
func (w *Weights) Share(i int) float64 {
	if i == 0 {
		return w.steps.upTo[0]
	}
	return w.steps.upTo[i] - w.steps.upTo[i-1]
}
