package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"sovsim/sim/scenario"
)

// The names of these fields are a contract: docs/scenario.md has them.

// validation is what validate --json says of one file.
type validation struct {
	File  string `json:"file"`
	Valid bool   `json:"valid"`
	// Faults are empty for a valid file, which has all that follows; for another they say
	// what is wrong.
	Faults   []fault `json:"faults"`
	Warnings []fault `json:"warnings"`
	*outline
}

// fault is a fault or a warning. Line, column and path are left out where there is none.
type fault struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

// outline is what is known of a scenario before it runs.
type outline struct {
	Name         string   `json:"name"`
	Policies     []string `json:"policies"`
	Replications int      `json:"replications"`
	Seed         uint64   `json:"seed"`
	// Scale is the N of 1/N, 1 for full size.
	Scale int `json:"scale"`
	// Epoch is empty where times have no date; horizon is null where the run ends with
	// its last job.
	Epoch   string   `json:"epoch"`
	Horizon *float64 `json:"horizon_s"`
	WarmUp  float64  `json:"warm_up_s"`
	// Jobs is how many there will be in each replication, on average; null for those of
	// traces, which are not counted before they are read.
	Jobs        *float64      `json:"expected_jobs"`
	Clusters    []clusterLine `json:"clusters"`
	Blocs       []blocLine    `json:"blocs"`
	Rebound     []reboundLine `json:"rebound"`
	ExportRules []ruleLine    `json:"export_rules"`
}

// clusterLine is a cluster, or a joint pool, which has members.
type clusterLine struct {
	Name string `json:"name"`
	// Region and bloc are those of all members of a joint pool, else empty.
	Region  string   `json:"region"`
	Bloc    string   `json:"bloc"`
	Members []string `json:"members,omitempty"`
}

// fluidLine is the fluid bound of a bloc or region, at full size.
type fluidLine struct {
	Name string `json:"name"`
	// Demand and supply are in H100-hours, from the end of the warm-up to the horizon.
	Demand float64 `json:"demand_h100h"`
	Supply float64 `json:"supply_h100h"`
	// First and last are the capacity at the epoch and at the horizon in H100 equivalents.
	First float64 `json:"first_h100e"`
	Last  float64 `json:"last_h100e"`
	// Bound is the largest share of the demand that can be done on its own soil. With
	// leavers it is none: they take demand along.
	Bound   float64 `json:"bound"`
	Leavers bool    `json:"leavers"`
}

type blocLine struct {
	fluidLine
	Regions []fluidLine `json:"regions"`
}

// reboundLine is a class whose home-bound jobs of some regions are bound to the bloc.
type reboundLine struct {
	Class   string   `json:"class"`
	Regions []string `json:"regions"`
	Least   int      `json:"least_gpus"`
}

// ruleLine is what an export rule withholds.
type ruleLine struct {
	Rule string `json:"rule"`
	// Cap reports whether it caps additions; else it makes them late, by so many months.
	Cap       bool    `json:"cap"`
	Months    int     `json:"months_late"`
	Planned   int64   `json:"planned_gpus"`
	PlannedE  float64 `json:"planned_h100e"`
	Withheld  int64   `json:"withheld_gpus"`
	WithheldE float64 `json:"withheld_h100e"`
}

// encodeValidations is the text of validate --json: a list with an entry for each file.
func encodeValidations(list []validation) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(list)
	return b.String(), err
}

// validated is what there is to say of a file that was read, or could not be.
func validated(file string, s *scenario.Scenario, err error) validation {
	v := validation{File: file, Valid: err == nil, Faults: []fault{}, Warnings: []fault{}}
	var faults *scenario.Errors
	switch {
	case errors.As(err, &faults):
		for _, p := range faults.List {
			v.Faults = append(v.Faults, faultOf(p))
		}
	case err != nil:
		v.Faults = append(v.Faults, fault{Message: err.Error()})
	}
	if err != nil {
		return v
	}
	for _, w := range s.Warnings {
		v.Warnings = append(v.Warnings, faultOf(w))
	}
	v.outline = outlineOf(s)
	return v
}

