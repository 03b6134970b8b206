package experiment

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

func TestParseCarbon(t *testing.T) {
	const head = "hour,g_per_kwh\n"
	for _, c := range []struct{ text, says string }{
		{head + "2024-01-01T00:00:00Z,61.5\n2024-01-01T01:00:00Z,0\n", ""},
		{"\ufeffhour,g_per_kwh\r\n2024-01-01T00:00:00Z,61.5\r\n2024-01-01T02:00:00+01:00,0", ""},
		{"", "1: there is no hour"},
		{head, "1: there is no hour: write hour,g_per_kwh and at least one row"},
		{"time,carbon\n", `1: the first line is "time,carbon"; it should be hour,g_per_kwh`},
		{head + "2024-01-01T00:00:00Z\n", "2: \"2024-01-01T00:00:00Z\" has not two fields"},
		{head + "2024-01-01T00:00:00Z,1,2\n", "has not two fields"},
		{head + "2024-01-01T00:00:00Z,1\n\n", `3: "" has not two fields`},
		{head + "2024-01-01 00:00,1\n", "2: hour: "},
		{head + "2024-01-01T00:00:00Z,1\n2024-01-01T02:00:00Z,1\n", "3: hour: 2024-01-01T02:00:00Z does not follow 2024-01-01 by an hour"},
		{head + "2024-01-01T00:00:00Z,-1\n", `2: g_per_kwh: "-1" is not a number from 0`},
		{head + "2024-01-01T00:00:00Z,1.0000001\n", "at most six places"},
		{head + "2024-01-01T00:00:00Z,\n", `2: g_per_kwh: "" is not a number`},
		{head + "2024-01-01T00:00:00Z,NaN\n", `2: g_per_kwh: "NaN" is not a number`},
		{head + "2024-01-01T00:00:00Z,1000001\n", `2: g_per_kwh: "1000001" is not a number`},
	} {
		hours, first, err := parseCarbon(c.text)
		switch {
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%q: %v, want %q", c.text, err, c.says)
		case c.says == "" && (err != nil || !slices.Equal(hours, []int64{61_500_000, 0}) || !first.Equal(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))):
			t.Errorf("%q: %v from %v, %v", c.text, hours, first, err)
		}
	}
}

// The series begins two hours before the epoch, so that the run begins in its
// third hour; and it is part of what the run is. Without a date it begins with
// the run. A region with one figure has it for all time.
func TestGridsOfAScenario(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("us.csv", "hour,g_per_kwh\n2023-12-31T22:00:00Z,100\n2023-12-31T23:00:00Z,200\n2024-01-01T00:00:00Z,300\n")
	write("a.yaml", `version: 1
epoch: 2024-01-01
horizon: 10h
regions: {US: {carbon: {file: us.csv}}, CA: {carbon: {file: us.csv}}, UK: {carbon: 50 g/kWh, electricity: 0.3 EUR/kWh}, FR: {electricity: 1 EUR/kWh}, DE: {bloc: EU}}
routing: least-loaded
clusters: [{name: a, region: US, gpus: 8, power: 1 kW}]
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	average := func(list []sim.Grid, region string, from, to time.Duration) float64 {
		for _, g := range list {
			if g.Region == region {
				return g.Carbon.Between(sim.Time(from), sim.Time(to)).Float() / float64(to-from) / 1e6
			}
		}
		return -1
	}
	s, err := Load(filepath.Join(dir, "a.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	list, files, err := grids(s)
	if err != nil || len(list) != 4 || len(files) != 1 || files[0].Name != "us.csv" || files[0].Bytes == 0 {
		t.Fatalf("%v, %v, %v", list, files, err)
	}
	if got := average(list, "US", 0, time.Hour); got != 300 {
		t.Errorf("the first hour has %v g/kWh, want 300", got)
	}
	if got := average(list, "CA", 0, 90*time.Minute); got != (300+0.5*100)/1.5 {
		t.Errorf("the first 90 min have %v g/kWh", got)
	}
	if got := average(list, "UK", 0, time.Hour); got != 50 || list[2].Electricity != 300_000_000 || list[3].Carbon != nil {
		t.Errorf("the UK has %v g/kWh of %+v", got, list)
	}
	s.Epoch = time.Time{}
	if list, _, err = grids(s); err != nil || average(list, "US", 0, time.Hour) != 100 {
		t.Errorf("without a date the first hour has %v g/kWh, %v", average(list, "US", 0, time.Hour), err)
	}

	p, err := newPlan(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.supply = &supply{}
	before := string(p.identity("easy"))
	write("us.csv", "hour,g_per_kwh\n2023-12-31T22:00:00Z,101\n")
	if p, err = newPlan(s, Options{}); err != nil {
		t.Fatal(err)
	}
	p.supply = &supply{}
	if string(p.identity("easy")) == before {
		t.Error("another series makes the same run")
	}
	write("us.csv", "hour,g_per_kwh\n2023-12-31T22:00:00Z,1e9\n")
	if _, err = newPlan(s, Options{}); err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "us.csv")+":2: g_per_kwh") {
		t.Errorf("a fault in the file: %v", err)
	}
}
