package workloads

import (
	stdcmp "cmp"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sovsim/sim"
)

// Merging is a stable sort by submit of the sources one after another.
func TestMergeIsAStableSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sources []sim.Source
		var all []sim.Job
		id := int64(0)
		for range rapid.IntRange(0, 5).Draw(t, "sources") {
			var jobs []sim.Job
			submit := sim.Time(0)
			for _, gap := range rapid.SliceOfN(rapid.IntRange(0, 2), 0, 8).Draw(t, "gaps") {
				submit += sim.Time(gap)
				id++
				jobs = append(jobs, sim.Job{ID: id, Submit: submit})
			}
			sources = append(sources, Slice(jobs))
			all = append(all, jobs...)
		}
		slices.SortStableFunc(all, func(a, b sim.Job) int { return stdcmp.Compare(a.Submit, b.Submit) })
		var got []sim.Job
		merged := Merge(sources...)
		for {
			var j sim.Job
			ok, err := merged.Next(&j)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			got = append(got, j)
		}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		var j sim.Job
		if ok, err := merged.Next(&j); ok || err != nil {
			t.Fatalf("after its end it yields %v, %v", ok, err)
		}
	})
}

type failing struct{ err error }

func (f failing) Next(*sim.Job) (bool, error) { return false, f.err }

func TestMergePassesErrorsOn(t *testing.T) {
	want := errors.New("broken")
	var j sim.Job
	if _, err := Merge(Slice(nil), failing{want}).Next(&j); err != want {
		t.Errorf("error %v, want %v", err, want)
	}
}

func TestSliceRefusesDisorder(t *testing.T) {
	s := Slice([]sim.Job{{ID: 1, Submit: 5}, {ID: 2, Submit: 4}})
	var j sim.Job
	if ok, err := s.Next(&j); !ok || err != nil || j.ID != 1 {
		t.Fatal(ok, err, j)
	}
	if ok, err := s.Next(&j); ok || err == nil || !strings.Contains(err.Error(), "job 2 (index 1)") {
		t.Errorf("%v, %v; want job 2 refused", ok, err)
	}
}

// Every registered format has a name of its own, a line for the list, and a head
// that no other claims.
func TestFormats(t *testing.T) {
	heads := map[string]string{"swf": oneJob, "native": nativeHead + "\n", "philly": phillyHead + "\n",
		"helios": "# comments, job_id, gpus, run_s\n\n" + heliosHead + "\n", "openb": openbHead + "\n"}
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
		if f.About == "" || strings.Contains(f.About, "\n") {
			t.Errorf("%s is described as %q, want one line", f.Name, f.About)
		}
		head, ok := heads[f.Name]
		if !ok {
			t.Errorf("%s has no sample in this test; add one", f.Name)
		}
		for _, other := range formats {
			if other.recognise([]byte(head)) != (other.name == f.Name) {
				t.Errorf("%s recognises the head of %s: %v", other.name, f.Name, other.name != f.Name)
			}
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names %v, want them sorted and different", names)
	}
}
