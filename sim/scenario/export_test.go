package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim/unit"
)

// Three clusters in Europe, one in the US. By the plan nodes of 8 GPUs come to a on
// day 10 (3), 20 (4) and 30 (5); GPUs to b, a pool, on day 20 (10) and by a ramp from
// day 40 to 43 (2 a day); and to far, which no rule is about, on day 20.
const exportText = `version: 1
epoch: 2025-01-01
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
clusters:
  - name: a
    region: UK
    groups: [{name: x, nodes: 1, gpus-per-node: 8, speed: 2.5}]
    timeline:
      - {at: 10d, add: 3}
      - {at: 20d, add: 4}
      - {at: 30d, add: 5}
  - name: b
    region: FR
    gpus: 16
    timeline:
      - {at: 20d, add: 10}
      - {from: 40d, until: 43d, add: 6}
  - {name: far, region: US, gpus: 1, timeline: [{at: 20d, add: 1000}]}
RULES
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`

func withRules(rules ...string) string {
	text := ""
	for _, r := range rules {
		text += "\n  - {" + r + "}"
	}
	if text != "" {
		text = "export-rules:" + text
	}
	return strings.Replace(exportText, "RULES", text, 1)
}

// course writes a timeline as day±change.
func course(c *Cluster) string {
	var parts []string
	for _, s := range c.Timeline {
		parts = append(parts, fmt.Sprintf("%g%+d", s.At.Hours()/24, s.Change))
	}
	return strings.Join(parts, " ")
}

func TestExportRulesByHand(t *testing.T) {
	const planA, planB = "10+3 20+4 30+5", "20+10 41+2 42+2 43+2"
	for _, c := range []struct{ rule, a, b string }{
		// 24, then 48 of 50; of b's ten two are left, and nothing after that.
		{"name: r, on: [Europe], cap: 50 GPUs", "10+3 20+3", "20+2"},
		// 24, 56, 66; of 34 that are left four nodes come, and two GPUs.
		{"name: r, on: [UK, FR], cap: 100 GPUs", "10+3 20+4 30+4", "20+10 41+2"},
		// On a's soil alone; a node that does not fit is not cut in two.
		{"name: r, on: UK, cap: 31 GPUs", "10+3", planB},
		// A node is 20 h100e, a GPU of the pool 1: 60, 140, 150, 250; of b's last six GPUs three.
		{"name: r, on: Europe, cap: 253 h100e", planA, "20+10 41+2 42+1"},
		{"name: r, on: Europe, cap: 0 GPUs", "", ""},
		// The sum begins at from and is over at until.
		{"name: r, on: Europe, cap: 34 GPUs, from: 20d, until: 41d", "10+3 20+4", "20+2 41+2 42+2 43+2"},
		{"name: r, on: Europe, cap: 0 GPUs, from: 2025-01-31", "10+3 20+4", "20+10"}, // day 30
		// 11 January, 21 January and 31 January become 11, 21 and 28 February; 21 January and 11, 12, 13
		// February become 21 February and 11, 12, 13 March.
		{"name: r, on: Europe, slip: 1 month", "41+3 51+4 58+5", "51+10 69+2 70+2 71+2"},
		{"name: r, on: FR, slip: 1 month, from: 42d, until: 43d", planA, "20+10 41+2 43+2 70+2"},
		{"name: r, on: Europe, slip: 0", planA, planB},
		// Slips come first, and the cap sees their dates: b's ramp then fills it before a.
		{"name: cap, on: Europe, cap: 16 GPUs}\n  - {name: late, on: UK, slip: 3 months", "", planB},
		{"name: cap, on: Europe, cap: 20 GPUs}\n  - {name: late, on: UK, slip: 3 months", "", planB},
		{"name: cap, on: Europe, cap: 24 GPUs}\n  - {name: late, on: UK, slip: 3 months", "100+1", planB},
		// Two slips add up, two caps each count what the other has left.
		{"name: one, on: UK, slip: 1 month}\n  - {name: two, on: Europe, slip: 2 months, until: 42d", "51+4 58+5 100+3", "42+2 43+2 79+10 100+2"},
		{"name: one, on: UK, cap: 24 GPUs}\n  - {name: two, on: Europe, cap: 36 GPUs", "10+3", "20+10 41+2"},
	} {
		s := decodes(t, withRules(c.rule))
		if got := course(&s.Clusters[0]); got != c.a {
			t.Errorf("%s: a has %s, want %s", c.rule, got, c.a)
		}
		if got := course(&s.Clusters[1]); got != c.b {
			t.Errorf("%s: b has %s, want %s", c.rule, got, c.b)
		}
		if got := course(&s.Clusters[2]); got != "20+1000" {
			t.Errorf("%s: far has %s", c.rule, got)
		}
		again := decodes(t, string(s.YAML()))
		if string(again.Canonical()) != string(s.Canonical()) || len(again.Restricted) > 0 {
			t.Errorf("%s: the printed scenario is another", c.rule)
		}
	}
}

