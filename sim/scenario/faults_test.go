package scenario

import (
	"errors"
	"strings"
	"testing"
)

// Each fault is an edit of the base scenario, with every message that it gets.
// An edit that empties a line leaves the lines below where they are.
var faultTable = []struct {
	name, old, new string
	want           []string
}{
	{"no version", "version: 1\n", "\n", []string{"2:1: version is missing: begin the file with version: 1"}},
	{"a later version", "version: 1\n", "version: 2\n", []string{"1:10: version: version 2 is unknown: this sovsim reads version 1; a newer file needs a newer sovsim"}},
	{"a name for no folder", "name: base", "name: ../base", []string{`2:7: name: "../base" names a folder of results: begin with a letter or digit and use letters, digits, - _ and . inside`}},
	{"no epoch", "epoch: 2025-01-01\n", "\n", []string{
		`25:14: clusters[0].timeline[0].at: the date 2025-02-01 needs an epoch: add epoch: with a date at the top of the file, or give a duration such as 30d`,
		`32:16: clusters[1].timeline[0].from: the date 2025-01-11 needs an epoch: add epoch: with a date at the top of the file, or give a duration such as 30d`,
		`32:35: clusters[1].timeline[0].until: the date 2025-01-21 needs an epoch: add epoch: with a date at the top of the file, or give a duration such as 30d`,
	}},
	{"a bad epoch is one fault", "epoch: 2025-01-01", "epoch: 1.1.2025", []string{`4:8: epoch: "1.1.2025" is not a date as it is written here: write 2025-01-01`}},
	{"an old epoch", "epoch: 2025-01-01", "epoch: 0001-01-01", []string{`4:8: epoch: the epoch 0001-01-01 is outside the years 1900 to 2200`}},
	{"a horizon of nothing", "horizon: 60d", "horizon: 0d", []string{"5:10: horizon: the horizon is not after the epoch"}},
	{"a horizon before the epoch", "horizon: 60d", "horizon: 2024-12-01", []string{"5:10: horizon: the horizon is not after the epoch"}},
	{"a horizon beyond the clock", "horizon: 60d", "horizon: 2199-01-01", []string{"5:10: horizon: 2199-01-01 is more than 146 years from the epoch"}},
	{"a horizon that is no time", "horizon: 60d", "horizon: never", []string{`5:10: horizon: "never" is not a time: give a duration since the epoch, such as 30d, or a date, such as 2025-07-01`}},
	{"an empty value", "horizon: 60d", "horizon:", []string{"5:9: horizon: the value is empty: give a duration since the epoch, such as 30d, or a date, such as 2025-07-01, or remove the line"}},
	{"all warm-up", "warm-up: 7d", "warm-up: 60d", []string{"6:10: warm-up: the warm-up takes until the horizon or longer, so no job would be measured"}},
	{"a warm-up before the epoch", "warm-up: 7d", "warm-up: -1d", []string{"6:10: warm-up: the warm-up ends before the epoch"}},
	{"a seed too long", "seed: 1\n", "seed: 18446744073709551616\n", []string{`7:7: seed: "18446744073709551616" is more than 2^64 − 1`}},
	{"no replication", "replications: 2", "replications: 0", []string{"8:15: replications: 0 is outside 1 to 100000"}},
	{"a list for a number", "replications: 2", "replications: [2]", []string{"8:15: replications: this is a list; it should be a whole number"}},
	{"a foreign overrun", "overrun: kill", "overrun: stop", []string{`9:10: overrun: "stop" is unknown: write kill or extend`}},
	{"a misspelt key", "routing: least-loaded", "rooting: least-loaded", []string{`10:1: unknown key "rooting": did you mean "routing"?`}},
	{"a foreign key", "regions: [FR]", "territories: [FR]", []string{
		`12:1: unknown key "territories": known are version, name, description, extends, include, epoch, horizon, warm-up, seed, replications, scale, overrun, routing, reroute-after, max-live-jobs, policies, regions, links, accelerators, repair, clusters, pools, export-rules, classes, workload, departures, budgets, closures, outputs`,
		`45:13: workload[1].region: the region "FR" is unknown: known are UK, US; a region without a cluster is declared by regions: [FR] at the top of the file`,
	}},
	{"a key with an underscore", "warm-up: 7d", "warm_up: 7d", []string{`6:1: unknown key "warm_up": did you mean "warm-up"?`}},
	{"a key given twice", "seed: 1\n", "seed: 1\nseed: 2\n", []string{"8:1: seed appears twice: the first is in line 7"}},
	{"a foreign tag", "seed: 1\n", "seed: !seed 1\n", []string{"7:7: seed: the tag !seed has no meaning in a scenario: remove it"}},
	{"no policy", "[fcfs, easy]", "[]", []string{"11:11: policies: the list is empty: name at least one policy, or leave the key out for easy"}},
	{"a policy given twice", "[fcfs, easy]", "[easy, easy]", []string{"11:18: policies[1]: easy appears twice: the first is in line 11"}},
	{"a policy cut at its comma", "[fcfs, easy]", "[fcfs(a=1, b=2), easy]", []string{`11:12: policies[0]: the policy is cut at its comma: put it in quotes, "fcfs(a=1, b=2)"`}},
	{"a bracket too few", "[fcfs, easy]", "[fcfs(a=1]", []string{"11:12: policies[0]: fcfs(a=1: the parentheses do not match"}},
	{"a parameter of a policy", "conservative(depth=100)", "conservative(depht=100)", []string{`20:13: clusters[0].policy: conservative has no parameter "depht": did you mean "depth"?`}},
	{"a speed in another unit", "{speed: 0.315}", "{speed: 312 TFLOPS}", []string{`15:17: accelerators.A100.speed: "312 TFLOPS" is not a positive number such as 0.387 or 1/16`}},
	{"an accelerator without speed", "  A100: {speed: 0.315}\n", "\n", []string{`23:63: clusters[0].groups[1].accelerator: the speed of accelerator "A100" is unknown: add accelerators: {A100: {speed: 1}} at the top of the file, or speed: here`}},
	{"an accelerator misspelt", "accelerator: A100", "accelerator: a-100", []string{`23:63: clusters[0].groups[1].accelerator: the speed of accelerator "a-100" is unknown: did you mean "A100"?`}},
	{"a cluster without name", "- name: hill\n    region: US", "- region: US\n", []string{"27:5: clusters[1]: name is missing: give a name"}},
	{"a cluster name taken", "name: hill", "name: bristol", []string{`27:11: clusters[1].name: the cluster name "bristol" is taken by the one in line 17`}},
	{"a group name taken", "name: slow", "name: fast", []string{`23:9: clusters[0].groups[1]: the group name "fast" is taken by the one in line 22`}},
	{"a foreign kind", "kind: pool", "kind: cloud", []string{`29:11: clusters[1].kind: "cloud" is unknown: write pool or nodes`}},
	{"a foreign owner", "kind: pool", "kind: pool\n    owner: state", []string{`30:12: clusters[1].owner: "state" is unknown: write public or private`}},
	{"a pool with nodes' keys", "kind: nodes", "kind: pool", []string{
		"17:5: clusters[0]: gpus is missing: give the number of GPUs at the epoch",
		"22:7: clusters[0].groups: a pool has no node groups: write gpus: with a count, or kind: nodes",
		"25:41: clusters[0].timeline[0].group: a pool has no groups: remove this key",
		"26:34: clusters[0].timeline[1].group: a pool has no groups: remove this key",
	}},
	{"a pool of nothing", "gpus: 64", "gpus: 0", []string{
		`32:9: clusters[1].timeline[0]: at 2025-01-12 this takes 2 of the 0 GPUs that "hill" has by then: remove at most that many, or add some before`}},
	{"a fraction of a GPU", "gpus: 64", "gpus: 8.5", []string{`30:11: clusters[1].gpus: "8.5" is not a whole number`}},
	{"more GPUs than there are", "gpus: 64", "gpus: 1e15", []string{"30:11: clusters[1].gpus: 1e15 is outside 0 to 1000000000"}},
	{"a node of nothing", "gpus-per-node: 4", "gpus-per-node: 0", []string{"22:47: clusters[0].groups[0].gpus-per-node: 0 is outside 1 to 4096"}},
	{"a step of an unknown group", "add: 4, group: fast", "add: 4, group: fats", []string{`25:41: clusters[0].timeline[0].group: the cluster has no group "fats": did you mean "fast"?`}},
	{"a step of no group", "add: 4, group: fast", "add: 4", []string{"25:9: clusters[0].timeline[0]: group is missing: the cluster has several groups; name one of fast, slow"}},
	{"a step without amount", "add: 4, group: fast", "group: fast", []string{"25:9: clusters[0].timeline[0]: a change needs one of add, remove and set, such as {at: 2025-07-01, add: 8}"}},
	{"a step with two amounts", "add: 4, group: fast", "add: 4, set: 8, group: fast", []string{"25:39: clusters[0].timeline[0].set: a change has one of add, remove and set; this one has add too"}},
	{"a step of nothing", "add: 4, group: fast", "add: 0, group: fast", []string{"25:31: clusters[0].timeline[0].add: add 0 changes nothing: remove this line or give a number"}},
	{"a step of half a node", "add: 4, group: fast", "add: 6 GPUs, group: fast", []string{"25:31: clusters[0].timeline[0].add: 6 GPUs are not whole nodes of 4 GPUs"}},
	{"nodes of a pool", "remove: 20", "remove: 20 nodes", []string{`32:55: clusters[1].timeline[0].remove: "20 nodes": a pool has no nodes: give a number of GPUs`}},
	{"an amount of racks", "remove: 20", "remove: 2 racks", []string{`32:55: clusters[1].timeline[0].remove: "2 racks" is not an amount: write a whole number, or 16 GPUs, 100 h100e or 63 EF`}},
	{"a step at no time", "at: 2025-02-01, ", "", []string{"25:9: clusters[0].timeline[0]: a change needs at (a step) or both from and until (a ramp), such as {at: 2025-07-01, add: 8}"}},
	{"a step and a ramp", "{at: 2025-02-01,", "{at: 2025-02-01, until: 2025-03-01,", []string{"25:9: clusters[0].timeline[0]: a change has either at (a step) or from and until (a ramp), not both"}},
	{"a step at the epoch", "at: 2025-02-01", "at: 2025-01-01", []string{"25:14: clusters[0].timeline[0].at: the step is not after the epoch: give the group that size from the start"}},
	{"a step before the epoch", "at: 2025-02-01", "at: 2024-12-31", []string{"25:14: clusters[0].timeline[0].at: the step is not after the epoch: give the group that size from the start"}},
	{"a ramp before the epoch", "from: 2025-01-11", "from: 2024-01-11", []string{"32:16: clusters[1].timeline[0].from: the ramp begins before the epoch: begin it there and give the group the size it has by then"}},
	{"a ramp backwards", "until: 2025-01-21", "until: 2025-01-11", []string{"32:35: clusters[1].timeline[0].until: a ramp takes at least a day: until is less than a day after from; use at: for a step"}},
	{"a loss of gain", "add: 4, group: fast", "add: 4, group: fast, loss: kill", []string{"25:53: clusters[0].timeline[0].loss: loss says what a step down does to running jobs; add takes nothing away: remove this key"}},
	{"a foreign loss", "loss: requeue", "loss: evict", []string{`32:65: clusters[1].timeline[0].loss: "evict" is unknown: write drain or kill or requeue`}},
	{"announced maybe", "announced: false", "announced: no", []string{`26:63: clusters[0].timeline[1].announced: "no" is neither true nor false`}},
	{"more than there is", "remove: 20", "remove: 65", []string{`32:9: clusters[1].timeline[0]: at 2025-01-21 this takes 7 of the 6 GPUs that "hill" has by then: remove at most that many, or add some before`}},
	{"more than there may be", "add: 4, group: fast", "add: 1e6, group: fast", []string{`25:9: clusters[0].timeline[0]: at 2025-02-01 "fast" has 1000008 nodes, more than the 1000000 that a group may have`}},
	{"a level in motion", "at: 2025-02-01, add: 4, group: fast", "from: 2025-02-01, until: 2025-03-01, add: 4, group: fast",
		[]string{`26:9: clusters[0].timeline[1]: this overlaps in time with the change in line 25 of the same group, and set needs a level that is settled: move one, or write add or remove`}},
	{"a cluster for nobody", "gpus: 64", "gpus: 64\n    access: []", []string{"31:13: clusters[1].access: the list is empty, so nobody could use the cluster: name regions, blocs or classes, or leave the key out for everybody"}},
	{"access of nothing", "gpus: 64", "gpus: 64\n    access:", []string{"31:12: clusters[1].access: the list is empty, so nobody could use the cluster: name regions, blocs or classes, or leave the key out for everybody"}},
	{"access given twice", "gpus: 64", "gpus: 64\n    access: [UK, FR, UK]", []string{"31:22: clusters[1].access[2]: UK appears twice: the first is in line 31"}},
	{"access by a block", "gpus: 64", "gpus: 64\n    access: {UK: true}", []string{"31:13: clusters[1].access: this is a block of keys; it should be a list of regions, blocs and classes, each after a dash"}},
	{"a largest job of nothing", "gpus: 64", "gpus: 64\n    max-gpus: 0", []string{"31:15: clusters[1].max-gpus: 0 is outside 1 to 100000000"}},
	{"a queue of less than nobody", "gpus: 64", "gpus: 64\n    max-queued: -1", []string{`31:17: clusters[1].max-queued: "-1" is negative: write a whole number from 0`}},
	{"a limit of time in GPUs", "gpus: 64", "gpus: 64\n    max-time: 24", []string{`31:15: clusters[1].max-time: "24" has no unit: write 24m for minutes, 24h for hours or 24d for days`}},
	{"a limit of time of a second", "gpus: 64", "gpus: 64\n    max-time: 1s", []string{"31:15: clusters[1].max-time: 1s is shorter than any site's limit: give 1m or more, such as 24h"}},
	{"a limit misspelt", "gpus: 64", "gpus: 64\n    max-gpu: 4", []string{`31:5: clusters[1]: unknown key "max-gpu": did you mean "max-gpus"?`}},
	{"no clusters", base[strings.Index(base, "clusters:"):strings.Index(base, "workload:")], "", []string{"1:1: clusters is missing: list at least one cluster"}},
	{"no workload", base[strings.Index(base, "workload:"):strings.Index(base, "outputs:")], "workload: []\n", []string{"33:11: workload: the list is empty: give at least one class of jobs, or a trace"}},
	{"a class without class", "- class: small\n    region: UK", "- region: UK\n", []string{"34:5: workload[0]: class is missing: give a name, such as finetune (or trace: for a trace)"}},
	{"a region misspelt", "region: UK\n    users", "region: Uk\n    users", []string{`35:13: workload[0].region: the region "Uk" is unknown: did you mean "UK"?`}},
	{"no users", "users: 20", "users: 0", []string{"36:12: workload[0].users: 0 is outside 1 to 1000000"}},
	{"no time between jobs", "{mean: 5m, cv: 2}", "0s", []string{"37:19: workload[0].interarrival: 0s is not more than zero"}},
	{"a negative cv", "{mean: 5m, cv: 2}", "{mean: 5m, cv: -1}", []string{"37:34: workload[0].interarrival.cv: -1 is less than 0"}},
	{"an unknown distribution", "{log-normal:", "{log-norm:", []string{`38:16: workload[0].run-time: unknown key "log-norm": did you mean "log-normal"?`}},
	{"a foreign distribution", "{log-normal: {median: 30m, sigma: 1.5, max: 24h}}", "{zipf: {s: 2}}", []string{`38:16: workload[0].run-time: unknown key "zipf": known are log-normal, exponential, uniform, log-uniform, gamma, hyperexponential, quantiles`}},
	{"a constant as a kind", "{log-normal: {median: 30m, sigma: 1.5, max: 24h}}", "{constant: 1h}", []string{`38:16: workload[0].run-time: unknown key "constant": a constant is written alone, as in run-time: 1h; the kinds of distribution are log-normal, exponential, uniform, log-uniform, gamma, hyperexponential, quantiles`}},
	{"an empty distribution", "{log-normal: {median: 30m, sigma: 1.5, max: 24h}}", "{}", []string{`38:15: workload[0].run-time: a distribution is a duration, such as 30m, or one kind with parameters, such as log-normal: {median: 30m, sigma: 1.5}`}},
	{"two distributions", "{log-normal: {median: 30m, sigma: 1.5, max: 24h}}", "{uniform: {min: 1m, max: 1h}, gamma: {mean: 1h, cv: 1}}", []string{`38:52: workload[0].run-time.gamma: a distribution has one kind; this one is uniform too`}},
	{"parts of two parametrisations", "median: 30m, sigma: 1.5, max: 24h", "median: 30m, sigma: 1.5, cv: 2", []string{`38:58: workload[0].run-time.log-normal.cv: log-normal takes median and sigma, or mean and cv, not parts of both`}},
	{"a sigma beyond reason", "sigma: 1.5", "sigma: 90", []string{`38:49: workload[0].run-time.log-normal.sigma: 90 is more than 10`}},
	{"ends the wrong way round", "{log-normal: {median: 30m, sigma: 1.5, max: 24h}}", "{uniform: {min: 2h, max: 1h}}", []string{`38:40: workload[0].run-time.uniform.max: max is not more than min; for one value write a plain duration`}},
	{"a run time of nothing", "{log-normal: {median: 30m, sigma: 1.5, max: 24h}}", "0s", []string{`38:15: workload[0].run-time: 0s is not more than zero`}},
	{"a job of no GPU", "{1: 0.7,", "{0: 0.7,", []string{"39:12: workload[0].gpus: 0 is outside 1 to 100000000"}},
	{"a negative weight", "{1: 0.7,", "{1: -0.7,", []string{"39:15: workload[0].gpus.1: -0.7 is less than 0"}},
	{"a size given twice", "{1: 0.7,", "{02e0: 0.7,", []string{"39:23: workload[0].gpus: the size 2 appears twice: the first is in line 39"}},
	{"a request below the run time", "factor: {min: 1, max: 5}", "factor: 0.5", []string{"40:23: workload[0].request.factor: a factor of 0.5 would ask for less than the run time: give at least 1"}},
	{"a factor the wrong way round", "factor: {min: 1, max: 5}", "factor: {min: 3, max: 2}", []string{"40:37: workload[0].request.factor.max: max is less than min"}},
	{"no horizon", "horizon: 60d\n", "\n", []string{"34:5: workload[0]: this class of jobs never ends and the scenario has no horizon: add horizon: with a time to the scenario, or jobs: with a number here"}},
	{"a class given twice", "  - trace: traces/tiny.swf\n    format: swf\n    region: FR\n    class: grid\n",
		"  - {class: small, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}\n", []string{`43:5: workload[1]: class "small" of region "UK" is described already, in line 34: give it another name`}},
	{"a key of a class in a trace", "format: swf", "users: 3", []string{`44:5: workload[1]: unknown key "users": known are trace, name, format, processors, region, class, rate`}},
	{"a foreign format", "format: swf", "format: csv", []string{`44:13: workload[1].format: unknown trace format "csv": known are swf, native`}},
	{"an interval of nothing", "interval: 6h", "interval: 0s", []string{"47:33: outputs.interval: 0s is not more than zero"}},
	{"too many intervals", "interval: 6h", "interval: 1s", []string{"47:33: outputs.interval: the horizon has more than 1000000 intervals of 1s: write a longer one"}},
	{"text for a block", "outputs: {jobs: true, interval: 6h}", "outputs: jobs", []string{`47:10: outputs: this is the text "jobs"; it should be a block of key: value lines with jobs, interval, follow-up, target, reasons`}},
	{"reasons that are no truth", "interval: 6h", "reasons: why", []string{"47:32: outputs.reasons: \"why\" is neither true nor false"}},
	{"text for a list", "regions: [FR]", "regions: FR", []string{`12:10: regions: this is the text "FR"; it should be a list of regions without a cluster, each after a dash`}},
	{"a tab", "    region: US", "\tregion: US", []string{"28:1: not valid YAML: found a tab character that violates indentation; the line is indented with a tab: use spaces"}},
	{"an open bracket", "[fcfs, easy]", "[fcfs, easy", []string{"12:8: not valid YAML: did not find expected ',' or ']'; a bracket or brace above is not closed"}},
	{"a colon in a text", "A scenario for tests.", "Tests: many.", []string{`3:19: not valid YAML: mapping values are not allowed in this context; check the indentation of this line and the one above, and put a text that contains a colon in "quotes"`}},
	{"a second document", "outputs: {jobs: true, interval: 6h}", "---\na: b", []string{"48:1: a second document begins here: a scenario file holds one; remove the --- above"}},
	{"a stray alias", "seed: 1\n", "seed: *one\n", []string{`7:7: not valid YAML: unknown anchor 'one' referenced; an alias needs an &anchor of that name before it; put a text that begins with * in "quotes"`}},
	{"an alias in itself", "accelerators:\n  GH200: {speed: 1}", "accelerators:\n  GH200: &a {<<: *a, speed: 1}", []string{"14:10: accelerators.GH200: << here merges more than 10 levels deep, or itself"}},
}

func TestFaults(t *testing.T) {
	for _, c := range faultTable {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode("test.yaml", []byte(edit(t, c.old, c.new)), catalog)
			var faults *Errors
			if !errors.As(err, &faults) {
				t.Fatalf("got %v, want *Errors", err)
			}
			want := ""
			for _, line := range c.want {
				want += "test.yaml:" + line + "\n"
			}
			if got := faults.Error() + "\n"; got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}
