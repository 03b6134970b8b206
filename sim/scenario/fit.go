package scenario

import (
	"slices"

	"sovsim/sim/dist"
)

// Sizes of jobs are those that their users would submit: nobody who may not leave
// Denmark asks for more GPUs than any Danish machine has. With fit: condition the
// sizes of a class are drawn given that they are at most the largest machine in
// service at the epoch that residency and access rules allow, apart for jobs that
// are bound to their home, to its bloc, and to nothing. What comes later does not
// count, so that variants of later capacity see the same jobs.
//
// By hand: sizes are 1, 8 and 64 with weights 2, 1 and 1, for an hour each; the
// largest machine at home has 8 GPUs, in the bloc 100. Home-bound jobs have 1 GPU in
// two of three cases and else 8, 10 ÷ 3 on average; others (2 + 8 + 64) ÷ 4 = 18.5. A
// demand of 185 h100e, half of it home-bound, is 92.5 ÷ (10 ÷ 3) = 27.75 home-bound
// jobs an hour and 92.5 ÷ 18.5 = 5 others: one every 3,600 ÷ 32.75 s, of which 84.7 %
// are home-bound.

// Fit says what becomes of sizes that are too large for where a job may run.
type Fit string

const (
	// FitReject draws them, and such jobs are rejected.
	FitReject Fit = "reject"
	// FitCondition draws sizes given that they fit.
	FitCondition Fit = "condition"
)

// Limits are the limits of sizes by residency.
type Limits struct{ Home, Bloc, Any SizeLimit }

// SizeLimit is what the sizes of some jobs are drawn to fit.
type SizeLimit struct {
	// Its Most is at full scale, 0 where the class has no larger size. Its Cap is
	// what Scaled makes of Nodes × PerNode where that is less than the largest size
	// as divided, which is cut to it; else 0.
	dist.SizeLimit
	// Nodes and PerNode are the machine that holds them, at full scale: the node
	// group of which the rules leave most to one job. 0 is none.
	Nodes, PerNode int
}

// scaleLimits makes the limits those at a scale of 1/n, once sizes are divided.
func (p *Population) scaleLimits(n int) {
	for _, l := range []*SizeLimit{&p.Limits.Home, &p.Limits.Bloc, &p.Limits.Any} {
		most := p.largest()
		if l.Most > 0 {
			most = l.Most
		}
		if room := scaledLevel(l.Nodes, n) * l.PerNode; room > 0 && room < dist.Divided(most, p.Divide) {
			l.Cap = room
		}
	}
}

// Rebound is a population whose home-bound jobs are bound to the bloc of their
// home instead, since no machine at home holds the least of them.
type Rebound struct {
	Class, Region string
	// Least is the least size of the class in GPUs.
	Least int
}

// machine is a node group at the epoch, with who may use it.
type machine struct {
	cluster *Cluster
	bloc    string
	limit   SizeLimit
}

// machines are the node groups in service at the epoch.
type machines struct {
	list  []machine
	blocs map[string]string // of each region
}

// machinesOf finds them. A job runs on one node group, in a joint pool too.
func machinesOf(s *Scenario, clusters []clusterAt) *machines {
	m := &machines{blocs: map[string]string{}}
	for i := range s.Regions {
		m.blocs[s.Regions[i].Name] = s.Regions[i].bloc()
	}
	for i := range clusters {
		c := &clusters[i].Cluster
		for _, g := range c.Groups {
			l := SizeLimit{SizeLimit: dist.SizeLimit{Most: g.Nodes * g.GPUsPerNode}, Nodes: g.Nodes, PerNode: g.GPUsPerNode}
			if c.MaxGPUs > 0 {
				l.Most = min(l.Most, c.MaxGPUs)
			}
			if l.Most > 0 {
				m.list = append(m.list, machine{c, m.blocs[c.Region], l})
			}
		}
	}
	return m
}

// largest is the limit of the largest job that the machines let some jobs of p be,
// of those on which their residency lets them run: at home, in the bloc, anywhere.
func (m *machines) largest(p *Population) (l Limits) {
	bloc := m.blocs[p.Region]
	for _, x := range m.list {
		if !x.cluster.opens(p.Region, bloc, p.Class) {
			continue
		}
		raise(&l.Any, x.limit)
		if x.bloc == bloc {
			raise(&l.Bloc, x.limit)
		}
		if x.cluster.Region == p.Region {
			raise(&l.Home, x.limit)
		}
	}
	return l
}

