package scenario

import (
	"errors"
	"strings"
	"testing"
)

// numbers is a file with counts, amounts and times to be written another way.
const numbers = `version: 1
epoch: 2025-01-01
horizon: 2031-01-01
clusters:
  - name: a
    region: UK
    gpus: 64
    timeline: [{at: 2026-01-01, add: 20 GPUs}, {at: 2026-02-01, add: 30}]
  - {name: b, region: UK, groups: [{nodes: 4, gpus-per-node: 4}]}
classes: {mid: {run-time: 1h, gpus: 4}}
workload:
  - {class: x, region: UK, interarrival: 1h, run-time: 1h, gpus: 1, jobs: 100}
  - {name: d, demand: 30 h100e, regions: {UK: 1}, classes: {mid: 1}}
budgets: [{name: g, owner: class, per-quarter: 1000 GPU-h}]
`

// Counts take no decimal point, amounts with a point before three digits are a warning,
// and dates and numbers in the form of other countries are told in ours.
func TestNumbersAndDatesOfElsewhere(t *testing.T) {
	for _, c := range []struct{ old, new, fault, warning string }{
		{"gpus: 64", "gpus: 20.000", "7:11: clusters[0].gpus: 20.000 is 20 here, for a point begins decimals, which a count has none of: write 20 or 20000", ""},
		{"nodes: 4,", "nodes: 1.000,", "9:44: clusters[1].groups[0].nodes: 1.000 is 1 here, for a point begins decimals, which a count has none of: write 1 or 1000", ""},
		{"jobs: 100}", "jobs: 100.000}", "12:75: workload[0].jobs: 100.000 is 100 here, for a point begins decimals, which a count has none of: write 100 or 100000", ""},
		{"add: 30}", "add: 20.500}", `8:70: clusters[0].timeline[1].add: "20.500" is not a whole number, for a point begins decimals here: write 20500`, ""},
		{"gpus: 64", "gpus: 64.0", `7:11: clusters[0].gpus: "64.0" has a decimal point, which a count has not: write 64`, ""},
		{"gpus: 64", "gpus: 1 000", `7:11: clusters[0].gpus: "1 000" has spaces: write 1000`, ""},
		{"gpus: 64", "gpus: 1'000", `7:11: clusters[0].gpus: "1'000" has apostrophes: write 1000`, ""},
		{"gpus: 64", "gpus: 1.000.000", `7:11: clusters[0].gpus: "1.000.000" has points for thousands: write 1000000`, ""},
		{"add: 20 GPUs", "add: 20.000 GPUs", "", "8:38: clusters[0].timeline[0].add: 20.000 GPUs is 20 GPUs here, for a point begins decimals and sets off no thousands: write 20 GPUs or 20000 GPUs"},
		{"gpus: 64", "gpus: 2.190 h100e", "", "7:11: clusters[0].gpus: 2.190 h100e is 2.19 h100e here, for a point begins decimals and sets off no thousands: write 2.19 h100e or 2190 h100e"},
		{"demand: 30 h100e", "demand: 1.500 EF", "", "13:23: workload[1].demand: 1.500 EF is 1.5 EF here, for a point begins decimals and sets off no thousands: write 1.5 EF or 1500 EF"},
		{"1000 GPU-h", "10.000 GPU-h", "", "14:48: budgets[0].per-quarter: 10.000 GPU-h is 10 GPU-h here, for a point begins decimals and sets off no thousands: write 10 GPU-h or 10000 GPU-h"},
		{"demand: 30 h100e", "demand: 0.500 EF", "", ""}, // no thousand begins with 0
		{"demand: 30 h100e", "demand: 30.25 h100e", "", ""},
		{"demand: 30 h100e", "demand: 2,5 EF", `13:23: workload[1].demand: inside { } YAML splits 2,5 EF at its commas: write 2.5 EF`, ""},
		{"gpus: 64", "gpus: 2,5 EF", `7:11: clusters[0].gpus: "2,5 EF" has a decimal comma: write 2.5 EF`, ""},
		{"add: 30}", "add: 20,000}", "8:70: clusters[0].timeline[1].add: inside { } YAML splits 20,000 at its commas: write 20000", ""},
		{"add: 30}", "add: 1,000,000}", "8:70: clusters[0].timeline[1].add: inside { } YAML splits 1,000,000 at its commas: write 1000000", ""},
		{"add: 20 GPUs}", "add: 20,000 GPUs}", "8:38: clusters[0].timeline[0].add: inside { } YAML splits 20,000 GPUs at its commas: write 20000 GPUs", ""},
		{"demand: 30 h100e", "demand: 2x", `13:23: workload[1].demand: "2x" is not an amount: say how much is asked for in all, with its unit, as in 27200 h100e or 63 EF`, ""},
		{"demand: 30 h100e", "demand: 200%", `13:23: workload[1].demand: "200%" is not an amount: say how much is asked for in all, with its unit, as in 27200 h100e or 63 EF`, ""},
		{"demand: 30 h100e", "demand: 30", `13:23: workload[1].demand: "30" has no unit: write 30 h100e for H100 equivalents, or 30 EF for AI exaFLOPS`, ""},
		{"at: 2026-01-01", "at: 2027", `8:21: clusters[0].timeline[0].at: "2027" is not a date as it is written here: write 2027-01-01`, ""},
		{"at: 2026-01-01", "at: Jan 2027", `8:21: clusters[0].timeline[0].at: "Jan 2027" is not a date as it is written here: write 2027-01-01`, ""},
		{"at: 2026-01-01", "at: July 2030", `8:21: clusters[0].timeline[0].at: "July 2030" is not a date as it is written here: write 2030-07-01`, ""},
		{"at: 2026-01-01", "at: 01.07.2030", `8:21: clusters[0].timeline[0].at: "01.07.2030" is not a date as it is written here: write 2030-07-01`, ""},
		{"at: 2026-01-01", "at: 01/07/2030", `8:21: clusters[0].timeline[0].at: "01/07/2030" is not a date as it is written here: write 2030-07-01 or 2030-01-07`, ""},
		{"at: 2026-01-01", "at: 2027-13-01", `8:21: clusters[0].timeline[0].at: "2027-13-01" is not a date: the calendar has no such day`, ""},
		{"horizon: 2031-01-01", "horizon: 2031", `3:10: horizon: "2031" is not a date as it is written here: write 2031-01-01`, ""},
		{"epoch: 2025-01-01", "epoch: 2025", `2:8: epoch: "2025" is not a date as it is written here: write 2025-01-01`, ""},
		{"epoch: 2025-01-01\nhorizon: 2031-01-01\n", "horizon: 2031\n", `2:10: horizon: "2031" is not a time: if it is a date, add epoch: with a date at the top of the file and write 2031-01-01; else give a duration, such as 30d`, ""},
	} {
		text := strings.Replace(numbers, c.old, c.new, 1)
		if text == numbers {
			t.Fatalf("%q is not there", c.old)
		}
		s, err := Decode("test.yaml", []byte(text), catalog)
		if c.fault == "" {
			got := ""
			if err == nil && len(s.Warnings) > 0 {
				got = strings.TrimPrefix(s.Warnings[0].String(), "test.yaml:")
			}
			if err != nil || got != c.warning || len(s.Warnings) > 1 {
				t.Errorf("%s: got %v, %q\nwant %q", c.new, err, got, c.warning)
			}
			continue
		}
		var faults *Errors
		if !errors.As(err, &faults) || strings.TrimPrefix(faults.List[0].String(), "test.yaml:") != c.fault || len(faults.List) > 1 && c.old[0] != 'e' {
			t.Errorf("%s: got\n%v\nwant\n%s", c.new, err, c.fault)
		}
	}
}
