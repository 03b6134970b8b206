package scenario

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sovsim/sim/suggest"
	"sovsim/sim/unit"
)

// Budget is an allowance of GPU-hours in each quarter of the calendar (UTC), for
// the use of some clusters.
type Budget struct {
	Name string
	// Owner is whose accounts they are. Of are the owners that share one account, in
	// alphabetical order; with none, every owner has one of its own.
	Owner BudgetOwner
	Of    []string
	// Clusters are the clusters whose use it pays for, in alphabetical order; none is
	// all.
	Clusters []string
	// PerQuarter is the amount in GPU·s.
	PerQuarter int64
	// Exhausted says what becomes of jobs that the account cannot pay for.
	Exhausted Exhausted
}

// BudgetOwner says whose the accounts of a budget are.
type BudgetOwner string

// The owners of accounts.
const (
	OfProject BudgetOwner = "project"
	OfRegion  BudgetOwner = "region"
	OfClass   BudgetOwner = "class"
)

// Exhausted says what becomes of a job that its account cannot pay for now.
type Exhausted string

const (
	// Wait holds it back until the account can.
	Wait Exhausted = "wait"
	// Reject rejects it.
	Reject Exhausted = "reject"
)

// maxBudget is the largest amount of a quarter, in GPU-h: more than all GPUs that a
// cluster may have use in one.
const maxBudget = 1e12

// budgets reads the budgets. whole reports whether all regions and clusters are known.
func (d *decoder) budgets(o object, s *Scenario, whole bool, sources []sourceAt) {
	if !o.has("budgets") {
		return
	}
	if !d.epoch.given && !d.epoch.bad {
		d.fault(o.get("budgets"), "quarters are those of the calendar, so budgets need an epoch: add epoch: with a date at the top of the file")
	}
	items, _ := d.items(o.get("budgets"), "budgets such as {name: grants, owner: project, per-quarter: 10000 GPU-h}")
	names := map[string]value{}
	for _, item := range items {
		e, ok := d.object(item, budgetKeys)
		if !ok {
			continue
		}
		before := d.faults
		b := Budget{Name: d.uniqueName(e, "budget", names)}
		b.Owner, _ = need(e, "owner", "project, region or class", oneOf(OfProject, OfRegion, OfClass))
		for _, p := range d.namesOf(e, "of", "owners", true) {
			if whole && b.Owner != "" {
				d.checkOwner(p, b.Owner, s, sources)
			}
			b.Of = append(b.Of, p.name)
		}
		for _, p := range d.namesOf(e, "clusters", "clusters", true) {
			known := namesOfClusters(s)
			if whole && !slices.Contains(known, p.name) {
				d.fault(p.at, "there is no cluster %q%s", clip(p.name), advise(p.name, known))
			}
			b.Clusters = append(b.Clusters, p.name)
		}
		b.PerQuarter, _ = need(e, "per-quarter", "an amount of GPU-hours, such as 10000 GPU-h", gpuHours)
		b.Exhausted, _ = read(e, "exhausted", "wait or reject", oneOf(Wait, Reject), Wait)
		if d.faults == before {
			slices.Sort(b.Of) // their order says nothing
			slices.Sort(b.Clusters)
			s.Budgets = append(s.Budgets, b)
			d.checkScaledBudget(e.get("per-quarter"), &b, s.Scale, sources)
		}
	}
}

// checkScaledBudget warns of accounts of which a scale leaves less than a job costs,
// of a class that it thins in number: the jobs are as large as before.
func (d *decoder) checkScaledBudget(at value, b *Budget, scale int, sources []sourceAt) {
	for _, src := range sources {
		p := src.Population
		if p == nil || scale == 1 || p.largest() > thinnedUpTo || !b.paysFor(p) {
			continue
		}
		if cost := p.MeanWork(); cost <= float64(b.PerQuarter) && cost > float64(b.PerQuarter/int64(scale)) {
			d.warn(at, "at scale 1/%d an account has %.3g GPU-h a quarter, and an average job of %s, a class that is thinned in number, is of %.3g: what no quarter can pay for is rejected; give a larger scale",
				scale, float64(b.PerQuarter/int64(scale))/3600, clip(p.Class), cost/3600)
			return
		}
	}
}