func raise(l *SizeLimit, to SizeLimit) {
	if to.Most > l.Most {
		*l = to
	}
}

// fit finds the limits of a population that asks for it. Where nothing at home
// holds its least job, home-bound jobs are bound to the bloc. Where nothing in the
// bloc does either, or anywhere, there is nothing to draw from: the jobs keep their
// residency and are drawn as they are, for a machine that may come, or to be
// rejected.
func (d *decoder) fit(p *Population) {
	least := p.least()
	if p.Fit != FitCondition || d.machines == nil || least == 0 {
		return
	}
	if _, known := d.machines.blocs[p.Region]; !known {
		return // a fault of its own
	}
	l := d.machines.largest(p)
	if r := &p.Residency; r.Home > 0 && l.Home.Most < least && l.Bloc.Most >= least {
		d.rebound = append(d.rebound, Rebound{p.Class, p.Region, least})
		r.Home, r.Bloc = 0, r.Home+r.Bloc
		if r.Any == 0 {
			r.Bloc = 1
		}
	}
	most := p.largest()
	for _, limit := range []*SizeLimit{&l.Home, &l.Bloc, &l.Any} {
		switch {
		case limit.Most < least:
			*limit = SizeLimit{}
		case limit.Most >= most:
			limit.Most = 0
		}
	}
	p.Limits = l
}

// least is the least size, 0 where that is not known.
func (p *Population) least() int {
	if p.Range.High > 0 {
		return p.Range.Low
	}
	if len(p.GPUs) > 0 {
		return p.GPUs[0].GPUs
	}
	return 0
}

// tier is a residency that some jobs have.
type tier struct {
	share float64
	limit dist.SizeLimit
}

// tiers are the residencies of the jobs, at least one.
func (p *Population) tiers() []tier {
	r, l := p.Residency, p.Limits
	list := []tier{{r.Home, l.Home.SizeLimit}, {r.Bloc, l.Bloc.SizeLimit}, {r.Any, l.Any.SizeLimit}}
	list = slices.DeleteFunc(list, func(t tier) bool { return t.share == 0 })
	if len(list) == 0 {
		return []tier{{1, l.Any.SizeLimit}}
	}
	return list
}

// mixed reports whether jobs of one residency have other sizes than those of another.
func (p *Population) mixed() bool {
	list := p.tiers()
	return slices.ContainsFunc(list, func(t tier) bool { return t.limit != list[0].limit })
}

// shareWork makes the shares of the GPU-hours that the residencies have those of
// the jobs, which are larger where jobs are smaller.
func (p *Population) shareWork() {
	r, l := &p.Residency, &p.Limits
	home, bloc, any := p.workWithin(l.Home.SizeLimit), p.workWithin(l.Bloc.SizeLimit), p.workWithin(l.Any.SizeLimit)
	r.Home, r.Bloc, r.Any = r.Home/home, r.Bloc/bloc, r.Any/any
	sum := r.Home + r.Bloc + r.Any
	r.Home, r.Bloc, r.Any = r.Home/sum, r.Bloc/sum, r.Any/sum
}

// keepShares leaves the residencies their shares of the GPU-hours of full, the
// population at full scale.
func (p *Population) keepShares(full *Population) {
	if !full.mixed() && !p.mixed() {
		return
	}
	r, l, f := &p.Residency, &p.Limits, &full.Limits
	r.Home *= float64(full.workWithin(f.Home.SizeLimit) / p.workWithin(l.Home.SizeLimit))
	r.Bloc *= float64(full.workWithin(f.Bloc.SizeLimit) / p.workWithin(l.Bloc.SizeLimit))
	r.Any *= float64(full.workWithin(f.Any.SizeLimit) / p.workWithin(l.Any.SizeLimit))
}

// fitting is the share of the jobs, as the class has them, of at most so many
// GPUs.
func (p *Population) fitting(most int) float64 {
	if p.Range.High > 0 {
		return p.Range.Fitting(most)
	}
	some, all := 0.0, 0.0
	for i := range p.GPUs {
		if all += p.GPUs[i].Weight; p.GPUs[i].GPUs <= most {
			some += p.GPUs[i].Weight
		}
	}
	return some / all
}
