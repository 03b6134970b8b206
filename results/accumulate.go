package results

import "sovsim/sim"

// accumulation is what a metric adds up over the measured jobs of a group by itself. A
// run has one sum for each cell of jobs; the sum of a group is that of its cells.
type accumulation struct {
	// new is the sum of no job.
	new func() any
	// add counts a measured job that has left, or that runs or waits at the end.
	add func(sum any, r *sim.Record)
	// merge adds the sum of other jobs, each of which stands for weight jobs at full
	// scale.
	merge func(sum, of any, weight float64)
}

// accumulated is a form of a metric with a sum of its own, of type S, whose zero value
// is the sum of no job. With it a metric that no field of Row has is one entry in a
// table of columns. The jobs of a cell come in any order, and a sum must not depend on it.
func accumulated[S any](add func(*S, *sim.Record), merge func(sum, of *S, weight float64), value func(*S) (float64, bool)) form[*Row] {
	own := &accumulation{
		new:   func() any { return new(S) },
		add:   func(sum any, r *sim.Record) { add(sum.(*S), r) },
		merge: func(sum, of any, weight float64) { merge(sum.(*S), of.(*S), weight) },
	}
	f := number(func(r *Row) (float64, bool) {
		if sum, ok := r.sums[own]; ok {
			return value(sum.(*S))
		}
		return 0, false
	})
	f.own = own
	return f
}

// accumulations are those of the metrics that have one.
func accumulations() (list []*accumulation) {
	for i := range summaryColumns {
		if own := summaryColumns[i].own; own != nil {
			list = append(list, own)
		}
	}
	return list
}

// accumulate counts a measured job in the sums of a cell.
func (x *cell) accumulate(list []*accumulation, r *sim.Record) {
	if x.sums == nil {
		for _, a := range list {
			x.sums = append(x.sums, a.new())
		}
	}
	for i, a := range list {
		a.add(x.sums[i], r)
	}
}

// accumulate fills in the sums of a row.
func (f *figures) accumulate(row *Row, of []*cell) {
	for i, a := range f.main.accumulations {
		if row.sums == nil {
			row.sums = map[*accumulation]any{}
		}
		sum := a.new()
		for _, x := range of {
			if x.sums != nil {
				a.merge(sum, x.sums[i], f.weight[x])
			}
		}
		row.sums[a] = sum
	}
}
