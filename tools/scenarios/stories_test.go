package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	csv "sovsim/results"
)

// build makes sovsim and is its path.
func build(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "sovsim")
	if out, err := exec.Command("go", "build", "-C", "../..", "-buildvcs=false", "-o", name, "./cmd/sovsim").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// Every command of the page is of a scenario that is in order, has its bounds and one policy.
func TestEveryVariantIsInOrder(t *testing.T) {
	r := &runner{sovsim: build(t)}
	t.Chdir("../..")
	for _, s := range stories {
		resolved := map[string]string{}
		for _, v := range s.runs {
			args := v.arguments(s)
			known, err := r.outline(args)
			if err != nil {
				t.Errorf("%s, %s: %v", s.name, v.label, err)
				continue
			}
			if b := known.bounds(); len(b) != 2 || b["Europe"] <= 0 || b["US"] <= 0 {
				t.Errorf("%s, %s: the bounds are %v", s.name, v.label, b)
			}
			text, err := r.call(append([]string{"validate", "--print", "--quiet"}, args...)...)
			if err != nil {
				t.Error(err)
			}
			if n := known.Scale; n != 64 && n != 16 {
				t.Errorf("%s, %s: the scale is 1/%g", s.name, v.label, n)
			}
			if known.Replications != 3 && known.Replications != 10 || !slices.Equal(known.Policies, []string{"easy"}) {
				t.Errorf("%s, %s: not three replications of one policy, or ten", s.name, v.label)
			}
			for _, c := range known.Clusters {
				if c.Bloc != "Europe" && c.Bloc != "US" {
					t.Errorf("%s, %s: cluster %s is in bloc %q", s.name, v.label, c.Name, c.Bloc)
				}
			}
			if other, ok := resolved[text]; ok && v.from == "" {
				t.Errorf("%s: %q is the same scenario as %q", s.name, v.label, other)
			}
			resolved[text] = v.label
		}
	}
}

// Every column of a figure is one of the files, and every group is one that the
// page tells of.
func TestEveryColumnIsThere(t *testing.T) {
	columns := map[string][]string{}
	for _, table := range csv.Tables() {
		for _, c := range table.Columns {
			columns[table.File] = append(columns[table.File], c.Name)
		}
	}
	groups := []string{"all", "bloc", "class", "region", "cluster", "region-class", "bloc-class", "region-period", "bloc-period"}
	for _, s := range stories {
		for _, f := range slices.Concat(s.columns, s.hidden) {
			if len(f.value.uses) == 0 {
				t.Errorf("%s: %s uses no column", s.name, f.name)
			}
			for _, u := range f.value.uses {
				if !slices.Contains(columns[u.file], u.column) || u.file == "summary.csv" && !slices.Contains(groups, u.group) {
					t.Errorf("%s: %s has the column %s of %s, group %q", s.name, f.name, u.column, u.file, u.group)
				}
			}
		}
	}
}

// Labels are unique, also as folders; figures have names of their own; what sentences name is there.
func TestStoriesAreWhole(t *testing.T) {
	for _, s := range stories {
		var folders, names []string
		results := map[string]*result{}
		for _, v := range s.runs {
			folders = append(folders, folder(v.label))
			results[v.label] = &result{replications: []*replication{stored("jobs", "1"), stored("jobs", "1")}, bounds: map[string]float64{"Europe": 1, "US": 1}}
		}
		for _, f := range slices.Concat(s.columns, s.hidden) {
			names = append(names, f.name)
		}
		for _, list := range [][]string{folders, names} {
			slices.Sort(list)
			if len(slices.Compact(slices.Clone(list))) != len(list) {
				t.Errorf("%s: %q has a name twice", s.name, list)
			}
		}
		for _, name := range s.shares {
			if _, ok := s.find(name); !ok {
				t.Errorf("%s: no figure %q", s.name, name)
			}
		}
		if _, err := s.section(results); err != nil {
			t.Error(err)
		}
		if s.whole(results) == nil && s.columns[0].longer == "" {
			t.Errorf("%s: no result at all is taken for a whole one", s.name)
		}
		if s.runs[0].label != shipped || len(s.runs[0].sets) > 0 || s.assumed == "" || s.title == "" {
			t.Errorf("%s lacks what each story has", s.name)
		}
	}
}

// The page that ships has the sections of all, with the commands as they are.
func TestThePageThatShips(t *testing.T) {
	data, err := os.ReadFile("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if again := page(stories, nil, text); again != text {
		t.Error("docs/scenarios.md is not what make scenarios writes; run it")
	}
	for _, s := range stories {
		section := sectionOf(text, s.name)
		for _, v := range s.runs {
			if !strings.Contains(section, "\n"+v.command(s)+"\n") || !strings.Contains(section, "\n| "+v.label+" |") {
				t.Errorf("docs/scenarios.md lacks %s of %s; run make scenarios", v.label, s.name)
			}
		}
	}
}

// Results that are there are kept as long as the scenario resolves to the same; two variants
// that are the same scenario run once.
func TestResultsAreKept(t *testing.T) {
	const toy = "version: 1\nname: toy\nhorizon: 1d\nclusters:\n  - {name: hill, region: US, gpus: 64}\nworkload:\n" +
		"  - {class: all, region: US, interarrival: 1h, run-time: 2h, gpus: 4}\n"
	sovsim := build(t)
	t.Chdir(t.TempDir())
	if err := os.Mkdir("scenarios", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("scenarios/toy.yaml", []byte(toy), 0o644); err != nil {
		t.Fatal(err)
	}
	var said []string
	go1 := func(fresh bool, v variant) *result {
		t.Helper()
		r := &runner{sovsim: sovsim, out: "out", fresh: fresh, made: map[string]string{}, say: func(format string, args ...any) {
			said = append(said, strings.TrimSpace(strings.ReplaceAll(format, "%s", "")))
		}}
		s := &story{name: "toy"}
		x, err := r.result(s, v)
		if err != nil {
			t.Fatal(err)
		}
		// The same once more, under another label.
		v.label += " too"
		if _, err := r.result(s, v); err != nil {
			t.Fatal(err)
		}
		return x
	}
	first := go1(false, with("a"))
	if n, ok := first.replications[0].Value("all", "", "jobs"); !ok || n < 10 {
		t.Errorf("%v jobs", n)
	}
	go1(false, with("a"))
	go1(false, with("a", "clusters.hill.gpus=65"))
	go1(true, with("a", "clusters.hill.gpus=65"))
	ran, kept := 0, 0
	for _, text := range said {
		if strings.Contains(text, "as it was") {
			kept++
		} else {
			ran++
		}
	}
	if ran != 3 || kept != 1 {
		t.Errorf("%d ran and %d were kept, want 3 and 1: %q", ran, kept, said)
	}
}