// What goes, goes on its day, as far as it is there; the end of an outage is no
// addition; a set that lowers the level lowers what is left.
func TestExportRulesAndLosses(t *testing.T) {
	for _, c := range []struct{ timeline, rule, want string }{
		// Of the 12 that come 5 do: 13, 3, 3 − 8 is 0.
		{"{at: 1d, add: 12}, {at: 2d, remove: 10}, {at: 3d, remove: 8}", "cap: 5 GPUs", "1+5 2-10 3-3"},
		// The plan is 8, 20, 15, 10; with 5 of 12 it is 8, 13, 13, 10.
		{"{at: 1d, add: 12}, {at: 2d, set: 15}, {at: 3d, set: 10}", "cap: 5 GPUs", "1+5 3-3"},
		// What a set adds is what the plan lacks, so that 5 of 12 and 20 more are the plan's 32 less 7.
		{"{at: 1d, set: 20}, {at: 40d, set: 40}", "cap: 5 GPUs, until: 10d", "1+5 40+20"},
		// By hand: 8, 0, 8 and what came meanwhile.
		{"{at: 12d, add: 2}, {from: 10d, until: 15d, outage: true}", "cap: 1 GPU", "10-8 15+9"},
		{"{at: 12d, add: 2}, {from: 10d, until: 15d, outage: true}", "slip: 1 month", "10-8 15+8 43+2"},
		// The 4 come on day 33, to what the set has left by then.
		{"{at: 2d, add: 4}, {at: 3d, set: 6}", "slip: 1 month", "3-2 33+4"},
		// 29, 30 and 31 January come together.
		{"{from: 27d, until: 30d, add: 3}", "slip: 1 month", "58+3"},
		{"{at: 1d, add: 9, announced: false}", "cap: 2 GPUs", "1+2"},
		// Half of 9 is delivered, and counts.
		{"{at: 1d, add: 9, delivered: 50%}, {at: 2d, add: 9}", "cap: 8 GPUs", "1+4 2+4"},
	} {
		text := strings.Replace(exportText, "  - name: a\n", "  - {name: it, region: FR, gpus: 8, timeline: ["+c.timeline+"]}\n  - name: a\n", 1)
		text = strings.Replace(text, "RULES", "export-rules: [{name: r, on: FR, "+c.rule+"}]", 1)
		it := &decodes(t, text).Clusters[0]
		if got := course(it); got != c.want {
			t.Errorf("%s, %s: got %s, want %s", c.timeline, c.rule, got, c.want)
		}
		if strings.Contains(c.timeline, "announced: false") == it.Timeline[0].Announced && !strings.Contains(c.timeline, "outage") {
			t.Errorf("%s: %+v", c.timeline, it.Timeline[0])
		}
	}
}

