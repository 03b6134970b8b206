package experiment

import (
	"bytes"
	"math/big"
	"slices"
	"strings"
	"testing"

	"sovsim/results"
	"sovsim/sim/unit"
)

// heldText has a year of the UK and the US. The cloud, in the US, does two thirds
// of Europe's work; it is closed to Europe for 30 days, from day 120 to day 150.
const heldText = `version: 1
epoch: 2025-02-15
horizon: 360d
warm-up: 10d
routing: least-loaded
reroute-after: 6h
policies: [easy, conservative]
regions: {UK: {bloc: Europe}, US: {}}
links: [{between: [Europe, US], bandwidth: 5 Gbit/s}]
clusters:
  - {name: isambard, region: UK, gpus: 24}
  - {name: cloud, region: US, gpus: 64}
workload:
  - {class: mid, region: UK, users: {count: 40, projects: 3}, interarrival: 2h, run-time: {log-uniform: {min: 1h, max: 12h}}, request: {factor: {min: 1, max: 3}}, gpus: {1: 0.5, 8: 0.5}, checkpoint: 1h, patience: 30d, data: 100 GB}
  - {class: long, region: UK, users: 10, interarrival: 1d, run-time: 40h, segment: 12h, gpus: 4}
  - {class: own, region: US, interarrival: 8h, run-time: 6h, gpus: 8}
outputs: {jobs: true, reasons: true, interval: 5d}
`

const (
	aClosure = "closures: [{name: cloud, clusters-in: [US], to: [Europe], from: 120d, until: 150d, running: requeue}]\n"
	budgets  = "budgets:\n  - {name: cloud, owner: project, clusters: [cloud], per-quarter: 4000 GPU-h}\n  - {name: long, owner: class, of: [long], per-quarter: 9000 GPU-h}\n"
)

// A closure of 30 days: the line at home grows while it lasts, and is gone a while
// after; Europe's wait in those months is many times that of the months before.
// Those who were free of it, the jobs of the US, do not wait longer than before.
func TestAClosureOfThirtyDays(t *testing.T) {
	out, dir := execute(t, decode(t, heldText+aClosure, "policies=easy", "workload.UK/mid.interarrival=40m"), Options{Workers: 1})
	head, runs := table(t, dir, "timeseries.csv")
	backlog := map[string]float64{}
	for _, r := range runs["easy 0"] {
		x, _ := exact(t, r[slices.Index(head, "queued_jobs")]).Float64()
		y, _ := exact(t, r[slices.Index(head, "held_back_jobs")]).Float64()
		if r[slices.Index(head, "cluster")] == "isambard" {
			backlog[r[slices.Index(head, "time_s")]] = x + y
		} else if y > 0 {
			t.Errorf("%v jobs are held back at the cloud, though isambard takes all", y)
		}
	}
	day := func(n int64) float64 { return backlog[string(unit.AppendSeconds(nil, n*86400e9))] }
	before, last, after := day(110), day(145), day(230)
	if before > 5 || last < 10*before || last < 20 || after > last/4 {
		t.Errorf("jobs waiting at home: %.1f before, %.1f at the end of the closure, %.1f 80 days later", before, last, after)
	}
	if us := row(t, out.Runs[0], results.ByRegion, "US"); us.WaitMean > unit.Day/4 {
		t.Errorf("jobs of the US wait %v", us.WaitMean)
	}
}

// With budgets and closures the parts of each wait add up, each account keeps within
// its amount, and the bytes do not depend on the number of workers.
func TestHeldBackInTheFiles(t *testing.T) {
	s := decode(t, heldText+aClosure+budgets)
	_, one := execute(t, s, Options{Workers: 1})
	_, three := execute(t, s, Options{Workers: 3})
	for _, file := range []string{"jobs.csv", "summary.csv", "timeseries.csv", "manifest.json"} {
		if !bytes.Equal(read(t, one, file), read(t, three, file)) {
			t.Errorf("%s is another with three workers", file)
		}
	}
	head, runs := table(t, one, "jobs.csv")
	for run, rows := range runs {
		budget, spent := new(big.Rat), map[string]*big.Rat{}
		for _, r := range rows {
			of := func(column string) *big.Rat { return exact(t, r[slices.Index(head, column)]) }
			text := func(column string) string { return r[slices.Index(head, column)] }
			sum := new(big.Rat)
			for _, part := range []string{"staged_s", "wait_policy_s", "wait_fragmentation_s", "wait_routing_s", "wait_eligibility_s", "wait_capacity_s", "wait_budget_s"} {
				sum.Add(sum, of(part))
			}
			if sum.Cmp(of("wait_s")) != 0 {
				t.Fatalf("%s: the parts of %v do not add up", run, r)
			}
			budget.Add(budget, of("wait_budget_s"))
			// What ran in the cloud in one piece within a quarter has cost what it held.
			start, end := of("start_s"), of("end_s")
			if text("cluster") != "cloud" || text("project") == "" || text("restarts") != "0" || text("start_s") == "" || text("end_s") == "" || quarter(start) != quarter(end) {
				continue
			}
			key := text("project") + " " + quarter(start)
			if spent[key] == nil {
				spent[key] = new(big.Rat)
			}
			spent[key].Add(spent[key], new(big.Rat).Mul(of("gpus"), of("run_s")))
		}
		if budget.Sign() == 0 {
			t.Errorf("%s: no job waited for a budget", run)
		}
		full := 0
		for key, x := range spent {
			hours, _ := new(big.Rat).Quo(x, big.NewRat(3600, 1)).Float64()
			most := 4000.0
			if strings.HasSuffix(key, " 0") {
				most = 2000 // 45 of the 90 days from January to March
			}
			if hours > most {
				t.Errorf("%s: project and quarter %s used %.1f of %.0f GPU-h", run, key, hours, most)
			}
			if hours > most/2 {
				full++
			}
		}
		if full < 3 {
			t.Errorf("%s: %d accounts were used by half, of %d", run, full, len(spent))
		}
	}
}

// quarter numbers the quarters from the epoch, 15 February 2025, on: they begin 45,
// 136, 228 and 320 days after it.
func quarter(at *big.Rat) string {
	n := 0
	for _, day := range []int64{45, 136, 228, 320} {
		if at.Cmp(big.NewRat(day*86400, 1)) >= 0 {
			n++
		}
	}
	return string(rune('0' + n))
}

// Budgets that always pay and a closure after the horizon: the same jobs, and but for
// the column of those held back the same bytes.
func TestHoldsThatForbidNothing(t *testing.T) {
	plain := decode(t, heldText)
	_, without := execute(t, plain, Options{Workers: 1})
	rich := strings.ReplaceAll(strings.ReplaceAll(budgets, " 4000 ", " 1e9 "), " 9000 ", " 1e9 ")
	_, with := execute(t, decode(t, heldText+rich+"closures: [{name: x, clusters-in: US, to: UK, from: 400d}]\n"), Options{Workers: 1})
	for _, file := range []string{"jobs.csv", "summary.csv"} {
		if !bytes.Equal(read(t, without, file), read(t, with, file)) {
			t.Errorf("%s is another with budgets that always pay", file)
		}
	}
}
