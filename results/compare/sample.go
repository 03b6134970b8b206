package compare

import "math"

// A Sample is the values of one metric in the replications of one variant: a scenario
// under a policy. The zero value is a sample of no replication.
type Sample struct{ points []point }

// point is a replication and its value; NaN where it has none. atLeast is a lower bound
// of a value that is not reached, NaN where there is none.
type point struct {
	replication    int
	value, atLeast float64
}

// Add adds a replication with its value. One that is not finite is none.
func (s *Sample) Add(replication int, value float64) {
	if math.IsInf(value, 0) {
		value = math.NaN()
	}
	s.points = append(s.points, point{replication, value, math.NaN()})
}

// AddUndefined adds a replication in which the metric is not defined, as a mean of no job.
func (s *Sample) AddUndefined(replication int) { s.Add(replication, math.NaN()) }

// AddNotReached adds a replication in which the metric is not reached, and is more than
// a bound: a percentile of waits of which too few ended while they were followed.
func (s *Sample) AddNotReached(replication int, bound float64) {
	s.points = append(s.points, point{replication, math.NaN(), bound})
}

// Of is the sample of values by replication, from 0; NaN is not defined.
func Of(values ...float64) Sample {
	var s Sample
	for i, x := range values {
		s.Add(i, x)
	}
	return s
}

// Len is the number of replications, defined or not.
func (s Sample) Len() int { return len(s.points) }

// Values are the values by replication, in the order in which they were added; NaN is
// not defined.
func (s Sample) Values() []float64 {
	xs := make([]float64, len(s.points))
	for i, p := range s.points {
		xs[i] = p.value
	}
	return xs
}

// Map is the sample of f of each value and each bound; f rises.
func (s Sample) Map(f func(float64) float64) Sample {
	var t Sample
	for _, p := range s.points {
		t.Add(p.replication, f(p.value))
		t.points[len(t.points)-1].atLeast = f(p.atLeast)
	}
	return t
}

// pairs are the values of two samples in the replications that both have, in the order
// of the first; alone is how many only one of them has.
func pairs(a, b Sample) (list [][2]point, alone int) {
	at := map[int]point{}
	for _, p := range b.points {
		at[p.replication] = p
	}
	for _, p := range a.points {
		if q, ok := at[p.replication]; ok {
			list = append(list, [2]point{p, q})
		}
	}
	return list, len(a.points) + len(b.points) - 2*len(list)
}
