package sim_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// gpuSecs is an amount in GPU·s, from which budgets are made.
func gpuSecs(n int64) unit.GPUTime { return unit.Times(n, time.Second) }

// allowance is a budget of so many GPU·s in each quarter, one account for each
// region, that waits.
func allowance(gpuS int64, more ...func(*sim.Budget)) sim.Budget {
	b := sim.Budget{Name: "b", Owner: sim.ByRegion, PerQuarter: gpuSecs(gpuS), First: gpuSecs(gpuS), Wait: true}
	for _, change := range more {
		change(&b)
	}
	return b
}

func rejects(b *sim.Budget) { b.Wait = false }
func of(names ...string) func(*sim.Budget) {
	return func(b *sim.Budget) { b.Of = names }
}
func only(clusters ...string) func(*sim.Budget) {
	return func(b *sim.Budget) { b.Clusters = clusters }
}
func first(gpuS int64) func(*sim.Budget) {
	return func(b *sim.Budget) { b.First = gpuSecs(gpuS) }
}
func owner(o sim.Owner) func(*sim.Budget) { return func(b *sim.Budget) { b.Owner = o } }
func from(home string, h homed) homed     { h.home = home; return h }
func project(id int32) func(*sim.Job)     { return func(j *sim.Job) { j.Project = id } }
func class(id int32) func(*sim.Job)       { return func(j *sim.Job) { j.Class = id } }
func seconds(s ...float64) (t []sim.Time) {
	for _, x := range s {
		t = append(t, at(x))
	}
	return t
}

