package scenario

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim/unit"
)

// access is two clusters in one bloc, one in another and a region without one.
const access = `version: 1
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, DE: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: North America}}
classes:
  spare: {gpus: 1, run-time: 1h}
clusters:
  - {name: uk, region: UK, gpus: 64, access: [UK, spare]}
  - {name: de, region: DE, gpus: 100, access: Europe, max-gpus: 32, max-time: 24h, speed: 0.5}
  - {name: us, region: US, gpus: 100, access: [US, mid]}
workload:
  - {class: small, region: FR, interarrival: 1h, run-time: 1h, gpus: {1: 1, 8: 1}}
`

func TestAccessIsRead(t *testing.T) {
	s := decodes(t, access, "clusters.us.max-time=90m", "clusters.us.access=[spare, US, Europe]", "clusters.us.max-gpus=7", "clusters.us.max-queued=300")
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
	for i, want := range []Cluster{
		{Access: []string{"UK", "spare"}},
		{Access: []string{"Europe"}, MaxGPUs: 32, MaxTime: 24 * time.Hour},
		{Access: []string{"Europe", "US", "spare"}, MaxGPUs: 7, MaxTime: 90 * time.Minute, MaxQueued: unit.AtMost(300)},
	} {
		if c := s.Clusters[i]; !slices.Equal(c.Access, want.Access) || c.MaxGPUs != want.MaxGPUs || c.MaxTime != want.MaxTime || c.MaxQueued != want.MaxQueued {
			t.Errorf("cluster %s has the rules %v, %d, %v, %v", c.Name, c.Access, c.MaxGPUs, c.MaxTime, c.MaxQueued)
		}
	}
	// A limit of size or time stays as it is, whatever the scale; a queue is divided.
	s = decodes(t, access, "scale=1/4", "clusters.us.access=US", "clusters.us.max-queued=10", "clusters.uk.max-queued=1")
	if c := s.Scaled().Clusters; c[0].MaxQueued != unit.AtMost(1) || c[1].MaxQueued != (unit.Limit{}) || c[2].MaxQueued != unit.AtMost(3) {
		t.Errorf("at 1/4 the queues have room for %v, %v and %v", c[0].MaxQueued, c[1].MaxQueued, c[2].MaxQueued)
	}
	// No room at all is a limit too, at every scale, and is printed.
	s = decodes(t, access, "scale=1/4", "clusters.us.access=US", "clusters.us.max-queued=0")
	if got := s.Scaled().Clusters[2].MaxQueued; got != unit.AtMost(0) || !strings.Contains(string(s.YAML()), "    max-queued: 0\n") {
		t.Errorf("at 1/4 a queue without room has %v", got)
	}
	if c := s.Scaled().Clusters[1]; c.MaxGPUs != 32 || c.MaxTime != 24*time.Hour || !slices.Equal(c.Access, []string{"Europe"}) || c.Groups[0].Nodes != 25 {
		t.Errorf("at 1/4 it is %+v", c)
	}
}

// A class that access names and no job has is known to what is printed, too.
func TestAccessOfClassesWithoutJobs(t *testing.T) {
	s := decodes(t, access, "clusters.us.access=[idle, spare, US]", "clusters.de.access=spare", "classes.idle={gpus: 1}")
	if text := string(s.YAML()); !strings.Contains(text, "\nclasses:\n  spare: {}\n  idle: {}\nworkload:\n") {
		t.Errorf("it prints as\n%s", text)
	}
	again := decodes(t, string(s.YAML()))
	if again.Warnings = s.Warnings; !reflect.DeepEqual(s, again) {
		t.Errorf("it prints as\n%s\nwhich prints as\n%s", s.YAML(), again.YAML())
	}
}

// A name that nothing has is a fault, with the nearest; beside a trace, which may
// bring names of its own, it is a warning. Region, bloc and class are known, a
// class also where no job has it.
func TestNamesOfAccess(t *testing.T) {
	const trace = `workload=[{class: mid, region: FR, interarrival: 1h, run-time: 1h, gpus: 1}, {trace: a.swf, region: US, class: grid}]`
	for _, c := range []struct {
		sets    []string
		faults  string
		warning string
	}{
		{nil, `test.yaml:10:52: clusters[2].access[1]: "mid" is no region, bloc or class: known are UK, DE, US, FR, Europe, North America, spare, small`, ""},
		{[]string{"clusters.us.access=[Uk]"}, `--set clusters.us.access: clusters[2].access[0]: "Uk" is no region, bloc or class: did you mean "UK"?`, ""},
		{[]string{"clusters.us.access=Northern"}, `--set clusters.us.access: "Northern" is no region, bloc or class: known are UK, DE, US, FR, Europe, North America, spare, small`, ""},
		{[]string{"clusters.us.access=[North America, spare, small, FR]"}, "", ""},
		{[]string{trace}, "", ""},
		{[]string{trace, "clusters.us.access=grid"}, "", ""},
		{[]string{trace, "clusters.us.access=[grid, grit]"}, "", `--set clusters.us.access: clusters[2].access[1]: "grit" is no region, bloc or class of this file: only a job whose trace says so can have it; did you mean "grid"?`},
		{[]string{"workload.FR/small.class=UK", "clusters.us.access=US"}, "", `test.yaml:8:47: clusters[0].access[0]: "UK" is the name of a place and of a class: the cluster is open to the jobs of both; rename one if that is not meant`},
		// Where the workload has faults the names are not known for sure.
		{[]string{"workload.FR/small.gpus=0"}, "--set workload.FR/small.gpus: 0 is outside 1 to 100000000", ""},
	} {
		s, err := Decode("test.yaml", []byte(access), catalog, c.sets...)
		got, warned := "", ""
		var faults *Errors
		if errors.As(err, &faults) {
			got = err.Error()
		} else {
			for _, w := range s.Warnings {
				warned += w.String()
			}
		}
		if got != c.faults || warned != c.warning {
			t.Errorf("%v:\ngot  %s%s\nwant %s%s", c.sets, got, warned, c.faults, c.warning)
		}
	}
}

