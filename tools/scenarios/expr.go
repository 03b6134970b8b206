package main

import (
	"fmt"
	"slices"

	"sovsim/results"
)

// An expr is a number of one replication, and the columns that it is made of.
type expr struct {
	eval func(*replication) (float64, bool) // false where it is not defined
	uses []use
}

// A use is a column of a file. group is that of summary.csv.
type use struct{ file, group, column string }

// col is a column of the line of summary.csv that has this group and key.
func col(group, key, column string) expr {
	return expr{
		eval: func(r *replication) (float64, bool) { return r.Value(results.GroupKind(group), key, column) },
		uses: []use{{"summary.csv", group, column}},
	}
}

// sum is a column of summary.csv over several keys of a group; a key that has no line counts
// as nothing, because nobody was there.
func sum(group, column string, keys ...string) expr {
	return expr{
		eval: func(r *replication) (float64, bool) {
			total, any := 0.0, false
			for _, key := range keys {
				if x, ok := r.Value(results.GroupKind(group), key, column); ok {
					total, any = total+x, true
				}
			}
			return total, any
		},
		uses: []use{{"summary.csv", group, column}},
	}
}

// over is the keys of one name in the months from the first to the last: UK/2026-07, …
func over(name, first, last string) []string {
	var list []string
	for _, m := range months(first, last) {
		list = append(list, name+"/"+m)
	}
	return list
}

// months is the months from the first to the last, as 2026-07.
func months(first, last string) []string {
	var y, m, y1, m1 int
	fmt.Sscanf(first, "%d-%d", &y, &m)
	fmt.Sscanf(last, "%d-%d", &y1, &m1)
	var list []string
	for ; y < y1 || y == y1 && m <= m1; m++ {
		if m > 12 {
			y, m = y+1, 1
		}
		if y > y1 || y == y1 && m > m1 {
			break
		}
		list = append(list, fmt.Sprintf("%04d-%02d", y, m))
	}
	return list
}

// mean is a column of summary.csv, on average over several keys of a group. If one has no
// value it has none: a wait that is not reached is a long one.
func mean(group, column string, keys ...string) expr {
	return expr{
		eval: func(r *replication) (float64, bool) {
			total := 0.0
			for _, key := range keys {
				x, ok := r.Value(results.GroupKind(group), key, column)
				if !ok {
					return 0, false
				}
				total += x
			}
			return total / float64(len(keys)), len(keys) > 0
		},
		uses: []use{{"summary.csv", group, column}},
	}
}

// times is k·x.
func times(k float64, x expr) expr {
	return expr{func(r *replication) (float64, bool) { v, ok := x.eval(r); return k * v, ok }, x.uses}
}

// two is an expression of two others.
func two(a, b expr, f func(x, y float64) (float64, bool)) expr {
	return expr{func(r *replication) (float64, bool) {
		x, ok := a.eval(r)
		y, okay := b.eval(r)
		if !ok || !okay {
			return 0, false
		}
		return f(x, y)
	}, slices.Concat(a.uses, b.uses)}
}

func quotient(a, b expr) expr {
	return two(a, b, func(x, y float64) (float64, bool) { return x / y, y != 0 })
}

func plus(a, b expr) expr {
	return two(a, b, func(x, y float64) (float64, bool) { return x + y, true })
}

// one is 1.
var one = expr{eval: func(*replication) (float64, bool) { return 1, true }}

func minus(a, b expr) expr {
	return two(a, b, func(x, y float64) (float64, bool) { return x - y, true })
}

// fullScale is x at full size: GPUs and GPU-hours of the files are those of the
// machine as simulated.
func fullScale(x expr) expr {
	return expr{func(r *replication) (float64, bool) { v, ok := x.eval(r); return r.scale * v, ok }, x.uses}
}

func percent(x expr) expr { return times(100, x) }
func hours(x expr) expr   { return times(1.0/3600, x) }
