package experiment

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/scenario"
)

func load(t *testing.T) *scenario.Scenario {
	t.Helper()
	s, err := Load("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func execute(t *testing.T, s *scenario.Scenario, opts Options) (*Outcome, string) {
	t.Helper()
	opts.Dir = filepath.Join(t.TempDir(), "results")
	out, err := Execute(context.Background(), s, opts)
	if err != nil {
		t.Fatal(err)
	}
	return out, opts.Dir
}

// fieldsOf is a result file as rows of fields, the header first.
func fieldsOf(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// jobs is the columns of jobs.csv that come from the source, by policy and
// replication.
func jobs(t *testing.T, dir string) map[string][]string {
	t.Helper()
	rows := fieldsOf(t, filepath.Join(dir, "jobs.csv"))
	by := map[string][]string{}
	for _, r := range rows[1:] {
		given := strings.Join([]string{r[3], r[4], r[5], r[6], r[8], r[9], r[14]}, ",")
		by[r[1]+" "+r[2]] = append(by[r[1]+" "+r[2]], given)
	}
	return by
}

// Every policy sees the same jobs, whatever else is run beside it; replications
// and seeds see others.
func TestCommonRandomNumbers(t *testing.T) {
	_, dir := execute(t, load(t), Options{Workers: 2})
	all := jobs(t, dir)
	set := func(list []string) map[string]int {
		m := map[string]int{}
		for _, x := range list {
			m[x]++
		}
		return m
	}
	same := func(a, b []string) bool {
		x, y := set(a), set(b)
		for k, n := range x {
			if y[k] != n {
				return false
			}
		}
		return len(x) == len(y)
	}
	if len(all) != 12 || len(all["fcfs 0"]) < 1000 {
		t.Fatalf("%d runs, the first of %d jobs; want 12 and at least 1000", len(all), len(all["fcfs 0"]))
	}
	for _, r := range []string{"0", "1", "2", "3"} {
		for _, policy := range []string{"easy ", "conservative "} {
			if !same(all["fcfs "+r], all[policy+r]) {
				t.Errorf("replication %s: fcfs and %ssee different jobs", r, policy)
			}
		}
	}
	if same(all["fcfs 0"], all["fcfs 1"]) {
		t.Error("replications 0 and 1 see the same jobs")
	}
	s := load(t)
	s.Seed, s.Replications, s.Policies = s.Seed+1, 1, []string{"sjf"}
	_, dir = execute(t, s, Options{Workers: 1})
	if same(all["fcfs 0"], jobs(t, dir)["sjf 0"]) {
		t.Error("another seed gives the same jobs")
	}
	s = load(t)
	s.Replications, s.Policies = 1, []string{"sjf"}
	_, dir = execute(t, s, Options{Workers: 1})
	if !same(all["fcfs 0"], jobs(t, dir)["sjf 0"]) {
		t.Error("a policy that runs alone sees other jobs")
	}
}

// A run's id tells what was simulated, not what was run or written beside it.
func TestRunIDs(t *testing.T) {
	ids := func(change func(*scenario.Scenario)) map[string]string {
		s := load(t)
		s.Horizon, s.Replications = s.Horizon/10, 2
		change(s)
		out, _ := execute(t, s, Options{Workers: 2})
		m := map[string]string{}
		for _, r := range out.Manifest.Runs {
			m[r.Policy+string(rune('0'+r.Replication))] = r.ID
		}
		return m
	}
	all := ids(func(*scenario.Scenario) {})
	seen := map[string]bool{}
	for run, id := range all {
		if seen[id] {
			t.Errorf("%s shares its id with another run", run)
		}
		seen[id] = true
	}
	few := ids(func(s *scenario.Scenario) { s.Policies, s.Replications, s.Outputs.Jobs = []string{"easy"}, 1, false })
	if len(few) != 1 || few["easy0"] != all["easy0"] {
		t.Errorf("easy alone, once and without jobs.csv, has the id %s, want %s", few["easy0"], all["easy0"])
	}
	for name, change := range map[string]func(*scenario.Scenario){
		"the seed":   func(s *scenario.Scenario) { s.Seed++ },
		"a capacity": func(s *scenario.Scenario) { s.Clusters[0].Groups[0].Nodes++ },
	} {
		if other := ids(change); other["easy0"] == all["easy0"] {
			t.Errorf("%s does not change the id", name)
		}
	}
}

type broken struct{}

func (broken) Schedule(*sim.View, *sim.Plan) { panic("no such node") }

// A panic inside one run becomes an error that names the run; nothing is left.
func TestAPanicNamesItsRun(t *testing.T) {
	s := load(t)
	s.Seed = 77
	dir := filepath.Join(t.TempDir(), "results")
	p, err := newPlan(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.models[1].Clusters[0].NewPolicy = func(*sim.Cluster) sim.Policy { return broken{} }
	_, err = p.into(context.Background(), Options{Dir: dir, Workers: 3})
	var fault *PanicError
	if !errors.As(err, &fault) || BadInput(err) {
		t.Fatalf("got %v, want a PanicError that is no bad input", err)
	}
	for _, want := range []string{"scenario small", "policy easy", "seed 77", "replication 0", "no such node"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not tell %q", err, want)
		}
	}
	if !strings.Contains(string(fault.Stack), "Schedule") {
		t.Errorf("the stack does not lead to the policy:\n%s", fault.Stack)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the result directory is left behind")
	}
}

// A cluster's own policy holds whatever the scenario compares.
func TestAPinnedPolicyStays(t *testing.T) {
	s := load(t)
	s.Clusters[1].Policy = "sjf(placement=best-fit)"
	p, err := newPlan(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range p.models {
		if m.Clusters[0].PolicyName != s.Policies[i] || m.Clusters[1].PolicyName != "sjf(placement=best-fit)" {
			t.Errorf("model %d has the policies %s and %s", i, m.Clusters[0].PolicyName, m.Clusters[1].PolicyName)
		}
	}
}

// Policies that are asked for in place of the scenario's do not reach a cluster with
// one of its own: that is said, and where none is left to compare them on, refused.
func TestPinnedClustersAreTold(t *testing.T) {
	ask := func(s *scenario.Scenario, policies string) (*plan, error) {
		specs, err := scheduler.ParseList(policies)
		if err != nil {
			t.Fatal(err)
		}
		return newPlan(s, Options{Policies: specs})
	}
	s := load(t)
	s.Clusters[1].Policy = "fcfs"
	want := []string{"cluster " + s.Clusters[1].Name + " keeps its own policy, fcfs, whichever is asked for"}
	if p, err := ask(s, "easy,sjf"); err != nil || !slices.Equal(p.pinned, want) {
		t.Errorf("one of two clusters: %v, %v", p, err)
	}
	for i := range s.Clusters {
		s.Clusters[i].Policy = "fcfs"
	}
	if _, err := ask(s, "easy,sjf"); err == nil || !strings.Contains(err.Error(), "remove policy:") {
		t.Errorf("every cluster, two policies: %v", err)
	}
	if p, err := ask(s, "easy"); err != nil || len(p.pinned) != len(s.Clusters) {
		t.Errorf("every cluster, one policy: %v, %v", p, err)
	}
	if p, err := newPlan(s, Options{}); err != nil || p.pinned != nil {
		t.Errorf("the scenario as it is: %v, %v", p, err)
	}
}

// A scenario at each limit of its clusters is valid, and the engine takes it.
func TestTheLargestClusters(t *testing.T) {
	for name, cluster := range map[string]string{
		"pool":          "gpus: 1e9",
		"nodes":         "groups: [{nodes: 1e6, gpus-per-node: 4}]",
		"gpus-per-node": fmt.Sprintf("groups: [{nodes: 4, gpus-per-node: %d}]", sim.MaxGPUsPerNode),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.yaml")
			text := "version: 1\nclusters:\n  - {name: a, region: DE, " + cluster + "}\n" +
				"workload:\n  - {class: c, region: DE, interarrival: 1h, jobs: 1, run-time: 1h, gpus: 8}\npolicies: [easy]\n"
			write := func(text string) (*scenario.Scenario, error) {
				if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
				return Load(path)
			}
			s, err := write(text)
			if err != nil {
				t.Fatal(err)
			}
			execute(t, s, Options{Workers: 1})
			beyond := strings.NewReplacer("1e9", "1000000001", "1e6", "1000001", "4096", "4097").Replace(text)
			if _, err := write(beyond); !BadInput(err) || !strings.Contains(err.Error(), "is outside") {
				t.Errorf("one more: %v", err)
			}
		})
	}
}

// Jobs of a trace that names no class and region get those of the scenario; jobs
// of a trace that does keep theirs.
func TestATraceIsLabelled(t *testing.T) {
	dir := t.TempDir()
	trace := "job_id,user,class,region,gpus,submit_s,run_s,requested_s\n1,u,,,1,0,10,\n2,u,big,,1,1,10,\n3,u,,US,1,2,10,\n"
	file := "version: 1\nclusters:\n" +
		"  - {name: a, region: DE, kind: pool, gpus: 8}\n  - {name: b, region: US, kind: pool, gpus: 8}\n" +
		"workload:\n  - {trace: t.csv, region: DE, class: small}\noutputs: {jobs: true}\npolicies: [fcfs]\n"
	for name, text := range map[string]string{"t.csv": trace, "s.yaml": file} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Load(filepath.Join(dir, "s.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	out, results := execute(t, s, Options{Workers: 1})
	data, err := os.ReadFile(filepath.Join(results, "jobs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := "s,fcfs,0,1,u,small,DE,a,1,0,0,10,0,10,10,0,completed,,1,0,0\n" +
		"s,fcfs,0,2,u,big,DE,a,1,1,1,11,0,10,10,0,completed,,1,0,0\n" +
		"s,fcfs,0,3,u,small,US,b,1,2,2,12,0,10,10,0,completed,,1,0,0\n"
	if _, rows, _ := strings.Cut(string(data), "\n"); regexp.MustCompile(",+base\n").ReplaceAllString(rows, "\n") != want { // without the columns of what it does not have
		t.Errorf("got\n%swant\n%s", rows, want)
	}
	var inputs []string
	for _, in := range out.Manifest.Inputs {
		inputs = append(inputs, in.Name)
	}
	if strings.Join(inputs, " ") != "s.yaml t.csv" || out.Manifest.Source == nil || out.Manifest.Source.Kept != 3 {
		t.Errorf("inputs %v, source %+v", inputs, out.Manifest.Source)
	}
}

func TestTraceName(t *testing.T) {
	for path, want := range map[string]string{
		"/a/KTH-SP2-1996-2.swf.gz": "KTH-SP2-1996-2", "x.csv": "x", "x.CSV.GZ": "x", "log.v2.txt": "log.v2",
		"noending": "noending", ".swf": "trace", "..": "trace",
	} {
		if got := traceName(path); got != want {
			t.Errorf("traceName(%q) = %q, want %q", path, got, want)
		}
	}
}

// The meter reads the mean over the runs, and never 1 before all have ended.
func TestMeter(t *testing.T) {
	m := newMeter("x", 4)
	m.finish(0)
	m.set(1, 1)
	m.set(2, 0.5)
	share, ended := m.Read()
	if share < 0.62 || share >= 0.625 || ended != 1 || m.Runs() != 4 {
		t.Errorf("share %g, ended %d of %d; want a little under 0.625 and 1 of 4", share, ended, m.Runs())
	}
}

// A cancelled experiment says so, and leaves nothing.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	dir := filepath.Join(t.TempDir(), "results")
	watched := func(*Meter) func() { cancel(); return func() {} }
	_, err := Execute(ctx, load(t), Options{Dir: dir, Workers: 2, Watch: watched})
	if !Interrupted(err) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the result directory is left behind")
	}
}

func TestPoliciesOfTheCatalogueParse(t *testing.T) {
	c := Catalog()
	if len(c.Policies) < 7 || len(c.Routings) < 2 || len(c.Formats) < 2 {
		t.Errorf("the catalogue has %d policies, %d routings, %d formats", len(c.Policies), len(c.Routings), len(c.Formats))
	}
	for _, name := range c.Policies {
		if err := c.CheckPolicy(name); err != nil {
			t.Error(err)
		}
		if _, err := scheduler.Parse(name); err != nil {
			t.Error(err)
		}
	}
}
