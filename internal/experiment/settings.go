package experiment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sovsim/results"
	"sovsim/scheduler"
	"sovsim/sim/scenario"
)

// settings are the hashes of what the plan runs. The version has no part in them,
// nor has which files are written beside those that always are.
func (p *plan) settings(m *results.Manifest) results.Settings {
	all := *p.full
	all.Policies = scheduler.Names(p.policies)
	all.Outputs.Jobs = false
	resolved := all.Canonical()
	for _, in := range slices.Concat(p.supply.inputs, p.series) {
		resolved = fmt.Appendf(resolved, "%s\n", in.SHA256)
	}
	var inputs []byte
	for _, in := range m.Inputs {
		inputs = fmt.Appendf(inputs, "%q %s\n", in.Name, in.SHA256)
	}
	// What makes a scenario of a trace stands on the command line only, and is short.
	if len(p.full.Files) == 0 {
		inputs = append(inputs, resolved...)
	}
	said := fmt.Sprintf("%q\n", append(Texts(p.changes), scheduler.Names(p.policies)...))
	return results.Settings{Scenario: p.full.Name, Policies: scheduler.Names(p.policies), Seed: p.full.Seed, Replications: p.full.Replications,
		Resolved: hexHash(append(resolved, said...)), Inputs: hexHash(append(inputs, said...))}
}

func hexHash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// ChangedPolicies is the change that other policies than the scenario's are; none
// where they are the same.
func ChangedPolicies(s *scenario.Scenario, policies []scheduler.Spec) []Change {
	names := scheduler.Names(policies)
	if slices.Equal(names, s.Policies) {
		return nil
	}
	return []Change{{"policies", strings.Join(names, ",")}}
}

// Replaceable is an error if the directory of a scenario holds a set that Execute
// would refuse to replace. It looks at directories with a set only.
func Replaceable(ctx context.Context, s *scenario.Scenario, opts Options) error {
	if opts.Force || !results.HasSet(opts.Dir) {
		return nil
	}
	p, err := newPlan(s, opts)
	if err != nil {
		return badInput(err)
	}
	m, err := p.prepare(ctx, true)
	if err == nil {
		err = results.CheckReplaceable(opts.Dir, m)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return badInput(err)
}
