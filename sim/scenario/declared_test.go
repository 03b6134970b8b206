package scenario

import (
	"errors"
	"strings"
	"testing"
)

// soil is a file with a block of regions: three of Europe, one of them without users.
const soil = `version: 1
horizon: 30d
routing: least-loaded
regions:
  EU-DE: {bloc: Europe}
  EU-IT: {bloc: Europe}
  EU-ES: {bloc: Europe}
  US: {bloc: US}
classes:
  mid: {run-time: 1h, gpus: 4}
clusters:
  - {name: jupiter, region: EU-DE, gpus: 100}
  - {name: leonardo, region: EU-IT, gpus: 100}
  - {name: cloud, region: US, gpus: 100}
workload:
  - {name: europe, demand: 50 h100e, regions: {EU-DE: 1, EU-IT: 1, EU-ES: 0}, classes: {mid: 1}}
  - {class: other, region: US, interarrival: 1h, run-time: 1h, gpus: 1}
`

// Where a file has a block of regions, each region that anything names is in it: a
// misspelt one is a fault at its place, with what would be right, all at once.
func TestTheRegionOfAClusterExists(t *testing.T) {
	if s := decodes(t, soil); len(s.Warnings) > 0 {
		t.Fatalf("warnings: %v", s.Warnings)
	}
	const further = "known are EU-DE, EU-IT, EU-ES, US; a further one has a line there, such as "
	for _, c := range []struct {
		old, new string
		want     []string
	}{
		{"region: EU-IT, gpus", "region: EU_IT, gpus", []string{`13:30: clusters[1].region: there is no region "EU_IT" in regions: at the top of the file: did you mean "EU-IT"?`}},
		{"region: EU-IT, gpus", "region: IT, gpus", []string{`13:30: clusters[1].region: there is no region "IT" in regions: at the top of the file: did you mean "EU-IT"?`}},
		{"region: EU-IT, gpus", "region: eu-it, gpus", []string{`13:30: clusters[1].region: there is no region "eu-it" in regions: at the top of the file: did you mean "EU-IT"?`}},
		{"region: EU-IT, gpus", "region: Norway, gpus", []string{`13:30: clusters[1].region: there is no region "Norway" in regions: at the top of the file: ` + further + "Norway: {bloc: Europe}"}},
		{"region: US, interarrival", "region: USA, interarrival", []string{`17:28: workload[1].region: there is no region "USA" in regions: at the top of the file: ` + further + "USA: {bloc: Europe}"}},
		{"EU-IT: 1,", "EU-IR: 1,", []string{`16:58: workload[0].regions.EU-IR: there is no region "EU-IR" in regions: at the top of the file: did you mean "EU-IT"?`}},
		{"EU-ES: 0", "EU-EZ: 0", []string{`16:68: workload[0].regions.EU-EZ: there is no region "EU-EZ" in regions: at the top of the file: did you mean "EU-ES"?`}},
		{"  EU-IT: {bloc: Europe}\n", "", []string{
			`12:30: clusters[1].region: there is no region "EU-IT" in regions: at the top of the file: known are EU-DE, EU-ES, US; a further one has a line there, such as EU-IT: {bloc: Europe}`,
			`15:58: workload[0].regions.EU-IT: there is no region "EU-IT" in regions: at the top of the file: known are EU-DE, EU-ES, US; a further one has a line there, such as EU-IT: {bloc: Europe}`}},
	} {
		_, err := Decode("test.yaml", []byte(strings.Replace(soil, c.old, c.new, 1)), catalog)
		var faults *Errors
		if !errors.As(err, &faults) {
			t.Errorf("%s: got %v, want *Errors", c.new, err)
			continue
		}
		want := "test.yaml:" + strings.Join(c.want, "\ntest.yaml:")
		if got := faults.Error(); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.new, got, want)
		}
	}
}

// A region outside of the blocs of the others is left out of what is shown by bloc;
// one that is in no use and resembles another is a slip.
func TestWarningsOfRegions(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"EU-IT: {bloc: Europe}", "EU-IT: {}",
			`6:3: regions: EU-IT has demand and capacity but no bloc, as others have: it is left out of validate's table of blocs, and of what Europe or US asks for, has and does on own soil; write bloc: Europe or US, or bloc: EU-IT if it stands alone`},
		{"US: {bloc: US}", "US:",
			`8:3: regions: US has demand and capacity but no bloc, as others have: it is left out of validate's table of blocs, and of what Europe asks for, has and does on own soil; write bloc: Europe, or bloc: US if it stands alone`},
		{"EU-IT: {bloc: Europe}\n  EU-ES: {bloc: Europe}\n  US: {bloc: US}", "EU-IT: \n  EU-ES: \n  US: ",
			`6:3: regions: EU-IT (demand and capacity) and US (demand and capacity) have no bloc, as others have: they are left out of validate's table of blocs, and of what Europe asks for, has and does on own soil; write bloc: Europe, or a bloc of its own name where one stands alone`},
		{"EU-ES: {bloc: Europe}", "EU-ES: {}", ""}, // neither demand nor capacity
		{"  EU-ES: {bloc: Europe}", "  EU-ES: {bloc: Europe}\n  EU_IT: {bloc: Europe}",
			`8:3: regions: the region "EU_IT" has neither a cluster nor a job, so this line changes nothing: did you mean "EU-IT"? Else remove it`},
		{"{bloc: Europe}\n  EU-IT: {bloc: Europe}\n  EU-ES: {bloc: Europe}\n  US: {bloc: US}", "\n  EU-IT: \n  EU-ES: \n  US: ", ""}, // no blocs at all
	} {
		got := ""
		for _, w := range decodes(t, strings.Replace(soil, c.old, c.new, 1)).Warnings {
			got += strings.TrimPrefix(w.String(), "test.yaml:")
		}
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.new, got, c.want)
		}
	}
}
