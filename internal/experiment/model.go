package experiment

import (
	"fmt"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/scenario"
)

// pinned tells which clusters keep a policy of their own where others are asked for
// in place of the scenario's: a warning each, and an error if there is no cluster
// left on which they could be compared.
func pinned(s *scenario.Scenario, policies []scheduler.Spec) (warnings []string, err error) {
	for i := range s.Clusters {
		if c := &s.Clusters[i]; c.Policy != "" {
			warnings = append(warnings, fmt.Sprintf("cluster %s keeps its own policy, %s, whichever is asked for", c.Name, c.Policy))
		}
	}
	if len(policies) > 1 && len(warnings) == len(s.Clusters) {
		return nil, fmt.Errorf("scenario %s: every cluster has a policy of its own, so the %d policies asked for would not be compared; remove policy: from a cluster, or run the scenario as it is", s.Name, len(policies))
	}
	return warnings, nil
}

// model is the scenario with one policy on every cluster that has none of its own.
func model(s *scenario.Scenario, policy scheduler.Spec, grids []sim.Grid) (*sim.Model, error) {
	m := &sim.Model{Horizon: sim.Never, WarmUp: sim.Time(s.WarmUp), RerouteAfter: s.RerouteAfter, Reasons: s.Outputs.Reasons, Grids: grids}
	for _, b := range s.Blocs() {
		bloc := sim.Bloc{Name: b.Name}
		for _, r := range b.Regions {
			bloc.Regions = append(bloc.Regions, s.Regions[r].Name)
		}
		m.Blocs = append(m.Blocs, bloc)
	}
	for _, l := range s.Links {
		m.Links = append(m.Links, sim.Link(l))
	}
	for _, d := range s.Departures {
		m.Departures = append(m.Departures, sim.Departure{Name: d.Name, From: d.Regions, To: d.To, Rate: d.Rate, Grace: d.Grace})
	}
	if s.Horizon > 0 { // 0 is a run that ends with its last job
		m.Horizon = sim.Time(s.Horizon)
	}
	if s.Overrun == scenario.OverrunExtend {
		m.Overrun = sim.OverrunExtend
	}
	for i := range s.Clusters {
		own := policy
		if pinned := s.Clusters[i].Policy; pinned != "" {
			var err error
			if own, err = scheduler.Parse(pinned); err != nil {
				return nil, fmt.Errorf("cluster %s: %w", s.Clusters[i].Name, err)
			}
		}
		m.Clusters = append(m.Clusters, cluster(&s.Clusters[i], own))
	}
	m.Clusters = joint(s, m.Clusters, policy)
	holdBack(m, s)
	// A trace on one machine has no routing: there is one way to go.
	if s.Routing != "" {
		r, err := scheduler.ParseRouting(s.Routing)
		if err != nil {
			return nil, err
		}
		m.NewRouter = r.New
	}
	return m, nil
}

func cluster(c *scenario.Cluster, policy scheduler.Spec) sim.Cluster {
	out := sim.Cluster{Name: c.Name, Region: c.Region, PolicyName: policy.Name, NewPolicy: policy.New,
		Access: c.Access, MaxGPUs: c.MaxGPUs, MaxTime: c.MaxTime, MaxQueued: c.MaxQueued, SuspendCost: c.Suspension.Suspend, ResumeCost: c.Suspension.Resume,
		Remainders: policy.Remainders(), PUE: c.PUE, Price: c.Price}
	if c.Kind == scenario.Nodes {
		out.Kind = sim.Nodes
	}
	for _, g := range c.Groups {
		out.Groups = append(out.Groups, sim.Group{Name: g.Name, Nodes: g.Nodes, GPUsPerNode: g.GPUsPerNode,
			Accelerator: g.Accelerator, Speed: g.Speed, FailureRate: g.Failures, Repair: c.Repair, Power: g.Power, IdlePower: g.IdlePower})
	}
	for _, st := range c.Timeline {
		out.Timeline = append(out.Timeline, sim.Step{At: sim.Time(st.At), Group: st.Group, Change: st.Change,
			Announced: st.Announced, Loss: losses[st.Loss]})
	}
	return out
}

var losses = map[scenario.Loss]sim.Loss{scenario.Drain: sim.Drain, scenario.Kill: sim.Kill, scenario.Requeue: sim.Requeue}