// A total beside others is that of the plan: a cap on one is not made up for by
// the other.
func TestExportRulesAndTotals(t *testing.T) {
	const text = `version: 1
horizon: 60d
clusters:
  - {name: a, region: UK, gpus: 100, timeline: [{at: 10d, add: 100}]}
  - {name: b, region: FR, gpus: 0, beside: [a], timeline: [{at: 20d, set: 500 h100e}]}
export-rules: [{name: r, on: UK, cap: 30 GPUs}]
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`
	s := decodes(t, text)
	if a, b := course(&s.Clusters[0]), course(&s.Clusters[1]); a != "10+30" || b != "20+300" {
		t.Errorf("a has %s, b %s", a, b)
	}
	s = decodes(t, text, "export-rules.r.on=FR")
	if a, b := course(&s.Clusters[0]), course(&s.Clusters[1]); a != "10+100" || b != "20+30" {
		t.Errorf("a has %s, b %s", a, b)
	}
	if s = decodes(t, text, "export-rules.r.absent=true"); course(&s.Clusters[0]) != "10+100" || len(s.Restricted) > 0 {
		t.Errorf("without the rule a has %s", course(&s.Clusters[0]))
	}
	if s = decodes(t, "scale: 1/10\n"+text).Scaled(); course(&s.Clusters[0]) != "10+3" {
		t.Errorf("at 1/10 a has %s", course(&s.Clusters[0]))
	}
	if bound := decodes(t, text).FluidBounds(); bound[0].Supply != 24*(100*10+130*50) {
		t.Errorf("the supply of the UK is %v", bound[0].Supply)
	}
}

// What a rule took is reported by GPUs and by H100 equivalents, until the horizon.
func TestWhatExportRulesTake(t *testing.T) {
	s := decodes(t, withRules("name: late, on: UK, slip: 1 month", "name: cap, on: Europe, cap: 40 GPUs"), "horizon=55d")
	// a's 96 GPUs come on day 41, 51, 58; the last 40 after day 55. The cap then sees b's 10 on day 20, a's 24 and b's
	// 2 on day 41, 2 + 2 of b, and of a's 32 on day 51 none.
	want := []Restriction{
		{Rule: "late", Months: 1, Planned: Amount{96, 240}, Taken: Amount{40, 100}},
		{Rule: "cap", Cap: true, Planned: Amount{72, 156}, Taken: Amount{32, 80}},
	}
	if len(s.Restricted) != 2 || s.Restricted[0] != want[0] || s.Restricted[1] != want[1] {
		t.Errorf("got %+v, want %+v", s.Restricted, want)
	}
	if a, b := course(&s.Clusters[0]), course(&s.Clusters[1]); a != "41+3" || b != "20+10 41+2 42+2 43+2" {
		t.Errorf("a has %s, b %s", a, b)
	}
}