// Each story is worked out by hand: a pool of 4 GPUs under FCFS, quarters as
// given, and what each job did and waited for.
func TestBudgetsByHand(t *testing.T) {
	for _, x := range []struct {
		name    string
		budgets []sim.Budget
		refills []sim.Time
		pool    int
		horizon float64
		jobs    []homed
		want    map[int64]string
	}{
		// 40 GPU·s in each quarter of 100 s. Job 1 pays 30. Job 2 needs 20, has 10:
		// it waits for the next quarter, though GPUs are free. Job 3 needs 10.
		{"exhausted in mid quarter", []sim.Budget{allowance(40)}, seconds(100, 200), 4, 0,
			[]homed{british(1, 3, 0, 10), british(2, 2, 5, 10), british(3, 1, 6, 10)},
			map[int64]string{1: "0 completed at 10", 2: "100 completed at 110: budget 95", 3: "6 completed at 16"}},
		// Job 1 asks for 40 GPU·s and ends at 10 s after 20: 20 come back, which let
		// job 2 in; job 3 of 5 GPU·s came when nothing was left, and 0 are left.
		{"a refund revives", []sim.Budget{allowance(40)}, seconds(100), 4, 0,
			[]homed{british(1, 2, 0, 10, request(20)), british(2, 2, 5, 10), british(3, 1, 6, 5)},
			map[int64]string{1: "0 completed at 10", 2: "10 completed at 20: budget 5", 3: "100 completed at 105: budget 94"}},
		// What job 1 leaves at 10 s are 20: job 2, the first in line, needs 24 and
		// stops job 3, which needs 5. At the refill both enter in order.
		{"first in, first out", []sim.Budget{allowance(40)}, seconds(100), 4, 0,
			[]homed{british(1, 2, 0, 10, request(20)), british(2, 2, 5, 12), british(3, 1, 6, 5)},
			map[int64]string{2: "100 completed at 112: budget 95", 3: "100 completed at 105: budget 94"}},
		// 40 GPU·s until 100 s are not used and lapse: the next quarter has 40, not
		// 80. Job 1 takes all of them.
		{"what is not used lapses", []sim.Budget{allowance(40)}, seconds(100, 200), 4, 0,
			[]homed{british(1, 2, 120, 20), british(2, 1, 130, 1)},
			map[int64]string{1: "120 completed at 140", 2: "200 completed at 201: budget 70"}},
		// Job 1 starts at 90 s and ends at 110 s after half of its request: the 20 GPU·s
		// that it did not use were of the quarter before. At 100 s 40 are there; job
		// 2 takes 40 at 100 s, so job 3 has none at 110 s.
		{"a refund across a quarter's end lapses", []sim.Budget{allowance(40)}, seconds(100, 200), 4, 0,
			[]homed{british(1, 1, 90, 20, request(40)), british(2, 2, 95, 20), british(3, 1, 96, 5)},
			map[int64]string{1: "90 completed at 110", 2: "100 completed at 120: budget 5", 3: "200 completed at 205: budget 104"}},
		// The first quarter is short: 10 GPU·s. Job 1 needs 20.
		{"a partial first quarter", []sim.Budget{allowance(40, first(10))}, seconds(25), 4, 0,
			[]homed{british(1, 1, 0, 20), british(2, 1, 1, 10)},
			map[int64]string{1: "25 completed at 45: budget 25", 2: "1 completed at 11"}},
		{"rejected", []sim.Budget{allowance(40, rejects)}, seconds(100), 4, 0,
			[]homed{british(1, 3, 0, 10), british(2, 2, 5, 10), british(3, 1, 6, 10), british(4, 2, 100, 10)},
			map[int64]string{2: "- rejected at 5: over its budget", 3: "6 completed at 16", 4: "100 completed at 110"}},
		// More than a full quarter pays for: never.
		{"more than a quarter", []sim.Budget{allowance(40)}, seconds(100), 4, 0,
			[]homed{british(1, 4, 0, 11), british(2, 4, 0, 10)},
			map[int64]string{1: "- rejected at 0: over its budget", 2: "0 completed at 10"}},
		// Both budgets must pay, and both do. Job 2 finds 30 in one and 5 in the other.
		{"two budgets", []sim.Budget{allowance(40), allowance(15, owner(sim.ByClass))}, seconds(100, 120), 4, 0,
			[]homed{british(1, 1, 0, 10), british(2, 1, 1, 6), british(3, 1, 2, 5), from("FR", british(4, 1, 3, 5, class(1)))},
			map[int64]string{1: "0 completed at 10", 2: "100 completed at 106: budget 99", 3: "2 completed at 7", 4: "3 completed at 8"}},
		// Job 2 waits first for the account of its region, of which 10 are left. At 10 s
		// job 1 gives back 20, so 30 are left; but that of the class has 5.
		{"from one line into the other", []sim.Budget{allowance(40), allowance(25, owner(sim.ByClass), of("mid"))}, seconds(100), 4, 0,
			[]homed{british(1, 1, 0, 10, request(30)), british(2, 1, 1, 20, class(1)), from("FR", british(3, 2, 1, 10, class(1)))},
			map[int64]string{1: "0 completed at 10", 2: "100 completed at 120: budget 99", 3: "1 completed at 11"}},
		// Owners that are named share an account; others have none, and jobs of no
		// project neither.
		{"owners that share", []sim.Budget{allowance(20, of("UK", "FR"))}, seconds(100), 4, 0,
			[]homed{british(1, 1, 0, 15), from("FR", british(2, 1, 0, 10)), from("DE", british(3, 1, 0, 30))},
			map[int64]string{1: "0 completed at 15", 2: "100 completed at 110: budget 100", 3: "0 completed at 30"}},
		{"by project", []sim.Budget{allowance(20, owner(sim.ByProject))}, seconds(100), 4, 0,
			[]homed{british(1, 1, 0, 20, project(1)), british(2, 1, 0, 10, project(2)), british(3, 1, 0, 30), british(4, 1, 1, 1, project(1))},
			map[int64]string{1: "0 completed at 20", 2: "0 completed at 10", 3: "0 completed at 30", 4: "100 completed at 101: budget 99"}},
		// Both are in the queue, one GPU is there: when job 1 has ended the policy starts
		// jobs 2 and 3 together; the account, of 30, pays for 10 + 15 and not for 10.
		{"another took the rest", []sim.Budget{allowance(30)}, seconds(100), 2, 0,
			[]homed{british(1, 2, 0, 5), british(2, 1, 1, 15), british(3, 1, 2, 10), british(4, 1, 3, 5)},
			map[int64]string{2: "5 completed at 20: capacity 4", 3: "100 completed at 110: capacity 3, budget 95", 4: "5 completed at 10: capacity 2"}},
		{"another took the rest, and no waiting", []sim.Budget{allowance(30, rejects)}, seconds(100), 2, 0,
			[]homed{british(1, 2, 0, 5), british(2, 1, 1, 15), british(3, 1, 2, 10), british(4, 1, 3, 5)},
			map[int64]string{2: "5 completed at 20: capacity 4", 3: "- rejected at 5: over its budget: capacity 3", 4: "5 completed at 10: capacity 2"}},
		{"patience", []sim.Budget{allowance(10)}, seconds(100), 2, 0,
			[]homed{british(1, 1, 0, 10), british(2, 1, 0, 5, patience(30)), british(3, 1, 1, 10)},
			map[int64]string{2: "- reneged at 30: budget 30", 3: "100 completed at 110: budget 99"}},
		// Pieces of 10 s: two in the first quarter, one in the second.
		{"a chain", []sim.Budget{allowance(20)}, seconds(100), 2, 0,
			[]homed{british(1, 1, 0, 25, segment(10))},
			map[int64]string{1: "0 completed at 105: budget 80"}},
		// The end of the run finds job 2 held back, and job 3 never could be paid again.
		{"the horizon", []sim.Budget{allowance(10)}, nil, 2, 50,
			[]homed{british(1, 1, 0, 10), british(2, 1, 20, 5)},
			map[int64]string{2: "- queued: budget 30"}},
		{"no horizon", []sim.Budget{allowance(10)}, nil, 2, 0,
			[]homed{british(1, 1, 0, 10), british(2, 1, 5, 5)},
			map[int64]string{2: "- queued: budget 5"}},
		{"an allowance of nothing", []sim.Budget{allowance(0)}, seconds(10), 2, 0,
			[]homed{british(1, 1, 0, 10), british(2, 1, 5, 0)},
			map[int64]string{1: "- rejected at 0: over its budget", 2: "5 completed at 5"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := newWorld(nil, site("a", "UK", x.pool, unit.One))
			w.Reasons, w.Budgets, w.Refills = true, x.budgets, x.refills
			if x.horizon > 0 {
				w.Horizon = at(x.horizon)
			}
			w.dir.Projects.ID("")
			w.dir.Projects.ID("p1")
			w.dir.Projects.ID("p2")
			w.dir.Classes.ID("small")
			w.dir.Classes.ID("mid")
			w.run(t, x.jobs...)
			for id, want := range x.want {
				if got := brief(w.records[id]); got != want {
					t.Errorf("job %d\ngot:  %s\nwant: %s", id, got, want)
				}
			}
		})
	}
}