// Classes that no cluster takes, or not with all of their jobs. de has 100 GPUs of
// speed 1/2 and allows 32 of them for 24 h, which is 12 h of work at speed 1.
func TestWarningsOfAccess(t *testing.T) {
	job := func(class, region, more string) string {
		return "workload=[{class: " + class + ", region: " + region + ", interarrival: 1h, " + more + "}]"
	}
	const fine = "clusters.us.access=US"
	for _, c := range []struct {
		name, want string
		sets       []string
	}{
		{"open to the region", "", []string{fine, job("x", "UK", "run-time: 20h, gpus: 64")}},
		{"open to the bloc", "", []string{fine, job("x", "FR", "run-time: 12h, gpus: 32")}},
		{"open to the class", "", []string{fine, job("spare", "US", "run-time: 20h, gpus: 64, residency: {bloc: 0.5, any: 0.5}")}},
		{"open to nobody there", `no cluster that these jobs may use by routing and residency is open to class "x" of region "US", so they are all rejected: see access of us`,
			[]string{"clusters.us.access=UK", job("x", "US", "run-time: 1h, gpus: 1, residency: bloc")}},
		{"open to nobody at all", `no cluster that these jobs may use by routing and residency is open to class "x" of region "US", so they are all rejected: see access of uk, de, us`,
			[]string{"clusters.us.access=UK", job("x", "US", "run-time: 1h, gpus: 1")}},
		{"at home only", `no cluster that these jobs may use by routing and residency is open to class "x" of region "UK", so they are all rejected: see access of uk`,
			[]string{fine, "routing=home", "clusters.uk.access=US", job("x", "UK", "run-time: 1h, gpus: 1")}},
		{"too large for the limit", `80 % of the GPU-hours of class "x" from FR are of jobs larger than every cluster that they may use, so they are rejected (at most 32 GPUs, see max-gpus); with fit: condition sizes are drawn so that they fit`,
			[]string{fine, job("x", "FR", "run-time: 1h, gpus: {8: 1, 33: 1}")}},
		{"too large for the cluster", `100 % of the GPU-hours of class "x" from FR are of jobs larger than every cluster that they may use, so they are rejected (at most 32 GPUs, see max-gpus)`,
			[]string{fine, job("x", "FR", "run-time: 1h, gpus: 101")}},
		{"a limit on one of two", "", []string{fine, job("x", "UK", "run-time: 1h, gpus: 33")}},
		{"too long", "requests reach 12h0.1s, but the clusters that these jobs may use allow at most 12h (max-time, at speed 1), so longer ones are rejected: segment: makes chains of them",
			[]string{fine, job("x", "FR", "run-time: {uniform: {min: 1h, max: 43200.1s}}, gpus: 1")}},
		{"in segments", "", []string{fine, job("x", "FR", "run-time: 90d, gpus: 1, segment: 2d")}},
		{"without an end", "requests have no upper bound, but the clusters that these jobs may use allow at most 12h (max-time, at speed 1), so longer ones are rejected: segment: makes chains of them",
			[]string{fine, job("x", "FR", "run-time: {exponential: {mean: 1h}}, gpus: 1")}},
		{"overestimated", "requests reach 14h, but the clusters that these jobs may use allow at most 12h (max-time, at speed 1), so longer ones are rejected: segment: makes chains of them",
			[]string{fine, job("x", "FR", "run-time: 5h, gpus: 1, request: {factor: {min: 1, max: 2.5}, round-up: 7h}")}},
		{"overestimated, capped", "", []string{fine, job("x", "FR", "run-time: 5h, gpus: 1, request: {factor: 2.5, max: 12h}")}},
		{"capped, extended", "requests reach 13h, but the clusters that these jobs may use allow at most 12h (max-time, at speed 1), so longer ones are rejected: segment: makes chains of them",
			[]string{fine, "overrun=extend", job("x", "FR", "run-time: 13h, gpus: 1, request: {factor: 2.5, max: 12h}")}},
	} {
		s, err := Decode("test.yaml", []byte(access), catalog, c.sets...)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := ""
		for _, w := range s.Warnings {
			got += w.Msg
		}
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Rules are in the canonical form where there are some, and nowhere else.
func TestRulesArePrinted(t *testing.T) {
	s := decodes(t, access, "clusters.us.access=[US, North America]")
	for _, part := range []string{"    access: [UK, spare]\n    gpus: 64\n", "    access: [Europe]\n    max-gpus: 32\n    max-time: 1d\n    gpus: 100\n", "    access: [\"North America\", US]\n"} {
		if !strings.Contains(string(s.Canonical()), part) {
			t.Errorf("%q is not in\n%s", part, s.Canonical())
		}
	}
	if text := string(decodes(t, base).Canonical()); strings.Contains(text, "access") || strings.Contains(text, "max-gpus") || strings.Contains(text, "max-time") {
		t.Errorf("there are rules in\n%s", text)
	}
}