func TestFaultsOfExportRules(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"on: UK, cap: 5 GPUs", "22:5: export-rules[0]: name is missing: give a name, by which other files and --set find this rule"},
		{"name: r, cap: 5 GPUs", "22:5: export-rules[0]: on is missing: name the regions or blocs whose additions it holds for, such as [EU-FR, UK]"},
		{"name: r, on: [], cap: 5 GPUs", "22:19: export-rules[0].on: the list is empty, so the rule would hold for nobody: name regions or blocs, or remove the rule"},
		{"name: r, on: [UK, UX], cap: 5 GPUs", `22:24: export-rules[0].on[1]: "UX" is no region or bloc: known are UK, FR, US, Europe`},
		{"name: r, on: [UK, UK], cap: 5 GPUs", "22:24: export-rules[0].on[1]: UK appears twice: the first is in line 22"},
		{"name: r, on: UK", "22:5: export-rules[0]: a rule needs slip or cap, such as slip: 12 months or cap: 50,000 GPUs"},
		{"name: r, on: UK, cap: 5 GPUs, slip: 1mo", "22:28: export-rules[0].cap: a rule makes additions late or caps them: write a rule for each"},
		{"name: r, on: UK, cap: 50000", `22:28: export-rules[0].cap: "50000" has no unit: write 50000 GPUs, or 50000 h100e whatever their type`},
		{"name: r, on: UK, cap: 5.5 GPUs", `22:28: export-rules[0].cap: "5.5 GPUs" is not an amount: write a whole number up to 1 billion and its unit, such as 50,000 GPUs`},
		{"name: r, on: UK, cap: -5 h100e", `22:28: export-rules[0].cap: "-5 h100e" is not an amount: write a number from 0 and its unit, such as 63 EF or 27,200 h100e`},
		{"name: r, on: UK, slip: 12", `22:29: export-rules[0].slip: "12" has no unit: write 12 months`},
		{"name: r, on: UK, cap: 5 GPUs, from: 30d, until: 30d", "22:54: export-rules[0].until: until is not after from"},
		{"name: r, on: UK, cap: 5 GPUs, until: 2024-12-31", "22:43: export-rules[0].until: until is not after the epoch"},
		{"name: r, on: UK, slip: 1200 months, slop: 1", `22:42: export-rules[0]: unknown key "slop": did you mean "slip"?`},
		{"name: r, on: UK, slip: 0}\n  - {name: r, on: UK, slip: 0", `23:12: export-rules[1].name: the export rule "r" is there already, in line 22: give this one another name`},
	} {
		_, err := Decode("test.yaml", []byte(withRules(c.rule)), catalog)
		if err == nil || err.Error() != "test.yaml:"+c.want {
			t.Errorf("%s: got\n%v\nwant\ntest.yaml:%s", c.rule, err, c.want)
		}
	}
	// All additions late, and a removal that meets nothing: twice the most that a pool may have.
	much := strings.Replace(withRules("name: r, on: UK, slip: 1mo"), "  - name: a\n",
		"  - {name: it, region: UK, gpus: 0, timeline: [{at: 1d, add: 900000000}, {at: 2d, remove: 900000000}, {at: 3d, add: 900000000}]}\n  - name: a\n", 1)
	if _, err := Decode("test.yaml", []byte(much), catalog); err == nil || err.Error() != `test.yaml:7:5: clusters[0]: with the export rules "it" has 1800000000 GPUs at once, more than the 1000000000 that a group may have` {
		t.Errorf("got %v", err)
	}
	undated := strings.NewReplacer("epoch: 2025-01-01\n", "", "RULES", "export-rules: [{name: r, on: UK, slip: 1mo}]").Replace(exportText)
	if _, err := Decode("test.yaml", []byte(undated), catalog); err == nil || !strings.Contains(err.Error(), "calendar months need a date to count from") {
		t.Errorf("got %v", err)
	}
	// A speed that is a fault of its own leaves nothing to count against a cap.
	for _, speed := range []string{"speed: fast", "ratio: fast"} {
		_, err := Decode("test.yaml", []byte(withRules("name: r, on: UK, cap: 50 h100e", "name: q, on: UK, cap: 5 GPUs")), catalog,
			"accelerators={X: {"+speed+"}}", "clusters.a.groups=[{nodes: 1, gpus-per-node: 8, accelerator: X}]")
		if want := `"fast" is not a positive number such as 0.387 or 1/16`; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got\n%v\nwant\n%s", speed, err, want)
		}
	}
	if s := decodes(t, withRules("name: r, on: UK, slip: 1mo, from: 31d")); len(s.Warnings) != 1 || !strings.HasSuffix(s.Warnings[0].String(), "export-rules[0]: this has no effect: nothing is added on that soil in that time; name other soil or times, or remove the rule") {
		t.Errorf("warnings: %v", s.Warnings)
	}
}

