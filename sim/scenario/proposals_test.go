package scenario

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// held has the keys that every has not.
const held = `version: 1
epoch: 2025-02-15
horizon: 60d
warm-up: 7d
seed: 3
replications: 2
overrun: kill
routing: overflow(wait=4h)
policies: [fcfs, easy]
repair: 12h
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
accelerators: {A100: {speed: 0.315, failures: 3.79, idle-power: 50 W, power: 400 W}}
clusters:
  - {name: a, region: UK, kind: pool, gpus: 64, accelerator: A100, repair: none, delivered: 80%, timeline: [{at: 2025-03-01, add: 30}, {from: 3d, until: 5d, outage: true}]}
  - {name: b, region: US, groups: [{nodes: 16, gpus-per-node: 4, speed: 1/2}], timeline: [{at: 9d, add: 16 GPUs, delivered: 0.5}, {at: 10d, remove: 2 nodes, loss: drain}, {at: 11d, add: 100 h100e}]}
export-rules:
  - {name: late, on: US, slip: 1 month, from: 2025-02-16, until: 40d}
  - {name: most, on: [Europe], cap: 50 GPUs}
classes:
  mid: {gpus: 8, run-time: 8h, users: 40, patience: {log-normal: {mean: 3d, cv: 1}}, request: {factor: {min: 1, max: 5}, round-up: 15m, max: 24h}, checkpoint: 1h, checkpoint-write: 5m, restart: 1m}
  tiny: {gpus: 1, run-time: 1h}
workload:
  - {class: mid, region: UK, interarrival: {mean: 1h, cv: 2}, patience-of: user, elasticity: 0.5}
  - {name: d, demand: {share: 20%, of: 100 h100e}, regions: {FR: 1}, classes: {mid: 1}, replace: {share: 30%, of: mid, by: tiny, cost: 5%}}
  - {class: small, region: US, interarrival: 1h, run-time: {gamma: {mean: 1h, cv: 1}}, gpus: 1, jobs: 100}
departures: [{name: drain, from: Europe, to: US, rate: 0.05, grace: 3d}]
budgets: [{name: grants, owner: class, of: [mid], clusters: [a], per-quarter: 1000 GPU-h, exhausted: wait}]
closures: [{name: shut, clusters-in: [US], to: [Europe], from: 20d, until: 2025-03-20, running: finish}]
outputs: {jobs: true, interval: 6h, follow-up: 7d}
`

// slips are what people write in place of a value.
var slips = []string{
	"20.000", "2.190", "8.0", "8.5", "1.000.000", "20,000", "1,5", "2,5 EF", "1 000", "1'000", "1 000 h100e", "1 000 GPUs", "20.000 GPUs", "2.190 nodes", "1.5e3", "010", "-4", "0", "1e6", "12", "30", "200%", "50%", "5x", "2x",
	"2027", "2027-03", "2027-13-01", "01.07.2030", "01/07/2030", "July 2030", "Jan 2026", "Q3 2026", "2026/3/1", "2026-3-1", "2025-03-01 12:00",
	"1y", "6M", "2 years", "1 month", "90 minutes", "24H", "3 days", "1,5h", "1h30", "80", "80G", "80 gb", "5 Gbit", "700", "2.50", "2,50 EUR/GPU-h", "1 000 W", "many", "no", "yes", "True", "easi", "fcfs", "Europ", "UKK", "us", "medi", "smal", "kil", "drian",
}

var (
	proposed = regexp.MustCompile(`(?:^| )(?:write|did you mean) (.+?)(?:; | if |: | \(|\?|$)`)
	between2 = regexp.MustCompile(`,? or,? |, `)
	aValue   = regexp.MustCompile(`^(-?[\d.]\S*( [A-Za-z][\w/%-]*)?|[a-z-]+|"[^"]+")$`)
	notOne   = []string{"more", "less", "fewer", "days", "it", "all", "earlier times instead", "another", "at least", "a", "the"}
)

