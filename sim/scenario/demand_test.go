package scenario

import (
	"errors"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"sovsim/sim/unit"

	"sovsim/sim/dist"
)

// The faults of the keys of demands, classes, links, totals, … are reported in
// one go too.
func TestTwelveFaultsOfTheNewKeys(t *testing.T) {
	_, err := Load(disk{}, "testdata/twelve-keys.yaml", catalog)
	var faults *Errors
	if !errors.As(err, &faults) {
		t.Fatalf("got %v, want *Errors", err)
	}
	if len(faults.List) != 12 || faults.More != 0 {
		t.Errorf("there are %d messages, want 12", len(faults.List))
	}
	want, err := os.ReadFile("testdata/twelve-keys.want")
	if err != nil {
		t.Fatal(err)
	}
	if got := faults.Error() + "\n"; got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

const demandText = `version: 1
epoch: 2025-01-01
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe, utc-offset: 1h}, IS: {bloc: Europe}}
classes:
  tiny: {gpus: 2, run-time: 30m, users: 7, interarrival: {cv: 5, batch: 2, mean: 9h}, patience: 1d, growth: 5%}
  mid:
    gpus: {log-uniform: {min: 16, max: 256}}
    run-time: {log-uniform: {min: 4h, max: 72h}}
    residency: home
clusters:
  - {name: a, region: UK, gpus: 100000}
  - {name: b, region: FR, gpus: 100000}
workload:
  - {class: own, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}
  - name: europe
    demand: 6,000 h100e
    regions: {UK: 2, FR: 1, IS: 0}
    classes: {mid: 90%, tiny: 10%}
    growth: 10%
    profile: {days: [1, 1, 1, 1, 1, 0, 0]}
  - {class: tiny, region: IS, interarrival: 2h, jobs: 5}
`

// tiny has 1 GPU-hour a job. 6,000 h100e × 10 % are 600: 400 jobs an hour in the
// UK, one every 9 s, and 200 in France, one every 18 s. mid has (240 ÷ ln 16) ×
// (68 ÷ ln 18) = 2,037 GPU-hours but for the rounding of sizes; 5,400 h100e are 3,600
// in the UK, so a job comes every 0.566 h.
func TestDemandByHand(t *testing.T) {
	s := decodes(t, demandText)
	var got []string
	for _, src := range s.Workload {
		got = append(got, src.Population.Region+"/"+src.Population.Class)
	}
	if want := []string{"UK/own", "UK/mid", "UK/tiny", "FR/mid", "FR/tiny", "IS/tiny"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	uk, fr, own := s.Workload[2].Population, s.Workload[4].Population, s.Workload[5].Population
	// Means are whole nanoseconds, and the shares binary numbers.
	if d := uk.Interarrival.Mean - 9*time.Second; d < -1 || d > 1 {
		t.Errorf("a tiny job of the UK comes every %v", uk.Interarrival.Mean)
	}
	if d := fr.Interarrival.Mean - 18*time.Second; d < -1 || d > 1 {
		t.Errorf("a tiny job of France comes every %v", fr.Interarrival.Mean)
	}
	mid := s.Workload[1].Population
	near(t, "the hours between two mid jobs", mid.Interarrival.Mean.Hours(), 240/math.Log(16)*68/math.Log(18)/3600, 1e-3)
	near(t, "their demand", mid.MeanWork()/mid.Interarrival.Mean.Seconds(), 3600, 1e-12)

	// What the demand says wins, what it does not is the class's.
	if uk.Interarrival.CV != 5 || uk.Interarrival.Batch != 2 || uk.Users.Count != 7 || uk.Growth != 0.1 || uk.Patience == nil || uk.Profile == nil || uk.Profile.Days[5] != 0 || uk.Profile.Hours[5] != 1 {
		t.Errorf("got %+v", uk)
	}
	if mid.Residency != (dist.Residency{Home: 1}) || mid.Interarrival.CV != 1 || mid.Users.Count != 1 {
		t.Errorf("got %+v", mid)
	}
	// A population takes from its class what it lacks, of the interarrival by key.
	if own.Interarrival != (dist.Interarrival{Mean: 2 * time.Hour, CV: 5, Batch: 2}) || own.Users.Count != 7 || own.Growth != 0.05 || own.Jobs != 5 || own.GPUs[0].GPUs != 2 {
		t.Errorf("got %+v", own)
	}
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
}

// The name of a demand leaves no trace, nor does whether there was one.
func TestADemandIsItsPopulations(t *testing.T) {
	s := decodes(t, demandText)
	if text := string(s.YAML()); strings.Contains(text, "demand") || strings.Contains(text, "europe") || strings.Contains(text, "classes") {
		t.Errorf("it prints as\n%s", text)
	}
	renamed := decodes(t, strings.Replace(demandText, "name: europe", "name: eu", 1))
	if string(renamed.Canonical()) != string(s.Canonical()) {
		t.Error("the name of a demand makes a difference")
	}
	if again := decodes(t, string(s.YAML())); string(again.Canonical()) != string(s.Canonical()) {
		t.Error("the printed scenario is another")
	}
}

func TestRegionsAndLinks(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 60d
routing: least-loaded
regions: {US: {utc-offset: -5h}, UK: {bloc: Europe}, CH: {bloc: Europe, utc-offset: 1h}, JP: }
links:
  - {between: [UK, US], bandwidth: 8 bit/s}
  - {between: [Europe, Europe], bandwidth: 16 bit/s}
  - {between: [Europe, US], bandwidth: 24 bit/s}
  - {between: [US, Europe], bandwidth: 32 bit/s}
  - {between: [CH, Europe], bandwidth: 40 bit/s}
clusters: [{name: a, region: CH, gpus: 1}]
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	const hour = time.Hour
	if want := []Region{{Name: "CH", Bloc: "Europe", Offset: hour}, {Name: "US", Offset: -5 * hour}, {Name: "UK", Bloc: "Europe"}, {Name: "JP"}}; !reflect.DeepEqual(s.Regions, want) {
		t.Errorf("the regions are %v, want %v", s.Regions, want)
	}
	// UK–US by two regions before all others; CH–US by the later of two alike; CH–UK by a region and a bloc
	// before two blocs, the first of which is the bloc itself.
	want := []Link{{"CH", "US", 4, 0}, {"CH", "UK", 5, 0}, {"US", "CH", 4, 0}, {"US", "UK", 1, 0}, {"UK", "CH", 5, 0}, {"UK", "US", 1, 0}}
	if !reflect.DeepEqual(s.Links, want) {
		t.Errorf("the links are %v, want %v", s.Links, want)
	}
	if want := []Bloc{{"Europe", []int{0, 2}}, {"US", []int{1}}, {"JP", []int{3}}}; !reflect.DeepEqual(s.Blocs(), want) {
		t.Errorf("the blocs are %v, want %v", s.Blocs(), want)
	}
	again := decodes(t, string(s.YAML()))
	if !reflect.DeepEqual(again.Links, s.Links) || !reflect.DeepEqual(again.Regions, s.Regions) {
		t.Errorf("printed and read again: %v and %v", again.Regions, again.Links)
	}
}

// Each is a text that takes the place of a line of the demand scenario, with the
// messages that it gets.
func TestFaultsOfDemands(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no name", "  - name: europe\n    demand:", "  - demand:", `17:5: workload[1]: name is missing: give a name, by which other files and --set find this demand`},
		{"no regions", "    regions: {UK: 2, FR: 1, IS: 0}\n", "", `17:5: workload[1]: regions is missing: give the share of each, such as {UK: 3.64, FR: 3.2}`},
		{"an unknown region", "FR: 1, IS: 0", "FX: 1, IS: 0", `19:22: workload[1].regions.FX: there is no region "FX" in regions: at the top of the file: known are UK, FR, IS; a further one has a line there, such as FX: {bloc: Europe}`},
		{"an unknown class", "tiny: 10%", "tine: 10%", `20:25: workload[1].classes.tine: there is no class "tine": did you mean "tiny"?; a demand takes its classes from classes: at the top of the file`},
		{"a negative share", "tiny: 10%", "tiny: -1", `20:31: workload[1].classes.tiny: -1 is less than 0`},
		{"no power", "6,000 h100e", "0 EF", `18:13: workload[1].demand: a demand of nothing makes no job: remove this entry or write more`},
		{"a power that is none", "6,000 h100e", "many h100e", `18:13: workload[1].demand: "many h100e" is not an amount: write a number from 0 and its unit, such as 63 EF or 27,200 h100e`},
		{"too much", "6,000 h100e", "6e9 EF", `18:13: workload[1].demand: 6e9 EF is more than the 1000000000 H100 equivalents that there can be`},
		{"next to nothing", "6,000 h100e", "1e-12 h100e", `19:15: workload[1].regions.UK: 6e-13 h100e of class "mid" are a job every 1.22e+19 seconds, which is outside 1 ns to 146 years: is the unit right?`},
		{"gpus in a demand", "    growth: 10%\n", "    gpus: 3\n", `21:5: workload[1]: unknown key "gpus": known are name, demand, regions, classes, replace, users, request, patience, patience-of, checkpoint, checkpoint-write, restart, segment, profile, growth, elasticity, residency, fit, data`},
		{"a class twice", "class: tiny, region: IS", "class: tiny, region: FR", `23:5: workload[2]: class "tiny" of region "FR" is described already, in line 20: give it another name`},
		{"no run time at all", "    run-time: {log-uniform: {min: 4h, max: 72h}}\n", "", `19:15: workload[1].classes.mid: class "mid" has no run-time, which a demand needs: give a duration, or a distribution such as log-normal: {median: 30m, sigma: 1.5}`},
		{"a fault of a class is one", "users: 7", "users: 0", `7:41: classes.tiny.users: 0 is outside 1 to 1000000`},
		{"a region in a class", "users: 7", "region: UK", `7:34: classes.tiny: unknown key "region": known are users, interarrival, run-time, gpus, request, patience, patience-of, checkpoint, checkpoint-write, restart, segment, profile, growth, elasticity, residency, fit, data`},
		{"no mean anywhere", "{class: own, region: UK, interarrival: 1h,", "{class: mid, region: IS, interarrival: {cv: 3},", `16:44: workload[0].interarrival: mean is missing: give the mean time between two jobs, such as 5m`},
		{"a batch of half a job", "batch: 2", "batch: 0.5", `7:73: classes.tiny.interarrival.batch: 0.5 is less than 1`},
		{"more projects than users", "users: 7", "users: {count: 7, projects: 8}", `7:62: classes.tiny.users.projects: there are more projects, 8, than users, 7: each user belongs to one`},
		{"nowhere to run", "residency: home", "residency: {home: 0, any: 0}", `11:16: classes.mid.residency: no share is above zero, so there is nowhere to run: give one, such as {bloc: 0.4, any: 0.6}`},
		{"another word", "residency: home", "residency: abroad", `11:16: classes.mid.residency: "abroad" is not a residency: write home, bloc or any, or a share for each`},
		{"seven days too many", "days: [1, 1, 1, 1, 1, 0, 0]", "hours: [1, 1, 1, 1, 1, 0, 0]", `22:22: workload[1].profile.hours: hours has 7 numbers and needs 24, one for each from midnight on`},
		{"no day at all", "[1, 1, 1, 1, 1, 0, 0]", "[0, 0, 0, 0, 0, 0, 0]", `22:21: workload[1].profile.days: all 7 numbers are 0, so no job would ever arrive`},
		{"a negative day", "[1, 1, 1, 1, 1, 0, 0]", "[1, 1, 1, 1, 1, 0, -1]", `22:40: workload[1].profile.days[6]: -1 is less than 0`},
		{"a data size in bits", "residency: home", "data: 1 Tb", `11:11: classes.mid.data: "1 Tb" is in bits: write TB for bytes`},
		{"a range and a size", "{log-uniform: {min: 16, max: 256}}", "{8: 1, log-uniform: {min: 16, max: 256}}", `9:18: classes.mid.gpus: gpus is either a range or sizes with weights, not both`},
		{"a range of half a GPU", "{min: 16, max: 256}", "{min: 0, max: 256}", `9:31: classes.mid.gpus.log-uniform.min: 0 is outside 1 to 100000000`},
		{"a size without weight", "gpus: 2,", "gpus: {2: {run-time: 1h}},", `7:20: classes.tiny.gpus.2: weight is missing: give the share of jobs of this size, such as 0.3`},
		{"a table without an end", "run-time: 30m", "run-time: {quantiles: {0: 1s, 0.5: 1h}}", `7:41: classes.tiny.run-time.quantiles: a table of quantiles begins with share 0, the least value, and ends with share 1, the largest, such as {0: 10s, 0.5: 20m, 0.9: 3h, 1: 60d}`},
		{"a share twice", "run-time: 30m", "run-time: {quantiles: {0: 1s, 0.5: 1h, 50%: 1h, 1: 2h}}", `7:58: classes.tiny.run-time.quantiles: the share 0.5 appears twice: the first is in line 7`},
		{"a share above one", "run-time: 30m", "run-time: {quantiles: {0: 1s, 1: 1h, 2: 1h}}", `7:56: classes.tiny.run-time.quantiles: 2 is outside 0 to 1`},
		{"a table of nothing", "run-time: 30m", "run-time: {quantiles: {0: 0s, 1: 0s}}", `7:41: classes.tiny.run-time.quantiles: all values are 0`},
		{"a bloc that is a region of another", "UK: {bloc: Europe}", "UK: {bloc: FR}", `5:38: regions.FR.bloc: "FR" is the name of a bloc, of which the region "FR" is no part: give the region bloc: FR, or the bloc another name`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(demandText, c.old) != 1 {
				t.Fatalf("%q does not occur once", c.old)
			}
			_, err := Decode("test.yaml", []byte(strings.Replace(demandText, c.old, c.new, 1)), catalog)
			if err == nil || err.Error() != "test.yaml:"+c.want {
				t.Errorf("got\n%v\nwant\ntest.yaml:%s", err, c.want)
			}
		})
	}
}