// brief is a record in short: start, outcome, end, reason, parts of the wait.
func brief(r sim.Record) string {
	f := strings.Fields(told(r)) // start s end e outcome …
	text := f[1] + " " + f[4]
	if f[3] != "-" {
		text += " at " + f[3]
	}
	if r.Reason != sim.NoReason {
		text += ": " + r.Reason.String()
	}
	if w := why(r); w != "" {
		text += ": " + w
	}
	return text
}

// A budget that cannot be is refused with its name; so is a closure.
func TestHoldsAreChecked(t *testing.T) {
	for want, change := range map[string]func(*world){
		"budget b has -0.0002777777777777778 GPU-h a quarter": func(w *world) { w.Budgets = []sim.Budget{allowance(-1)} },
		"budget b has 0 GPU-h a quarter and 0.0002777777":     func(w *world) { w.Budgets = []sim.Budget{allowance(0, first(1))} },
		"budget b has owner 3, which is none of":              func(w *world) { w.Budgets = []sim.Budget{allowance(0, owner(3))} },
		"budget b pays at [\"x\"], and not each of these":     func(w *world) { w.Budgets = []sim.Budget{allowance(0, only("x"))} },
		"quarter 2 begins at 5s: quarters begin after":        func(w *world) { w.Budgets, w.Refills = []sim.Budget{allowance(0)}, seconds(5, 5) },
		"quarter 1 begins at 0s: quarters begin after":        func(w *world) { w.Budgets, w.Refills = []sim.Budget{allowance(0)}, seconds(0) },
		"closure c is from 5s until 5s, which is no time":     func(w *world) { w.Closures = []sim.Closure{{Name: "c", From: at(5), Until: at(5)}} },
		"closure c is from -5s until 5s, which is no time":    func(w *world) { w.Closures = []sim.Closure{{Name: "c", From: at(-5), Until: at(5)}} },
		"closure c does 3 to running jobs, which is none of":  func(w *world) { w.Closures = []sim.Closure{{Name: "c", Until: at(5), Running: 3}} },
	} {
		w := newWorld(nil, site("a", "UK", 1, unit.One))
		change(w)
		if _, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// A joint pool whose member at home goes for good at 20 s, while job 2 is held back
// by its budget: at the refill it may not run in the members that are left.
func TestNothingIsLeftForAHeldJob(t *testing.T) {
	w := joint(always(0))
	w.Clusters[0].Timeline = []sim.Step{{At: at(20), Change: -2}}
	w.Budgets, w.Refills = []sim.Budget{allowance(10)}, seconds(100)
	if err := w.tryWith(&locations{w, map[int]sim.State{}}, british(1, 1, 0, 10, within(sim.AtHome)),
		british(2, 1, 5, 10, within(sim.AtHome)), british(3, 1, 6, 5)); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64]string{1: "0 completed at 10", 2: "- rejected at 100: its capacity is gone for good", 3: "100 completed at 105"} {
		if got := brief(w.records[id]); got != want {
			t.Errorf("job %d\ngot:  %s\nwant: %s", id, got, want)
		}
	}
}

// A joint pool whose British member has half the speed of the French one, so that 20 s
// cost 40 GPU·s there and 20 in France. All have one account of 65 GPU·s, and what runs
// in France one of 30 that rejects. Job 1 pays 20 to both, job 2 pays 20. Job 3
// asks for 20 s: in France 10 are left, in the UK 25 where it needs 40. At 10 s job 2
// gives 10 back: 35 would do in France, whose account is still short, and not in the
// UK. So it is first in its line again, and waits for the next quarter.
func TestAJobStaysFirstInItsLine(t *testing.T) {
	w := joint(always(0))
	w.Clusters[0].Groups[0].Speed = half
	w.Budgets = []sim.Budget{allowance(65, of("UK", "FR")), allowance(30, of("UK", "FR"), rejects, only("FR-site"))}
	w.Refills = seconds(100)
	if err := w.tryWith(&locations{w, map[int]sim.State{}}, from("FR", british(1, 1, 0, 20, within(sim.AtHome))),
		british(2, 1, 0, 5, within(sim.AtHome), request(10)), british(3, 1, 5, 20, within(sim.InBloc))); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64]string{1: "0 completed at 20", 2: "0 completed at 10", 3: "100 completed at 140"} {
		if got := brief(w.records[id]); got != want {
			t.Errorf("job %d\ngot:  %s\nwant: %s", id, got, want)
		}
	}
}
