package sim

import (
	"slices"
	"testing"
)

// Links are looked up by where they lead from and to: of two for a pair the later
// holds, the way back has its own, and one that leads to its own region is none.
// A thousand regions have a million links, which no region may walk for each cluster.
func TestLinksByTheirEnds(t *testing.T) {
	var names Names
	m := &Model{Clusters: []Cluster{{Region: "A"}, {Region: "B"}, {Region: "B"}, {Region: "C"}}, Links: []Link{
		{From: "A", To: "B", BytesPerSecond: 1}, {From: "B", To: "A", BytesPerSecond: 2}, {From: "A", To: "A", BytesPerSecond: 3},
		{From: "A", To: "C", BytesPerSecond: 4}, {From: "A", To: "B", BytesPerSecond: 5}, {From: "A", To: "nowhere", BytesPerSecond: 6}}}
	var g ground
	if err := g.open(m, &names); err != nil {
		t.Fatal(err)
	}
	for region, want := range map[string][]int64{"A": {0, 5, 5, 4}, "B": {2, 0, 0, 0}, "C": {0, 0, 0, 0}} {
		if got := g.place(names.ID(region)).rates; !slices.Equal(got, want) {
			t.Errorf("from %s: %v, want %v", region, got, want)
		}
	}
}

// Who names no home is at home nowhere, not even where a cluster names none.
func TestWithoutHomeNoSoilIsOnesOwn(t *testing.T) {
	var names Names
	var g ground
	if err := g.open(&Model{Clusters: []Cluster{{Region: "A"}, {Region: ""}}, Blocs: []Bloc{{Name: "E", Regions: []string{"A", "B"}}}}, &names); err != nil {
		t.Fatal(err)
	}
	for region, want := range map[int32][]Residency{-1: {Anywhere, Anywhere}, names.ID(""): {Anywhere, Anywhere},
		names.ID("A"): {AtHome, Anywhere}, names.ID("B"): {InBloc, Anywhere}, 99: {Anywhere, Anywhere}} {
		for cluster, w := range want {
			if got := g.standing(region, cluster); got != w {
				t.Errorf("region %d, cluster %d: %d, want %d", region, cluster, got, w)
			}
		}
		if got := g.standing(region, -1); got != Anywhere {
			t.Errorf("region %d without cluster: %d", region, got)
		}
	}
}
