package scenario

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"sovsim/sim/unit"
)

const jointText = `version: 1
horizon: 60d
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
clusters:
  - {name: isambard, region: UK, groups: [{nodes: 8, gpus-per-node: 4}], max-gpus: 8}
  - {name: zay, region: FR, gpus: 40, access: [Europe]}
  - {name: cloud, region: US, gpus: 100}
  - {name: jupiter, region: FR, gpus: 60}
pools:
  - {name: uk-france, members: [zay, isambard]}
routing: least-loaded
workload:
  - {class: c, region: UK, interarrival: 30m, run-time: 1h, gpus: 1}
`

func TestPoolsAreRead(t *testing.T) {
	s := decodes(t, jointText)
	if want := []JointPool{{Name: "uk-france", Members: []string{"zay", "isambard"}}}; !reflect.DeepEqual(s.Pools, want) {
		t.Errorf("pools %v, want %v", s.Pools, want)
	}
	for name, want := range map[string]int{"zay": 0, "isambard": 0, "cloud": -1} {
		if got := s.PoolOf(name); got != want {
			t.Errorf("%s is in pool %d, want %d", name, got, want)
		}
	}
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
	again := decodes(t, string(s.YAML()))
	if !reflect.DeepEqual(again.Pools, s.Pools) {
		t.Errorf("it prints as\n%s", s.YAML())
	}
	if scaled := s.Scaled(); !reflect.DeepEqual(scaled.Pools, s.Pools) {
		t.Errorf("scaled: %v", scaled.Pools)
	}
}

// A pool is a list entry by name: a file that extends another may change its
// members, and absent: true gives each its own queue back.
func TestPoolsAreSet(t *testing.T) {
	for set, want := range map[string][]JointPool{
		"pools.uk-france.members=[isambard, jupiter]":       {{Name: "uk-france", Members: []string{"isambard", "jupiter"}}},
		"pools.uk-france.suspend-cost=30s":                  {{Name: "uk-france", Members: []string{"zay", "isambard"}, Suspension: Suspension{Suspend: 30e9}}},
		"pools.uk-france.max-queued=0":                      {{Name: "uk-france", Members: []string{"zay", "isambard"}, MaxQueued: unit.AtMost(0)}},
		"pools.uk-france.absent=true":                       nil,
		"pools=[{name: other, members: [cloud, isambard]}]": {{Name: "other", Members: []string{"cloud", "isambard"}}},
	} {
		s, err := Decode("test.yaml", []byte(jointText), catalog, set)
		if err != nil {
			t.Errorf("%s: %v", set, err)
		} else if !reflect.DeepEqual(s.Pools, want) {
			t.Errorf("%s: pools %v, want %v", set, s.Pools, want)
		} else if again := decodes(t, string(s.YAML())); !reflect.DeepEqual(again.Pools, s.Pools) {
			t.Errorf("%s: it prints as\n%s", set, s.YAML())
		}
	}
}

func TestPoolFaults(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown member", "[zay, isambard]", "[zay, isambart]", `10:38: pools[0].members[1]: there is no cluster "isambart": did you mean "isambard"?`},
		{"one member", "[zay, isambard]", "[zay]", "10:32: pools[0].members: a joint pool has two clusters or more, this one has 1: name the others, or remove the pool"},
		{"no members", ", members: [zay, isambard]", "", "10:5: pools[0]: members is missing: list the clusters that share the queue, two or more"},
		{"twice", "[zay, isambard]", "[zay, isambard, zay]", "10:48: pools[0].members[2]: zay is in this pool, in line 10 already: a cluster has one queue"},
		{"in two pools", "[zay, isambard]}", "[zay, isambard]}\n  - {name: more, members: [jupiter, zay]}", `11:37: pools[1].members[1]: zay is in the pool "uk-france" in line 10 already: a cluster has one queue`},
		{"the name of a cluster", "name: uk-france", "name: cloud", `10:12: pools[0].name: the name "cloud" is taken by the one in line 7`},
		{"no name", "name: uk-france, ", "", "10:5: pools[0]: name is missing: give a name"},
		{"a member with a policy", "gpus: 40,", "gpus: 40, policy: fcfs,", `6:5: clusters[1]: the cluster is in the joint pool "uk-france", which has one policy for all of it, the scenario's: remove policy here`},
		{"a member with costs of its own", "gpus: 40,", "gpus: 40, resume-cost: 4s,", `6:5: clusters[1]: the cluster is in the joint pool "uk-france", whose policy suspends its jobs: give resume-cost to the pool`},
		{"a negative cost", "members: [zay", "suspend-cost: -1s, members: [zay", `10:37: pools[0].suspend-cost: -1s is negative`},
		{"a member with a queue", "gpus: 40,", "gpus: 40, max-queued: 4,", `6:5: clusters[1]: the cluster is in the joint pool "uk-france" and has no queue of its own: give max-queued to the pool`},
		{"a member too large", "gpus: 40,", "gpus: 2e6,", `6:5: clusters[1]: the cluster is in the joint pool "uk-france", where each of its 2000000 GPUs is a node, and a group has at most 1000000 nodes: give it groups with gpus-per-node`},
		{"a foreign key", "members: [zay", "cluster: [zay", `10:23: pools[0]: unknown key "cluster": known are name, members, max-queued, suspend-cost, resume-cost`},
	} {
		_, err := Decode("test.yaml", []byte(strings.Replace(jointText, c.old, c.new, 1)), catalog)
		var faults *Errors
		if !errors.As(err, &faults) {
			t.Errorf("%s: got %v, want *Errors", c.name, err)
			continue
		}
		if got := faults.Error(); !strings.Contains(got+"\n", "test.yaml:"+c.want+"\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// Routing home sends a job to the pool that has a member at home, from where it may
// run at any: so a job too large for the member at home is no cause for a warning.
func TestHomeGoesThroughThePool(t *testing.T) {
	text := strings.NewReplacer("routing: least-loaded", "routing: home", "gpus: 1}", "gpus: 40}").Replace(jointText)
	if s := decodes(t, text); len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
	alone := strings.Replace(text, "gpus: 40}", "gpus: 40, residency: home}", 1)
	if s := decodes(t, alone); len(s.Warnings) != 1 {
		t.Errorf("with residency home the warnings are %v", s.Warnings)
	}
}
