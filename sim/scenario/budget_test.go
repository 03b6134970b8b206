package scenario

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"sovsim/sim/unit"
)

// holdText has budgets and closures where HOLD stands.
const holdText = `version: 1
epoch: 2025-02-15
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
clusters:
  - {name: a, region: UK, gpus: 64}
  - {name: b, region: US, gpus: 64}
HOLD
workload:
  - {class: mid, region: UK, users: {count: 40, projects: 12}, interarrival: 1h, run-time: 1h, gpus: 1}
  - {class: small, region: US, interarrival: 1h, run-time: 1h, gpus: 1}
`

func holding(lines ...string) string {
	return strings.Replace(holdText, "HOLD", strings.Join(lines, "\n"), 1)
}

// Amounts are whole GPU·s; names are in alphabetical order; what is left out has
// its default; and the printed form says the same.
func TestBudgetsAndClosures(t *testing.T) {
	text := holding("budgets:",
		"  - name: grants", "    owner: project", "    of: [UK/mid-p12, UK/mid-p1]", "    per-quarter: 10,000 GPU-h",
		"  - {name: cloud, owner: region, clusters: b, per-quarter: 2.5 GPU-h, exhausted: reject}",
		"  - {name: kinds, owner: class, of: mid, clusters: [b, a], per-quarter: 1_000 GPU-h, exhausted: wait}",
		"closures:",
		"  - {name: one, clusters-in: [US], to: [UK, FR], from: 2025-03-01, until: 20d, running: requeue}",
		"  - {name: two, clusters-in: Europe, to: US, from: 0s}")
	s := decodes(t, text)
	budgets := []Budget{
		{Name: "grants", Owner: OfProject, Of: []string{"UK/mid-p1", "UK/mid-p12"}, PerQuarter: 36_000_000, Exhausted: Wait},
		{Name: "cloud", Owner: OfRegion, Clusters: []string{"b"}, PerQuarter: 9000, Exhausted: Reject},
		{Name: "kinds", Owner: OfClass, Of: []string{"mid"}, Clusters: []string{"a", "b"}, PerQuarter: 3_600_000, Exhausted: Wait},
	}
	closures := []Closure{
		{Name: "one", In: []string{"US"}, To: []string{"FR", "UK"}, From: 14 * unit.Day, Until: 20 * unit.Day, Running: RequeueThem},
		{Name: "two", In: []string{"Europe"}, To: []string{"US"}, Running: Finish},
	}
	if !reflect.DeepEqual(s.Budgets, budgets) || !reflect.DeepEqual(s.Closures, closures) || len(s.Warnings) > 0 {
		t.Errorf("got\n%+v\n%+v\n%v", s.Budgets, s.Closures, s.Warnings)
	}
	again, err := Decode("again.yaml", s.YAML(), catalog)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.Budgets, again.Budgets) || !reflect.DeepEqual(s.Closures, again.Closures) {
		t.Errorf("printed\n%s", s.YAML())
	}
	// At 1/64: 9,000 ÷ 64 = 140.6 GPU·s. The file's scenario stays as it is.
	s.Scale = 64
	if got := s.Scaled().Budgets; got[0].PerQuarter != 562_500 || got[1].PerQuarter != 140 || s.Budgets[1].PerQuarter != 9000 {
		t.Errorf("scaled: %+v", got)
	}
}

// Entries go over others by name, and --set finds them.
func TestBudgetsAndClosuresMerge(t *testing.T) {
	text := holding("budgets: [{name: grants, owner: project, per-quarter: 10 GPU-h}]",
		"closures: [{name: cloud, clusters-in: [US], to: [Europe], from: 10d}]")
	s := decodes(t, text, "budgets.grants.per-quarter=20 GPU-h", "closures.cloud.until=20d", "budgets.grants.exhausted=reject")
	if b, c := s.Budgets[0], s.Closures[0]; b.PerQuarter != 72_000 || b.Exhausted != Reject || b.Owner != OfProject || c.Until != 20*unit.Day || c.From != 10*unit.Day {
		t.Errorf("%+v %+v", b, c)
	}
}

