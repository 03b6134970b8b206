package results

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"sovsim/sim"
)

// A metric that nothing else knows is one entry: it is counted, merged over the cells of
// each group, checked, documented, written and read back, with no other edit.
func TestAMetricIsOneEntry(t *testing.T) {
	type widest struct{ gpus int }
	before := summaryColumns
	defer func() { summaryColumns = before }()
	summaryColumns = append(before[:len(before):len(before)], column[*Row]{
		Description{"widest_gpus", "GPU", Neither, "The most GPUs that a job of the group asked for."},
		accumulated(
			func(s *widest, r *sim.Record) { s.gpus = max(s.gpus, r.GPUs) },
			func(s, of *widest, weight float64) { s.gpus = max(s.gpus, of.gpus) },
			func(s *widest) (float64, bool) { return float64(s.gpus), s.gpus > 0 })})

	s := storySummary(t, storyConfig())
	m, ok := MetricNamed("widest_gpus")
	if !ok {
		t.Fatal("the metric has no name")
	}
	// Of the story's jobs 0 and 7 are of the warm-up. Rejected is job 4, with 8 GPUs, of
	// class large from FR; of the small ones FR has job 3, with 1, and DE 1 and 6, with 2.
	want := map[string]float64{"all": 8, "class small": 2, "class large": 8, "region FR": 8, "region DE": 4, "region-class FR/small": 1, "region-class DE/small": 2}
	got := map[string]float64{}
	for i := range s.Rows {
		r := &s.Rows[i]
		x, ok := m.Value(r)
		if name := strings.TrimSpace(string(r.Group) + " " + r.Key); want[name] != 0 {
			got[name] = x
			if !ok || x != want[name] {
				t.Errorf("%s: %g %v, want %g", name, x, ok, want[name])
			}
		}
	}
	if len(got) != len(want) {
		t.Errorf("rows %v, want %v", got, want)
	}
	if !bytes.Contains(ColumnsMarkdown(), []byte("| `widest_gpus` | GPU |  | The most GPUs that a job of the group asked for. |")) {
		t.Error("docs/columns.md would not have the metric")
	}
	text := AppendSummary(header(summaryColumns), s)
	r, err := NewReader("summary.csv", bytes.NewReader(text), SummaryFile)
	if err != nil {
		t.Fatal(err)
	}
	at := r.Table().Index("widest_gpus")
	for {
		line, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSpace(line.At(r.Table().Index("group")).Text + " " + line.At(r.Table().Index("key")).Text)
		if x := line.At(at); want[name] != 0 && x.Number != want[name] {
			t.Errorf("%s: read back %v, want %g", name, x, want[name])
		}
	}
}

// Every metric says what it is: those of which the terminal, docs and comparisons speak
// have a direction, and no text has one.
func TestDirections(t *testing.T) {
	for name, want := range map[string]Direction{"wait_p95_s": Lower, "slowdown_mean": Lower, "utilisation": Higher, "on_soil_share": Higher,
		"started_24h": Higher, "withdrawn_24h": Lower, "goodput": Higher, "jobs": Neither, "target_month": Lower, "backlog_mean_gpus": Lower} {
		if m, ok := MetricNamed(name); !ok || m.Better != want {
			t.Errorf("%s: %v %q, want %q", name, ok, m.Better, want)
		}
	}
	for _, table := range Tables() {
		for _, c := range table.Columns {
			if c.Kind == Text && c.Better != Neither {
				t.Errorf("%s: text %s has a direction", table.File, c.Name)
			}
			if (c.Kind == Seconds) != (c.Unit == "s") {
				t.Errorf("%s: %s in %q is of kind %d", table.File, c.Name, c.Unit, c.Kind)
			}
		}
	}
}

// A percentile that is not reached has a lower bound, one that is reached has none.
func TestAtLeast(t *testing.T) {
	m, _ := MetricNamed("wait_p95_s")
	for _, x := range []struct {
		row            Row
		value, atLeast float64
		defined, bound bool
	}{
		{Row{Followed: 3, FollowedFor: 28 * day, P95: NotReached}, 0, 28 * 86400, false, true},
		{Row{Followed: 3, FollowedFor: 28 * day, P95: 5e9}, 5, 0, true, false},
		{Row{}, 0, 0, false, false},
	} {
		value, defined := m.Value(&x.row)
		atLeast, bound := m.AtLeast(&x.row)
		if defined != x.defined || defined && value != x.value || bound != x.bound || bound && atLeast != x.atLeast {
			t.Errorf("%+v: %g %v, at least %g %v", x, value, defined, atLeast, bound)
		}
	}
	if _, ok := MetricNamed("abroad_bloc"); ok {
		t.Error("a name is a metric")
	}
}
