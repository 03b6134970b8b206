package dist

// inverse finds the step of a distribution function that a uniform number
// falls into. The guide has, for each of n equal stretches of the unit
// interval, a step to begin at, so that a search takes two comparisons on
// average, however many steps there are. Chen and Asau, "On generating random
// variates from an empirical distribution", AIIE Transactions 6(2), 1974.
type inverse struct {
	upTo  []float64 // ascending, the last 1 from the last step of any height on
	guide []int32   // nil for few steps
}

// fewSteps is the number up to which walking from the first step is as fast.
const fewSteps = 8

func newInverse(upTo []float64) inverse {
	v := inverse{upTo: upTo}
	if n := len(upTo); n > fewSteps {
		v.guide = make([]int32, n)
		step := 0
		for i := range v.guide {
			for upTo[step] <= float64(i)/float64(n) {
				step++
			}
			v.guide[i] = int32(step)
		}
	}
	return v
}

// find is the first i with u < upTo[i], for u in (0, 1).
func (v *inverse) find(u float64) int {
	i := 0
	if v.guide != nil {
		i = int(v.guide[int(u*float64(len(v.guide)))])
		// The product may have been rounded up into the next stretch.
		for i > 0 && u < v.upTo[i-1] {
			i--
		}
	}
	for u >= v.upTo[i] {
		i++
	}
	return i
}
