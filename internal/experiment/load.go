package experiment

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"sovsim/scheduler"
	"sovsim/sim/scenario"
	"sovsim/sim/unit"
	"sovsim/workloads"
)

// Catalog is the names that scenario files may use.
func Catalog() scenario.Catalog {
	c := scenario.Catalog{Policies: scheduler.PolicyNames(), Routings: scheduler.RoutingNames()}
	c.CheckPolicy = func(spec string) error {
		_, err := scheduler.Parse(spec)
		return err
	}
	c.CheckRouting = func(spec string) error {
		_, err := scheduler.ParseRouting(spec)
		return err
	}
	c.CheckPopulation = func(s *scenario.Scenario, p *scenario.Population) error {
		k := class(s, p)
		for _, f := range k.Validate() {
			return f
		}
		return nil
	}
	for _, f := range workloads.Formats() {
		c.Formats = append(c.Formats, f.Name)
	}
	return c
}

// Load reads and checks a scenario file of the machine, and sets each PATH=VALUE of
// sets in it. Its error lists every fault, one a line.
func Load(path string, sets ...string) (*scenario.Scenario, error) {
	return LoadFrom(Disk, path, sets...)
}

// LoadFrom is Load for a file system of the caller's: the scenario, and the traces
// and series that it names, are read from there.
func LoadFrom(fsys fs.FS, path string, sets ...string) (*scenario.Scenario, error) {
	s, err := scenario.Load(fsys, path, Catalog(), sets...)
	return s, badInput(err)
}

// Machine is the one cluster on which a trace is replayed: a pool of GPUs, or
// Nodes × GPUsPerNode where Nodes is not 0.
type Machine struct {
	GPUs, Nodes, GPUsPerNode int
}

// Total is the machine's GPUs.
func (m Machine) Total() int {
	if m.Nodes > 0 {
		return m.Nodes * m.GPUsPerNode
	}
	return m.GPUs
}

// FromTrace is the scenario in which one machine replays a trace until every job
// has ended, without warm-up. The file must be an ordinary one: it is read more
// than once. The trace says how it is read; its file is path.
func FromTrace(path string, trace scenario.Trace, m Machine, overrun scenario.Overrun) (*scenario.Scenario, error) {
	if err := CheckTraceFile(path); err != nil {
		return nil, err
	}
	c := scenario.Cluster{Name: "machine", Kind: scenario.Pool,
		Groups: []scenario.Group{{Name: "gpus", Nodes: m.GPUs, GPUsPerNode: 1, Speed: unit.Ratio{Num: 1, Den: 1}}}}
	if m.Nodes > 0 {
		c.Kind = scenario.Nodes
		c.Groups[0] = scenario.Group{Name: "nodes", Nodes: m.Nodes, GPUsPerNode: m.GPUsPerNode, Speed: unit.Ratio{Num: 1, Den: 1}}
	}
	trace.File, trace.Rate = filepath.Base(path), 1
	return &scenario.Scenario{
		Name: traceName(path), Seed: 1, Replications: 1, Scale: 1, Overrun: overrun, Regions: []scenario.Region{{}},
		Clusters: []scenario.Cluster{c}, FS: Disk, Dir: filepath.Dir(path),
		Workload: []scenario.Source{{Trace: &trace}},
		Outputs:  scenario.Outputs{Jobs: true, FollowUp: scenario.DefaultFollowUp, Target: scenario.DefaultTarget},
	}, nil
}

// CheckTraceFile refuses a path that cannot be read again and again: a pipe or a
// device. It is silent about what is missing, which reading tells better.
func CheckTraceFile(path string) error { return checkTraceFile(Disk, path) }

func checkTraceFile(fsys fs.FS, path string) error {
	info, err := fs.Stat(fsys, filepath.ToSlash(path))
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return badInput(fmt.Errorf("%s: this is a pipe or a device; a trace is read more than once, so store it in a file first", path))
	}
	return nil
}

// traceName is the name of a trace's results: its file name without endings.
func traceName(path string) string {
	name := filepath.Base(filepath.ToSlash(path))
	for _, ending := range []string{".gz", ".swf", ".csv", ".txt"} {
		if strings.EqualFold(filepath.Ext(name), ending) {
			name = name[:len(name)-len(ending)]
		}
	}
	if strings.Trim(name, ".") == "" || strings.ContainsAny(name, "/\\") {
		return "trace"
	}
	return name
}