// Against a count node by node: of all that the plan adds, in order of time and
// file, each single node comes if it still fits. And no level is above the plan's,
// or below 0.
func TestCapsNodeByNode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "version: 1\nepoch: 2025-01-01\nhorizon: 90d\nregions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}\nclusters:\n"
		size := map[string]int64{}
		for i := range rapid.IntRange(1, 4).Draw(t, "clusters") {
			name, per := fmt.Sprint("c", i), rapid.SampledFrom([]int64{1, 4, 8}).Draw(t, "gpus")
			size[name] = per
			text += fmt.Sprintf("  - name: %s\n    region: %s\n    groups: [{nodes: 40, gpus-per-node: %d, speed: 0.315}]\n    timeline:\n",
				name, rapid.SampledFrom([]string{"UK", "FR", "US"}).Draw(t, "region"), per)
			gone := 0
			for range rapid.IntRange(1, 6).Draw(t, "changes") {
				day, n := rapid.IntRange(1, 80).Draw(t, "day"), rapid.IntRange(1, 20).Draw(t, "nodes")
				switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
				case kind == 0 && gone+n <= 40:
					gone += n
					text += fmt.Sprintf("      - {at: %dd, remove: %d}\n", day, n)
				case kind == 1:
					text += fmt.Sprintf("      - {from: %dd, until: %dd, add: %d}\n", day, day+5, n)
				default:
					text += fmt.Sprintf("      - {at: %dd, add: %d}\n", day, n)
				}
			}
		}
		text += "workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]\n"
		most, power := int64(rapid.IntRange(0, 400).Draw(t, "cap")), rapid.Bool().Draw(t, "power")
		from := rapid.IntRange(0, 60).Draw(t, "from")
		until := from + rapid.IntRange(1, 60).Draw(t, "until")
		what := "GPUs"
		if power {
			what = "h100e"
		}
		rule := fmt.Sprintf("export-rules: [{name: r, on: [UK, FR], cap: %d %s, from: %dd, until: %dd}]\n", most, what, from, until)
		plan, with := decodesIn(t, text), decodesIn(t, text+rule)

		// Thousandths of an H100, of which a GPU has 315, or of a GPU.
		left := most * 1000
		comes := map[string]map[time.Duration]int{}
		for day := range 91 {
			at := time.Duration(day) * unit.Day
			for i := range plan.Clusters {
				c := &plan.Clusters[i]
				if comes[c.Name] == nil {
					comes[c.Name] = map[time.Duration]int{}
				}
				for _, step := range c.Timeline {
					for range step.Change {
						need := size[c.Name] * 1000
						if power {
							need = size[c.Name] * 315
						}
						switch {
						case step.At != at:
						case c.Region == "US" || day < from || day >= until:
							comes[c.Name][at]++
						case need <= left:
							left -= need
							comes[c.Name][at]++
						}
					}
				}
			}
		}
		for i := range with.Clusters {
			c := &with.Clusters[i]
			got := map[time.Duration]int{}
			for _, step := range c.Timeline {
				if step.Change > 0 {
					got[step.At] += step.Change
				}
			}
			for day := range 91 {
				at := time.Duration(day) * unit.Day
				if got[at] != comes[c.Name][at] {
					t.Fatalf("on day %d %d nodes come to %s, want %d, of\n%s%s", day, got[at], c.Name, comes[c.Name][at], text, rule)
				}
				if level := levelAt(c, day); level < 0 || level > levelAt(&plan.Clusters[i], day) {
					t.Fatalf("on day %d %s has %d nodes, the plan %d, of\n%s%s", day, c.Name, level, levelAt(&plan.Clusters[i], day), text, rule)
				}
			}
		}
		// Without effect, no byte moves.
		for _, idle := range []string{"slip: 0", "cap: 1000000 GPUs", "cap: 0 GPUs, from: 100d"} {
			if s := decodesIn(t, text+"export-rules: [{name: r, on: [Europe, US], "+idle+"}]\n"); string(s.Canonical()) != string(plan.Canonical()) {
				t.Fatalf("%s changes\n%s", idle, text)
			}
		}
	})
}

// Rules of several files merge by their names.
func TestExportRulesOfSeveralFiles(t *testing.T) {
	f := files{
		"base.yaml": strings.Replace(withRules("name: one, on: UK, cap: 5 GPUs", "name: two, on: Europe, slip: 1 month"), "version: 1\n", "version: 1\nname: base\n", 1),
		"more.yaml": "version: 1\nextends: base.yaml\nexport-rules:\n  - {name: two, slip: 2 months}\n  - {name: one, absent: true}\n  - {name: three, on: US, cap: 7 GPUs}\n",
	}
	s, err := f.load("more.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.Restricted {
		got = append(got, fmt.Sprintf("%s %d", r.Rule, r.Months))
	}
	if strings.Join(got, ", ") != "two 2, three 0" || course(&s.Clusters[2]) != "20+7" {
		t.Errorf("got %v, and %s", got, course(&s.Clusters[2]))
	}
}
