package main

import (
	"fmt"
	"math"
	"strings"
	"text/template"

	"sovsim/results/compare"
)

// words is what the sentences of a story may say of its results. All names are
// those of variants and figures.
//
//	{{at "as shipped" "soil"}}                44.1 ± 0.8 %
//	{{change "without" "as shipped" "soil"}}  +9.5 ± 0.4 points
//	{{moves "without" "as shipped" "soil"}}   rises by 9.5 ± 0.4 points
//	{{ratio "separate" "as shipped" "p95"}}   0.93 (0.88–0.98)
//	{{bound "as shipped" "Europe"}}           46.2 %
//	{{rest "as shipped" "Europe"}}            53.8 %, what is missing to 100 %
//	{{recovers "no outage" "as shipped" "2025-09-17" "2026-03-31" 1.25}}
//	                                          8 ± 2 weeks, see recovery; from an epoch and a date
//	{{reaches "soil" 90 "10 %" "30 %" …}}     where the figure crosses a number, between variants
func (s *story) words(results map[string]*result) template.FuncMap {
	figures := func(label, name string) (figure, compare.Sample, error) {
		f, ok := s.find(name)
		if !ok {
			return f, compare.Sample{}, fmt.Errorf("%s has no figure %q", s.name, name)
		}
		r := results[label]
		if r == nil {
			return f, compare.Sample{}, fmt.Errorf("%s has no variant %q", s.name, label)
		}
		return f, sample(f, r.replications), nil
	}
	difference := func(from, to, name string) (figure, compare.Interval, error) {
		f, a, err := figures(from, name)
		if err != nil {
			return f, compare.Interval{}, err
		}
		_, b, err := figures(to, name)
		return f, compare.Paired(a, b).Interval, err
	}
	return template.FuncMap{
		"at": func(label, name string) (string, error) {
			f, xs, err := figures(label, name)
			return f.phrase(xs.Interval()), err
		},
		"change": func(from, to, name string) (string, error) {
			f, e, err := difference(from, to, name)
			return signed(e, f.digits) + " " + f.points(), err
		},
		"moves": func(from, to, name string) (string, error) {
			f, e, err := difference(from, to, name)
			return f.moves(e), err
		},
		"ratio": func(from, to, name string) (string, error) {
			_, a, err := figures(from, name)
			if err != nil {
				return "", err
			}
			_, b, err := figures(to, name)
			return showRatio(compare.Ratios(a, b), 2), err
		},
		"bound": func(label, bloc string) (string, error) {
			x, err := s.bound(results, label, bloc)
			return fmt.Sprintf("%.4g %%", x), err
		},
		"rest": func(label, bloc string) (string, error) {
			x, err := s.bound(results, label, bloc)
			return fmt.Sprintf("%.4g %%", 100-x), err
		},
		"reaches": func(name string, level float64, labels ...string) (string, error) {
			return s.reaches(figures, name, level, labels)
		},
		"recovers": func(usual, label, epoch, date string, k float64) (string, error) {
			a, b := results[usual], results[label]
			if a == nil || b == nil {
				return "", fmt.Errorf("%s has no variant %q or no %q", s.name, usual, label)
			}
			var weeks []float64
			for i := range min(len(a.replications), len(b.replications)) {
				x, ok := recovery(b.replications[i], a.replications[i], since(epoch, date), k)
				if !ok {
					x = math.NaN()
				}
				weeks = append(weeks, x)
			}
			return figure{unit: "weeks", longer: "not before the end"}.phrase(compare.Describe(weeks)), nil
		},
	}
}

// bound is the most that a bloc's soil could serve, in per cent.
func (s *story) bound(results map[string]*result, label, bloc string) (float64, error) {
	r := results[label]
	if r == nil {
		return 0, fmt.Errorf("%s has no variant %q", s.name, label)
	}
	x, ok := r.bounds[bloc]
	if !ok {
		return 0, fmt.Errorf("%s: sovsim validate tells no bound of %s", s.name, bloc)
	}
	return x, nil
}

// phrase is an estimate with its unit.
func (f figure) phrase(e compare.Interval) string {
	switch {
	case f.unit == "month":
		return f.show(e)
	case e.N == 0 && f.longer != "":
		return strings.TrimSuffix(f.longer+" "+f.unit, " ")
	case e.N < e.Of && f.longer != "":
		return fmt.Sprintf("not always reached (%s in %d of %d replications)", strings.TrimSuffix(f.longer+" "+f.unit, " "), e.Of-e.N, e.Of)
	}
	return strings.TrimSuffix(f.show(e)+" "+f.unit, " ")
}

// moves is a difference in words. Where its interval holds zero, that is what is reported.
func (f figure) moves(e compare.Interval) string {
	unit := strings.TrimSuffix(" "+f.points(), " ")
	switch {
	case e.N < e.Of || e.N == 0:
		return "is not reached in every replication"
	case !math.IsNaN(e.Half) && math.Abs(e.Mean) <= e.Half:
		return "does not move by more than chance (" + shown(e, f.digits, "") + unit + ")"
	}
	verb := "rises by "
	if e.Mean < 0 {
		verb, e.Mean = "falls by ", -e.Mean
	}
	return verb + shown(e, f.digits, "") + unit
}

// reaches is where a figure crosses a level, on straight lines between variants whose labels
// begin with a number: the mean over the replications of the crossing.
func (s *story) reaches(figures func(label, name string) (figure, compare.Sample, error), name string, level float64, labels []string) (string, error) {
	var at []float64
	var rows [][]float64
	for _, label := range labels {
		var x float64
		if _, err := fmt.Sscanf(label, "%g", &x); err != nil {
			return "", fmt.Errorf("%s: the label %q does not begin with a number", s.name, label)
		}
		_, ys, err := figures(label, name)
		if err != nil {
			return "", err
		}
		at, rows = append(at, x), append(rows, ys.Values())
	}
	crossings := make([]float64, len(rows[0]))
	for r := range crossings {
		crossings[r] = math.NaN()
		for i := 1; i < len(at); i++ {
			a, b := rows[i-1][r]-level, rows[i][r]-level
			if a*b <= 0 && a != b {
				crossings[r] = at[i-1] + (at[i]-at[i-1])*a/(a-b)
				break
			}
		}
	}
	e := compare.Describe(crossings)
	switch {
	case e.N == 0:
		return fmt.Sprintf("more than %g %%", at[len(at)-1]), nil
	case e.N < e.Of:
		return fmt.Sprintf("more than %g %% in %d of %d replications, and %s %% in the others", at[len(at)-1], e.Of-e.N, e.Of, rangeOf(e.Min, e.Max, 0)), nil
	}
	return shown(e, 0, "") + " %", nil
}

// sentence fills a template in.
func (s *story) sentence(text string, results map[string]*result) (string, error) {
	t, err := template.New(s.name).Funcs(s.words(results)).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, nil)
	return b.String(), err
}