func TestFaultsOfBudgetsAndClosures(t *testing.T) {
	budget := func(s string) string { return "budgets: [{" + s + "}]" }
	closure := func(s string) string { return "closures: [{" + s + "}]" }
	for _, x := range []struct{ hold, want string }{
		{budget("name: x"), "9:11: budgets[0]: owner is missing: give project, region or class\n" +
			"test.yaml:9:11: budgets[0]: per-quarter is missing: give an amount of GPU-hours, such as 10000 GPU-h"},
		{budget("owner: user, name: x, per-quarter: 1 GPU-h"), `9:19: budgets[0].owner: "user" is unknown: write project or region or class`},
		{budget("owner: region, name: x, per-quarter: 1 h"), `9:49: budgets[0].per-quarter: "1 h" is not an amount of GPU-hours: write a number with its unit, such as 10000 GPU-h`},
		{budget("owner: region, name: x, per-quarter: 0 GPU-h"), "9:49: budgets[0].per-quarter: 0 GPU-h is outside 1 GPU-second (0.000278 GPU-h) to 1e+12 GPU-h"},
		{budget("owner: region, name: x, per-quarter: 10,000 GPU-h"), "9:49: budgets[0].per-quarter: inside { } YAML splits 10,000 GPU-h at its commas: write 10000 GPU-h"},
		{budget("owner: region, name: x, per-quarter: 1 GPU-h, of: [Uk]"), `9:63: budgets[0].of[0]: "Uk" is no region: did you mean "UK"?`},
		{budget("owner: class, name: x, per-quarter: 1 GPU-h, of: [mdi]"), `9:62: budgets[0].of[0]: "mdi" is no class: did you mean "mid"?`},
		{budget("owner: project, name: x, per-quarter: 1 GPU-h, of: [UK/mid-p13]"), `9:64: budgets[0].of[0]: "UK/mid-p13" is no project: they are called REGION/CLASS-pN, with N from 1 to the number of projects; known are UK/mid-p1`},
		{budget("owner: class, name: x, per-quarter: 1 GPU-h, of: []"), "9:61: budgets[0].of: the list is empty: name owners, or leave the key out for all"},
		{budget("owner: class, name: x, per-quarter: 1 GPU-h, of: [mid, mid]"), "9:67: budgets[0].of[1]: mid appears twice: the first is in line 9"},
		{budget("owner: class, name: x, per-quarter: 1 GPU-h, clusters: [c]"), `9:68: budgets[0].clusters[0]: there is no cluster "c": known are a, b`},
		{budget("owner: class, name: x, per-quarter: 1 GPU-h, exhausted: kill"), `9:68: budgets[0].exhausted: "kill" is unknown: write wait or reject`},
		{"budgets: [{owner: class, name: x, per-quarter: 1 GPU-h}, {owner: class, name: x, per-quarter: 1 GPU-h}]",
			`9:79: budgets[1].name: the budget "x" is there already, in line 9: give this one another name`},
		{closure("name: x"), "9:12: closures[0]: clusters-in is missing: name the regions or blocs whose clusters are closed, such as [US]\n" +
			"test.yaml:9:12: closures[0]: to is missing: name the regions or blocs to whose jobs they are closed, such as [Europe]\n" +
			"test.yaml:9:12: closures[0]: from is missing: give the time at which it begins, a duration since the epoch, such as 30d, or a date, such as 2025-07-01"},
		{closure("name: x, clusters-in: US, to: EU, from: 1d"), `9:43: closures[0].to: there is no region or bloc "EU": known are UK, US, FR, Europe`},
		{closure("name: x, clusters-in: US, to: [], from: 1d"), "9:43: closures[0].to: the list is empty: name the regions or blocs to whose jobs they are closed, such as [Europe]"},
		{closure("name: x, clusters-in: US, to: Europe, from: 3d, until: 3d"), "9:68: closures[0].until: until is not after from: a closure without an end has no until"},
		{closure("name: x, clusters-in: US, to: Europe, from: 2025-01-01"), "9:57: closures[0].from: the closure begins before the epoch: begin it there, from: 0s"},
		{closure("name: x, clusters-in: US, to: Europe, from: 1d, running: stop"), `9:70: closures[0].running: "stop" is unknown: write finish or kill or requeue`},
	} {
		_, err := Decode("test.yaml", []byte(holding(x.hold)), catalog)
		var faults *Errors
		if !errors.As(err, &faults) {
			t.Fatalf("%s: got %v, want *Errors", x.hold, err)
		}
		if got := faults.Error(); got != "test.yaml:"+x.want {
			t.Errorf("%s\ngot  %s\nwant test.yaml:%s", x.hold, got, x.want)
		}
	}
	text := strings.Replace(holding(budget("owner: class, name: x, per-quarter: 1 GPU-h")), "epoch: 2025-02-15\n", "", 1)
	if _, err := Decode("test.yaml", []byte(text), catalog); err == nil || !strings.Contains(err.Error(), "8:10: budgets: quarters are those of the calendar, so budgets need an epoch: add epoch: with a date") {
		t.Error(err)
	}
}

// What is legal but says nothing is a warning.
func TestWarningsOfClosures(t *testing.T) {
	for hold, want := range map[string]string{
		"closures: [{name: x, clusters-in: FR, to: US, from: 1d}]":  "no cluster stands there, so this closes nothing",
		"closures: [{name: x, clusters-in: US, to: FR, from: 1d}]":  "closures[0].to: no job has its home there, so this closes nothing to anybody: name regions or blocs of the workload",
		"closures: [{name: x, clusters-in: US, to: UK, from: 60d}]": "this closure begins at or after the horizon and never happens",
	} {
		s := decodes(t, holding(hold))
		if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].String(), want) {
			t.Errorf("%s: %v, want %s", hold, s.Warnings, want)
		}
	}
}

// At full scale an account of 100 GPU-h pays for jobs of 4 GPUs for 2 h; at 1/64 it has
// 1.5625. An account that could not pay at full scale either is not the scale's fault.
func TestAScaleLeavesTooSmallAnAccount(t *testing.T) {
	const text = `version: 1
epoch: 2025-01-01
horizon: 60d
scale: 1/SCALE
clusters: [{name: a, region: UK, gpus: 640}]
workload: [{class: small, region: UK, interarrival: {mean: 2m, cv: 1}, run-time: 2h, gpus: 4, users: {count: 4, projects: 2}}]
budgets: [{name: grants, owner: OWNER, per-quarter: AMOUNT GPU-h}]
`
	for _, c := range []struct{ scale, owner, amount, want string }{
		{"64", "project", "100", "test.yaml:7:55: budgets[0].per-quarter: at scale 1/64 an account has 1.56 GPU-h a quarter, and an average job of small, a class that is thinned in number, is of 8"},
		{"64", "region, of: UK", "100", "at scale 1/64 an account has 1.56 GPU-h a quarter"},
		{"1", "project", "100", ""}, {"10", "project", "100", ""}, {"64", "project", "7", ""},
	} {
		s := decodes(t, strings.NewReplacer("SCALE", c.scale, "OWNER", c.owner, "AMOUNT", c.amount).Replace(text))
		got := ""
		for _, w := range s.Warnings {
			if strings.Contains(w.String(), "account") {
				got = w.String()
			}
		}
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%v: %q", c, got)
		}
	}
}