// The faults of totals, slips, links and accelerators, in place of a line.
func TestFaultsOfClusters(t *testing.T) {
	const text = `version: 1
epoch: 2025-01-01
horizon: 60d
LINE
clusters:
  - {name: a, region: UK, gpus: 64}
  - CLUSTER
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`
	const b = "{name: b, region: US, gpus: 8}"
	for _, c := range []struct{ line, cluster, want string }{
		{"", "{name: b, region: UK, gpus: 8, beside: [c], timeline: [{at: 1d, set: 1 EF}]}", `7:45: clusters[1].beside[0]: there is no cluster "c": known are a, b`},
		{"", "{name: b, region: UK, gpus: 8, beside: [a, a], timeline: [{at: 1d, set: 1 EF}]}", `7:48: clusters[1].beside[1]: a appears twice: the first is in line 7`},
		{"", "{name: b, region: UK, gpus: 8, beside: [c], timeline: [{at: 1d, set: 1 EF}]}\n  - {name: c, region: UK, gpus: 8, beside: [b], timeline: [{at: 1d, set: 1 EF}]}",
			`8:45: clusters[2].beside[0]: b, c stand beside each other in a circle, so no total could be filled: take one out`},
		{"", "{name: b, region: UK, beside: [a], groups: [{name: x, nodes: 1, gpus-per-node: 4}, {name: y, nodes: 1, gpus-per-node: 4}], timeline: [{at: 1d, set: 1 EF, group: x}]}",
			`7:35: clusters[1].beside: the cluster has several groups, any of which could fill a total: make a cluster of each`},
		{"", "{name: b, region: UK, gpus: 8, accelerator: X, timeline: [{at: 1d, set: 1 EF}]}",
			`7:49: clusters[1].accelerator: the speed of accelerator "X" is unknown: add accelerators: {X: {speed: 1}} at the top of the file, or speed: here`},
		{"", "{name: b, region: UK, gpus: -3 EF}", `7:33: clusters[1].gpus: "-3 EF" is not an amount: write a number from 0 and its unit, such as 63 EF or 27,200 h100e`},
		{"", "{name: b, region: UK, gpus: 8, timeline: [{at: 1d, set: 27,200 h100e}]}", `7:61: clusters[1].timeline[0].set: inside { } YAML splits 27,200 h100e at its commas: write 27200 h100e`},
		{"", "{name: b, region: UK, groups: [{nodes: 8, gpus-per-node: 4}], timeline: [{at: 1d, add: 1 h100e}]}",
			`7:92: clusters[1].timeline[0].add: 1 h100e are less than half of the 4 h100e that a node (a GPU of a pool) has here`},
		{"", "{name: b, region: UK, gpus: 8, slip: 3}", `7:42: clusters[1].slip: "3" has no unit: write 3 months`},
		{"accelerators: {X: {ratio: 1, speed: 1}}", b, `4:27: accelerators.X.ratio: an accelerator has either speed, or ratio and efficiency, from which its speed follows`},
		{"accelerators: {X: {efficiency: 0.4}}", b, `4:19: accelerators.X: ratio is missing: give the peak relative to one H100, such as 0.387, beside the efficiency`},
		{"accelerators: {X: {ratio: 0.123456789, efficiency: 0.123456789}}", b, `4:27: accelerators.X.ratio: ratio × efficiency ÷ 0.40 has more digits than a speed can hold: write fewer`},
		{"links: [{between: [UK], bandwidth: 1 B/s}]", b, `4:19: links[0].between: a link is between two regions or blocs, such as [Europe, US]; here are 1`},
		{"links: [{between: [UK, UK], bandwidth: 1 B/s}]", b, `4:19: links[0].between: UK is one region: within a region data take no time, so remove this link`},
		{"links: [{between: [UK, US]}]", b, `4:9: links[0]: bandwidth is missing: give how fast the data of one job go, such as 5 Gbit/s`},
		{"links: [{between: [UK, US], bandwidth: 5 Gb}]", b, `4:40: links[0].bandwidth: "5 Gb" is not a bandwidth: write a number with its unit, such as 5 Gbit/s or 625 MB/s`},
		{"reroute-after: -1h", b, `4:16: reroute-after: -1h is negative`},
		{"outputs: {target: 0s}", b, `4:19: outputs.target: 0s is not more than zero`},
	} {
		t.Run(c.line+c.cluster, func(t *testing.T) {
			_, err := Decode("test.yaml", []byte(strings.NewReplacer("LINE", c.line, "CLUSTER", c.cluster).Replace(text)), catalog)
			if err == nil || err.Error() != "test.yaml:"+c.want {
				t.Errorf("got\n%v\nwant\ntest.yaml:%s", err, c.want)
			}
		})
	}
}