// beside is a fault that lies in what stands elsewhere in the file: a value is read, and
// does not go with another.
var beside = regexp.MustCompile(`^max is (not more|less) than min|values rise with their shares$|until is (not|less than a day) after from|of a busy one$|appears twice|each user belongs to one$|before the epoch$|not after the epoch|the warm-up takes until the horizon|` +
	`is where users leave|is a bloc: name|takes \d+ of the|is there already|is described already|is taken by|larger than the|which is outside 1 ns to 146 years|is among those|makes the demand`)

// proposals are the values that a message tells to write.
func proposals(msg string) (list []string) {
	for _, m := range proposed.FindAllStringSubmatch(msg, -1) {
		for _, part := range between2.Split(m[1], -1) {
			part, _, _ = strings.Cut(part, " for ")
			if aValue.MatchString(part) && !slices.Contains(notOne, part) {
				list = append(list, strings.Trim(part, `"`))
			}
		}
	}
	return list
}

func TestProposalsAreFoundInMessages(t *testing.T) {
	for msg, want := range map[string]string{
		`"20" has no unit: write 20s for seconds, 20m for minutes, 20h for hours or 20d for days`: "20s 20m 20h 20d",
		`20.000 is 20 here, for a point begins decimals: write 20 or 20000`:                       "20 20000",
		`"kil" is unknown: did you mean "kill"?`:                                                  "kill",
		`"x" is unknown: write drain or kill or requeue`:                                          "drain kill requeue",
		`30 is outside 0% to 100%: did you mean 30%?`:                                             "30%",
		`"9" has no unit: write 9 h100e for H100 equivalents, or 9 EF for AI exaFLOPS`:            "9 h100e 9 EF",
		`2 without a percent sign is 200% a year: write 2% or 0.02, or 200% if so much is meant`:  "2% 0.02 200%",
		`12 is negative: write earlier times instead`:                                             "",
	} {
		if got := strings.Join(proposals(msg), " "); got != want {
			t.Errorf("%s: got %q, want %q", msg, got, want)
		}
	}
}

// No message proposes what is then refused: wherever a slip stands, what its message
// tells to write is taken in its place.
func TestProposalsAreAccepted(t *testing.T) {
	refused, digits := map[string]bool{}, regexp.MustCompile(`\d+`)
	fed := 0
	for _, text := range []string{every, held, base} {
		if _, err := Decode("test.yaml", []byte(text), catalog); err != nil {
			t.Fatal(err)
		}
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(text), &root); err != nil {
			t.Fatal(err)
		}
		var scalars []*yaml.Node
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			for i, c := range n.Content {
				if n.Kind != yaml.MappingNode || i%2 == 1 {
					walk(c)
				}
			}
			if n.Kind == yaml.ScalarNode && n.Style == 0 {
				scalars = append(scalars, n)
			}
		}
		walk(&root)
		lines := strings.SplitAfter(text, "\n")
		for k, n := range scalars {
			at := n.Column - 1
			for _, l := range lines[:n.Line-1] {
				at += len(l)
			}
			put := func(s string) []Problem {
				_, err := Decode("test.yaml", []byte(text[:at]+s+text[at+len(n.Value):]), catalog)
				var faults *Errors
				if !errors.As(err, &faults) {
					return nil
				}
				var here []Problem
				for _, p := range faults.List {
					if p.Line == n.Line && p.Column == n.Column {
						here = append(here, p)
					}
				}
				return here
			}
			for i, slip := range slips {
				if (i+k)%4 != 0 {
					continue // other values have the others: all would take a minute
				}
				told := put(slip)
				if len(told) != 1 {
					continue // what is right for one of two faults may have the other
				}
				for _, p := range told {
					for _, s := range proposals(p.Msg) {
						fed++
						for _, q := range put(s) {
							if beside.MatchString(q.Msg) {
								continue
							}
							// One of each kind: messages that differ in their numbers are alike.
							if key := digits.ReplaceAllString(p.Path+p.Msg, "#"); !refused[key] {
								refused[key] = true
								t.Errorf("%s: %s\nthen %q: %s", p.Path, p.Msg, s, q.Msg)
							}
						}
					}
				}
			}
		}
	}
	if fed < 500 {
		t.Errorf("%d proposals were tried", fed)
	}
}