func faultOf(p scenario.Problem) fault { return fault{p.File, p.Line, p.Column, p.Path, p.Msg} }

func outlineOf(s *scenario.Scenario) *outline {
	o := &outline{Name: s.Name, Policies: append([]string{}, s.Policies...), Replications: s.Replications, Seed: s.Seed, Scale: max(1, s.Scale), WarmUp: s.WarmUp.Seconds(),
		Clusters: clusterLines(s), Blocs: blocLines(s), Rebound: reboundLines(s), ExportRules: []ruleLine{}}
	if !s.Epoch.IsZero() {
		o.Epoch = s.Epoch.Format(time.RFC3339)
	}
	if s.Horizon > 0 {
		x := s.Horizon.Seconds()
		o.Horizon = &x
	}
	if jobs := s.ExpectedJobs(); jobs > 0 {
		o.Jobs = &jobs
	}
	for _, r := range s.Restricted {
		o.ExportRules = append(o.ExportRules, ruleLine{r.Rule, r.Cap, r.Months, r.Planned.GPUs, r.Planned.H100e, r.Taken.GPUs, r.Taken.H100e})
	}
	return o
}

// reboundLines are the classes with rebound jobs, each once.
func reboundLines(s *scenario.Scenario) []reboundLine {
	lines := []reboundLine{}
	for _, r := range s.Rebound {
		at := slices.IndexFunc(lines, func(l reboundLine) bool { return l.Class == r.Class })
		if at < 0 {
			at, lines = len(lines), append(lines, reboundLine{Class: r.Class, Least: r.Least})
		}
		if l := &lines[at]; !slices.Contains(l.Regions, r.Region) {
			l.Regions = append(l.Regions, r.Region)
		}
	}
	return lines
}

// clusterLines are the clusters and where they stand; joint pools follow.
func clusterLines(s *scenario.Scenario) []clusterLine {
	bloc := map[string]string{}
	for _, r := range s.Regions {
		bloc[r.Name] = cmp.Or(r.Bloc, r.Name)
	}
	lines := []clusterLine{}
	of := map[string]clusterLine{}
	for i := range s.Clusters {
		l := clusterLine{Name: s.Clusters[i].Name, Region: s.Clusters[i].Region, Bloc: bloc[s.Clusters[i].Region]}
		of[l.Name], lines = l, append(lines, l)
	}
	for _, p := range s.Pools {
		l := clusterLine{Name: p.Name, Members: p.Members}
		for i, name := range p.Members {
			m := of[name]
			if i == 0 {
				l.Region, l.Bloc = m.Region, m.Bloc
			}
			if m.Region != l.Region {
				l.Region = ""
			}
			if m.Bloc != l.Bloc {
				l.Bloc = ""
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// blocLines are the fluid bounds of the blocs of which the table of validate has a line,
// each with its regions.
func blocLines(s *scenario.Scenario) []blocLine {
	line := func(f scenario.Fluid) fluidLine {
		return fluidLine{f.Bloc, f.Demand, f.Supply, f.First, f.Last, f.Bound, f.Leavers}
	}
	lines := []blocLine{}
	own := s.FluidByRegion()
	for _, b := range boundBlocs(s) {
		l := blocLine{line(b.fluid), []fluidLine{}}
		for _, r := range b.regions {
			l.Regions = append(l.Regions, line(own[r]))
		}
		lines = append(lines, l)
	}
	return lines
}

// boundBloc is a bloc with its fluid bound and the indices of its regions.
type boundBloc struct {
	fluid   scenario.Fluid
	regions []int
}

// boundBlocs are the blocs that some region names and whose demand is known: a trace's is
// not before it is read.
func boundBlocs(s *scenario.Scenario) (list []boundBloc) {
	blocs := s.Blocs()
	for i, f := range s.FluidBounds() {
		named := slices.ContainsFunc(s.Regions, func(r scenario.Region) bool { return r.Bloc == f.Bloc })
		if named && !f.Traces {
			list = append(list, boundBloc{f, blocs[i].Regions})
		}
	}
	return list
}