// Where jobs may run decides what is too large for them.
func TestWarningsOfResidency(t *testing.T) {
	const text = `version: 1
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, IS: {bloc: IS}, US: {bloc: US}}
clusters:
  - {name: small, region: UK, gpus: 64}
  - {name: large, region: US, gpus: 512}
workload:
  - {class: c, region: FR, interarrival: 1h, run-time: 1h, gpus: SIZE, residency: RES}
`
	for _, c := range []struct{ size, residency, region, want string }{
		{"128", "any", "FR", ""},
		{"1024", "any", "FR", `9:66: workload[0].gpus: 100 % of the GPU-hours of class "c" from FR are of jobs larger than every cluster that they may use, so they are rejected (at most 512 GPUs)`},
		{"64", "bloc", "FR", ""},
		{"128", "bloc", "FR", `9:66: workload[0].gpus: 100 % of the GPU-hours of class "c" from FR are of jobs larger than every cluster that they may use, so they are rejected (at most 64 GPUs)`},
		// None of the class fits where there is no machine, or half of it.
		{"128", "{home: 0.5, bloc: 0.5}", "FR", `9:66: workload[0].gpus: 100 % of the GPU-hours of class "c" from FR are of jobs larger than every cluster that they may use, so they are rejected (at most 0 GPUs)`},
		{"128", "{home: 0.5, any: 0.5}", "FR", `9:66: workload[0].gpus: 50 % of the GPU-hours of class "c" from FR are of jobs larger than every cluster that they may use, so they are rejected (at most 0 GPUs)`},
		{"8", "home", "FR", `9:80: workload[0].residency: residency is home and region "FR" has no cluster, so these jobs are all rejected: give it one, or the jobs another residency`},
		{"8", "bloc", "IS", `9:80: workload[0].residency: residency is bloc and the bloc of region "IS" has no cluster, so these jobs are all rejected: give it one, or the jobs another residency`},
		// Σ k·P(k) over 64 < k ≤ 128 is nearly 63.5 of 127.
		{"{log-uniform: {min: 1, max: 128}}", "home", "UK", `9:66: workload[0].gpus: 50 % of the GPU-hours of class "c" from UK are of jobs larger than every cluster that they may use, so they are rejected (at most 64 GPUs); with fit: condition sizes are drawn so that they fit`},
	} {
		s := decodes(t, strings.NewReplacer("SIZE", c.size, "RES", c.residency, "region: FR,", "region: "+c.region+",").Replace(text))
		var got []string
		for _, w := range s.Warnings {
			got = append(got, strings.TrimPrefix(w.String(), "test.yaml:"))
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s, %s, %s: got %q, want %q", c.size, c.residency, c.region, got, c.want)
		}
	}
}

