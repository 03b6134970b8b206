package scenario

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// costs is two clusters with everything that has a price, one with its own power.
const costs = `version: 1
horizon: 60d
routing: cheapest
regions:
  UK: {bloc: Europe, electricity: 0.19 EUR/kWh, carbon: 238 g/kWh}
  US: {bloc: US, carbon: {file: us.csv}, electricity: 81 EUR/MWh}
links:
  - {between: [UK, US], bandwidth: 1 GB/s, egress: 0.08 EUR/GB}
accelerators:
  H100: {ratio: 1, power: 700 W, idle-power: 100 W}
clusters:
  - {name: uk, region: UK, groups: [{nodes: 4, gpus-per-node: 4, accelerator: H100}, {name: x, nodes: 1, gpus-per-node: 8, power: 1.2 kW}], pue: 1.1}
  - {name: us, region: US, gpus: 8, accelerator: H100, speed: 2, idle-power: 90 W, pue: 1.583, price: 2.50 EUR/GPU-h}
workload:
  - {class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}
`

func TestCostsAreRead(t *testing.T) {
	s := decodes(t, costs)
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
	uk, us := s.Clusters[0], s.Clusters[1]
	if uk.PUE != 1100 || uk.Price != 0 || us.PUE != 1583 || us.Price != 2_500_000_000 {
		t.Errorf("PUE and price are %d, %d and %d, %d", uk.PUE, uk.Price, us.PUE, us.Price)
	}
	for i, g := range []Group{uk.Groups[0], uk.Groups[1], us.Groups[0]} {
		if want := [][2]int64{{700_000, 100_000}, {1_200_000, 0}, {700_000, 90_000}}[i]; g.Power != want[0] || g.IdlePower != want[1] {
			t.Errorf("a GPU of %s draws %d mW, idle %d", g.Name, g.Power, g.IdlePower)
		}
	}
	if r := s.Regions; r[0].Electricity != 190_000_000 || r[0].Carbon != (Carbon{Given: true, Intensity: 238_000_000}) ||
		r[1].Electricity != 81_000_000 || r[1].Carbon != (Carbon{Given: true, File: "us.csv"}) {
		t.Errorf("the regions are %+v", r)
	}
	for _, l := range s.Links {
		if l.Egress != 80_000_000 {
			t.Errorf("from %s to %s a GB costs %d n€", l.From, l.To, l.Egress)
		}
	}
	// Rates are those of one GPU, one GB and one kWh: a scale leaves them alone.
	scaled := decodes(t, costs, "scale=1/4").Scaled()
	if c := scaled.Clusters[1]; c.Price != us.Price || c.PUE != us.PUE || c.Groups[0].Power != 700_000 || c.Groups[0].Nodes != 2 || scaled.Links[0] != s.Links[0] {
		t.Errorf("at 1/4 it is %+v", c)
	}
	// Nothing of it is in the canonical form of a scenario without.
	if text := string(decodes(t, base).Canonical()); strings.Contains(text, "EUR") || strings.Contains(text, "power") || strings.Contains(text, "pue") {
		t.Error(text)
	}
}

func TestCostsAreSet(t *testing.T) {
	s := decodes(t, costs, "links.UK/US.egress=50 EUR/TB", "clusters.us.price=0 EUR/GPU-h", "regions.UK.carbon={file: a/b.csv}",
		"accelerators.H100.power=1 kW", "regions.US.carbon=0 g/kWh", "clusters.uk.groups.x.power=900 W")
	if s.Links[1].Egress != 50_000_000 || s.Clusters[1].Price != 0 || s.Regions[0].Carbon != (Carbon{Given: true, File: "a/b.csv"}) ||
		s.Clusters[1].Groups[0].Power != 1_000_000 || s.Regions[1].Carbon != (Carbon{Given: true}) || s.Clusters[0].Groups[1].Power != 900_000 {
		t.Errorf("%+v\n%+v\n%+v", s.Links, s.Clusters, s.Regions)
	}
}