// paysFor reports whether jobs of a population may have an account.
func (b *Budget) paysFor(p *Population) bool {
	switch b.Owner {
	case OfProject:
		return p.Users.Projects > 0
	case OfRegion:
		return len(b.Of) == 0 || slices.Contains(b.Of, p.Region)
	}
	return len(b.Of) == 0 || slices.Contains(b.Of, p.Class)
}

func namesOfClusters(s *Scenario) (names []string) {
	for i := range s.Clusters {
		names = append(names, s.Clusters[i].Name)
	}
	return names
}

// checkOwner checks that there is such a project, region or class. A trace may bring
// names that no scenario file has.
func (d *decoder) checkOwner(p piece, owner BudgetOwner, s *Scenario, sources []sourceAt) {
	var known []string
	traces := false
	for _, src := range sources {
		if src.Trace != nil {
			traces = true
			if src.Trace.Class != "" && owner == OfClass {
				known = append(known, src.Trace.Class)
			}
			continue
		}
		entity := src.Population.Region + "/" + src.Population.Class
		switch owner {
		case OfClass:
			known = append(known, src.Population.Class)
		case OfProject:
			if n := src.Population.Users.Projects; n > 0 {
				known = append(known, entity+"-p1")
				number, is := strings.CutPrefix(p.name, entity+"-p")
				if k, err := strconv.Atoi(number); is && err == nil && k >= 1 && k <= n && number == strconv.Itoa(k) {
					return
				}
			}
		}
	}
	if owner == OfRegion {
		known = s.regionNames()
	}
	slices.Sort(known)
	known = slices.Compact(known)
	switch {
	case slices.Contains(known, p.name):
	case traces:
		hint := ""
		if like := suggest.Nearest(p.name, known); like != "" {
			hint = fmt.Sprintf("; did you mean %q?", like)
		}
		d.warn(p.at, "%q is no %s of this file: only a job whose trace says so draws on this budget%s", clip(p.name), owner, hint)
	case owner == OfProject && len(known) == 0:
		d.fault(p.at, "%q is no project: no class has any; projects are counted with users, as in users: {count: 40, projects: 7}", clip(p.name))
	case owner == OfProject:
		d.fault(p.at, "%q is no project: they are called REGION/CLASS-pN, with N from 1 to the number of projects; known are %s", clip(p.name), list(known))
	default:
		d.fault(p.at, "%q is no %s%s", clip(p.name), owner, advise(p.name, known))
	}
}

var errGPUHours = errors.New("write a number with its unit, such as 10000 GPU-h")

// gpuHours reads an amount of GPU-hours as GPU·s, rounded to a whole number.
func gpuHours(s string) (int64, error) {
	number, ok := strings.CutSuffix(strings.TrimSpace(s), "GPU-h")
	if !ok {
		return 0, fmt.Errorf("%q is not an amount of GPU-hours: %w", clip(s), errGPUHours)
	}
	number = strings.TrimSpace(number)
	if plain, ok := ungroup(number); ok {
		number = plain
	}
	x, err := unit.ParseNumber(strings.ReplaceAll(number, "_", ""))
	if err != nil {
		return 0, fmt.Errorf("%q is not an amount of GPU-hours: %w", clip(s), errGPUHours)
	}
	if n := math.Round(float64(x * 3600)); n >= 1 && x <= maxBudget {
		return int64(n), nil
	}
	return 0, fmt.Errorf("%s is outside 1 GPU-second (0.000278 GPU-h) to %.0e GPU-h", clip(s), float64(maxBudget))
}

func (p *printer) budgets(list []Budget) {
	if len(list) == 0 {
		return
	}
	p.line(0, "budgets:")
	for _, b := range list {
		text := fmt.Sprintf("name: %s, owner: %s", quote(b.Name), b.Owner)
		if len(b.Of) > 0 {
			text += ", of: " + quoted(b.Of)
		}
		if len(b.Clusters) > 0 {
			text += ", clusters: " + quoted(b.Clusters)
		}
		p.line(2, "- {%s, per-quarter: %s GPU-h, exhausted: %s}", text, unit.FormatNumber(float64(b.PerQuarter)/3600), b.Exhausted)
	}
}

// quoted is names as a list in one line.
func quoted(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = quote(name)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// scaledBudgets are the budgets at a scale of 1/n: their parts, rounded down to
// whole GPU·s.
func scaledBudgets(list []Budget, n int) []Budget {
	list = slices.Clone(list)
	for i := range list {
		list[i].PerQuarter /= int64(n)
	}
	return list
}