// A limit on the number of populations holds over all demands.
func TestTooManyPopulations(t *testing.T) {
	names := func(prefix string, n int, value string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(prefix + unit.FormatNumber(float64(i)) + ": " + value + ", ")
		}
		return "{" + b.String() + "}"
	}
	text := "version: 1\nhorizon: 9d\nclusters: [{name: a, region: r0, gpus: 9}]\nregions: " + names("r", 200, "") +
		"\nclasses: " + names("c", 200, "{gpus: 1, run-time: 1h}") + "\nworkload:\n"
	one := "  - {name: d, demand: 9 EF, regions: " + names("r", 200, "1") + ", classes: " + names("c", 200, "1") + "}\n"
	if _, err := Decode("test.yaml", []byte(text+one), catalog); err == nil || !strings.Contains(err.Error(), "200 regions × 200 classes are more than the 10000 populations") {
		t.Errorf("got %.300v", err)
	}
}

// So does a limit on users, of which each population of a demand has as many.
func TestTooManyUsers(t *testing.T) {
	text := "version: 1\nhorizon: 9d\nclusters: [{name: a, region: UK, gpus: 9}]\nregions: [FR, UK, US]\n" +
		"classes:\n  c0: &c {gpus: 1, run-time: 1h, users: 1000000}\n  c1: *c\n  c2: *c\n  c3: *c\nworkload:\n" +
		"  - {name: d, demand: 9 h100e, regions: {FR: 1, UK: 1, US: 1}, classes: {c0: 1, c1: 1, c2: 1, c3: 1}}\n"
	// Region by region, each with four classes: the eleventh million is that of c2 in the US.
	want := `test.yaml:11:88: workload[0].classes.c2: with the 1000000 users of "c2" in "US" there are 11000000 in all, more than the 10000000 that a scenario can have; those of a demand are of each class in each region`
	if _, err := Decode("test.yaml", []byte(text), catalog); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	ten := strings.Replace(text, "c1: *c\n", "c1: {gpus: 1, run-time: 1h, users: 333333}\n", 1)
	if _, err := Decode("test.yaml", []byte(ten), catalog); err != nil {
		t.Errorf("9,999,999 users: %v", err)
	}
}
