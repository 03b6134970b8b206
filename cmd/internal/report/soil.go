package report

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"sovsim/results"
)

// soilText is a line for each bloc: what was asked of its soil, and whose soil its
// GPU-hours were served on; then how evenly its regions are served.
func soilText(of []*group, options Options) string {
	header := []string{"on own soil", "of demanded", "at most", "of served", "demanded H100·h", "÷ supply"}
	var rows [][]string
	bounded := false
	for _, g := range of {
		if g.kind != results.ByBloc {
			continue
		}
		bound, ok := options.Bounds[g.key]
		if !ok {
			bound = math.NaN()
		}
		bounded = bounded || !math.IsNaN(bound)
		rows = append(rows, []string{cmp.Or(clean(g.key), "(none)"), percentText(g.over(onSoil.Value)), percent(bound),
			percentText(g.over(onSoilOfServed.Value)),
			thousands(g.over(demanded.Value).Mean, 0),
			ratioText(g.over(demandSupply.Value).Mean)})
	}
	text := "Share of a bloc's GPU-hours that run on its own soil"
	if bounded {
		text += "; at most: upper bound from capacity"
	} else {
		header = append(header[:2:2], header[3:]...)
		for i, r := range rows {
			rows[i] = append(r[:2:2], r[3:]...)
		}
	}
	text += "; supply: GPU-hours that the bloc's clusters could deliver."
	return wrapped(text) + layout(header, rows) + fairText(of)
}

// leaningText is a line for each region, or for two of them where that fits: what is
// asked of its soil, how much of it is served, and how much of that abroad.
func leaningText(of []*group) string {
	var rows [][]string
	finer := false
	by, away := map[string]float64{}, 0.0
	for _, g := range of {
		if g.kind != results.ByRegion {
			continue
		}
		finer = finer || g.rows[0].Bloc != g.key
		for _, r := range g.rows {
			for _, s := range r.Soils {
				by[s.Bloc] += s.Abroad
				away += s.Abroad
			}
		}
		rows = append(rows, []string{cmp.Or(clean(g.key), "(none)"), ratioText(g.over(demandSupply.Value).Mean),
			g.share((*results.Row).ServedShare), g.share(abroad.Value)})
	}
	if !finer {
		return "" // the blocs say it
	}
	text := "Regions: demand ÷ supply of their own soil; share of demand served; share of the served work that ran abroad"
	for bloc, x := range by { // at most one has so much
		if x >= nearlyAll*away && away > 0 {
			part := strings.Replace(partText(x, away), "100.0%", "all", 1)
			text += fmt.Sprintf(" (%s of that in %s)", part, cmp.Or(clean(bloc), "(none)"))
		}
	}
	header := []string{"regions", "÷ supply", "served", "abroad"}
	text = "\n" + wrapped(text+".")
	if len(rows) > fewClusters {
		if table, ok := abreast(header, rows); ok {
			return text + table
		}
	}
	return text + layout(header, rows)
}

// nearlyAll is the part of the work abroad from which on one bloc is named.
const nearlyAll = 0.9

// share is a share with its interval, alone as shareOf has it.
func (g *group) share(metric func(*results.Row) (float64, bool)) string {
	if len(g.rows) == 1 {
		return shareOf(g, metric)
	}
	return g.all(metric, percentText)
}

// shareOf is the mean of a share as at most six characters.
func shareOf(g *group, metric func(*results.Row) (float64, bool)) string {
	x := g.over(metric).Mean
	if math.IsNaN(x) {
		return undefined
	}
	return strings.Replace(partText(x, 1), "100.0%", "100%", 1)
}

// fairText is how evenly the regions of a bloc are served, where it has several.
func fairText(of []*group) string {
	var parts []string
	for _, g := range of {
		if g.kind != results.ByBloc {
			continue
		}
		j := g.over(fairness.Value)
		if !math.IsNaN(j.Mean) {
			parts = append(parts, fmt.Sprintf("%s among regions of %s", plusMinus(j, 3), cmp.Or(clean(g.key), "(none)")))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return wrapped("Fairness of service (Jain's index): " + strings.Join(parts, ", ") + ".")
}

// ratioText is a ratio with three digits: 0.012, 2.31, 48.
func ratioText(x float64) string {
	switch {
	case math.IsNaN(x):
		return undefined
	case x < 9.995:
		return fixed(x, 2)
	case x < 99.95:
		return fixed(x, 1)
	}
	return countText(x)
}