func TestFaultsOfCosts(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"clusters.us.price=2.50", `clusters.us.price: "2.50" has no unit: write 2.50 EUR/GPU-h`},
		{"clusters.us.price=2 $/GPU-h", `clusters.us.price: "2 $/GPU-h" has the unknown unit "$/GPU-h": write 2.50 EUR/GPU-h (units: EUR/GPU-h)`},
		{"clusters.us.pue=0.9", `clusters.us.pue: 0.9 is outside 1 to 100: the site draws what its GPUs draw and something more, such as 1.1`},
		{"clusters.us.pue=1.0001", `clusters.us.pue: 1.0001 has more than three places: write fewer, such as 1.125`},
		{"clusters.us.pue=1/3", `clusters.us.pue: 1/3 is outside 1 to 100`},
		{"clusters.us.power=700", `clusters.us.power: "700" has no unit: write 700 W`},
		{"clusters.us.idle-power=800 W", `clusters.us.idle-power: an idle GPU would draw 800 W, more than the 700 W of a busy one`},
		{"clusters.us.power=-1 W", `clusters.us.power: "-1 W" is negative: give 0 or more, such as 700 W`},
		{"clusters.us.power=2000 kW", `clusters.us.power: "2000 kW" is more than 1000000 W, the most there can be`},
		{"accelerators.H100.power=95 W", `10:46: accelerators.H100.idle-power: an idle GPU would draw 100 W, more than the 95 W of a busy one`},
		{"clusters.uk.power=1 W", `clusters.uk.power: power belongs to a pool or to each of the groups`},
		{"regions.UK.electricity=0.19 EUR/GB", `regions.UK.electricity: "0.19 EUR/GB" has the unknown unit "EUR/GB": write 0.19 EUR/kWh (units: EUR/kWh, EUR/MWh)`},
		{"regions.UK.carbon=56", `regions.UK.carbon: "56" has no unit: write 56 g/kWh`},
		{"regions.UK.carbon=[56]", `regions.UK.carbon: this is a list; it should be the CO2 of a kWh, such as 56 g/kWh, or {file: hourly.csv}`},
		{"regions.UK.carbon={fill: x.csv}", `regions.UK.carbon: unknown key "fill": did you mean "file"?`},
		{"regions.UK.carbon={file: }", `the value is empty`},
		{"links.UK/US.egress=8 ct/GB", `links.UK/US.egress: "8 ct/GB" has the unknown unit "ct/GB": write 0.08 EUR/GB (units: EUR/GB, EUR/TB)`},
		{"links.UK/FR.egress=8 EUR/GB", `there is no link "UK/FR": known are UK/US`},
		{"regions.UK.carbn=5 g/kWh", `unknown key "carbn": did you mean "carbon"?`},
	} {
		_, err := Decode("test.yaml", []byte(costs), catalog, c.set)
		var faults *Errors
		if !errors.As(err, &faults) || len(faults.List) != 1 || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", c.set, err, c.want)
		}
	}
}

// A file that is named must be there, beside the file that names it.
func TestTheFileOfACarbonSeries(t *testing.T) {
	folder := fstest.MapFS{"sub/main.yaml": {Data: []byte(costs)}, "us.csv": {}}
	_, err := Load(folder, "sub/main.yaml", catalog)
	if want := `sub/main.yaml:6:33: regions.US.carbon.file: us.csv: there is no such file; the path is relative to this file`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	folder["sub/us.csv"] = &fstest.MapFile{}
	if _, err := Load(folder, "sub/main.yaml", catalog); err != nil {
		t.Error(err)
	}
}

func TestWarningsOfCosts(t *testing.T) {
	for _, c := range []struct {
		sets []string
		want string
	}{
		{[]string{"clusters.us.accelerator=A", "clusters.us.idle-power=0 W"}, `other clusters have a power and "us" has not for all of its GPUs`},
		{[]string{"clusters.us.price=0 EUR/GPU-h", "links.UK/US.egress=0 EUR/GB"}, "routing is cheapest and nothing has a price"},
		{[]string{"routing=greenest(wait=4h)", "regions={UK: , US: }"}, "routing is greenest and no carbon is known"},
		{[]string{"routing=greenest"}, ""},
	} {
		s := decodes(t, costs, c.sets...)
		if c.want == "" && len(s.Warnings) > 0 || c.want != "" && (len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].Msg, c.want)) {
			t.Errorf("%v: %v, want %s", c.sets, s.Warnings, c.want)
		}
	}
}
