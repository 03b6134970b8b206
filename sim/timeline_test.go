package sim

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// runnable is the rule by its words, for a pool: at t the true level holds the job,
// and so do all levels of the plan of t until t + d, which are that level and the
// announced steps in between.
func runnable(gpus int, steps []Step, need int, t Time, d time.Duration) bool {
	level := gpus
	for _, st := range steps {
		if st.At <= t {
			level += st.Change
		}
	}
	for u := t; u == t || u < t.Add(d); u++ {
		for _, st := range steps {
			if st.At == u && u > t && st.Announced {
				level += st.Change
			}
		}
		if level < need {
			return false
		}
	}
	return true
}

// A timeline's answers, whether a job can ever run and when it is too late, are those
// of a search over each nanosecond, in worlds of many steps, known or not, and
// after nodes that have gone for good.
func TestEverFitsIsTheRule(t *testing.T) {
	kinds := [4]int{}
	rapid.Check(t, func(t *rapid.T) {
		gpus := rapid.IntRange(0, 6).Draw(t, "GPUs")
		var steps []Step
		level, at := gpus, Time(0)
		for range rapid.IntRange(0, 9).Draw(t, "steps") {
			at += Time(rapid.IntRange(0, 6).Draw(t, "later"))
			at = max(at, 1)
			change := rapid.IntRange(-level, 3).Draw(t, "change")
			if change > 0 && slices.ContainsFunc(steps, func(st Step) bool { return st.At == at && st.Change < 0 }) {
				continue // rises of an instant come first
			}
			level += change
			steps = append(steps, Step{At: at, Change: change, Announced: rapid.Bool().Draw(t, "announced")})
		}
		def := &Cluster{Groups: []Group{{Nodes: gpus, GPUsPerNode: 1}}}
		var line timeline
		if err := line.open(def, slices.Clone(steps)); err != nil {
			t.Fatal(err)
		}
		end := at + 40
		for now := Time(0); now < at+3; now++ {
			for line.next() != nil && line.next().At <= now {
				line.take()
			}
			here := line.after[line.taken][0]
			if here > 0 && rapid.IntRange(0, 19).Draw(t, "dies") == 0 {
				line.lose(0)
				gpus--
				i := slices.IndexFunc(steps, func(st Step) bool { return st.At > now && st.Change < 0 })
				if i >= 0 {
					steps[i].Change++
				}
			}
			need, d := rapid.IntRange(1, 7).Draw(t, "need"), rapid.IntRange(0, 30).Draw(t, "request")
			v := &JobView{GPUs: need, Request: time.Duration(d)}
			last := Time(-1)
			for u := now; u < end; u++ {
				if runnable(gpus, steps, need, u, v.Request) {
					last = u
				}
			}
			why := line.everFits(v, now)
			if (why == NoReason) != (last >= 0) {
				t.Fatalf("at %d, %d GPUs for %d: %v; the last moment is %d\n%d %v", now, need, d, why, last, gpus, steps)
			}
			if last < 0 {
				kinds[0]++
				continue
			}
			late := line.latest(v, now)
			bounded := slices.ContainsFunc(steps, func(st Step) bool { return st.At > now && st.Change < 0 && st.Announced })
			switch {
			case !bounded && late != Never, bounded && last == end-1 && late < end-1, bounded && last < end-1 && late != last:
				t.Fatalf("at %d, %d GPUs for %d: too late after %d; the last moment is %d\n%d %v", now, need, d, late, last, gpus, steps)
			case late == Never:
				kinds[1]++
			case slices.ContainsFunc(steps, func(st Step) bool { return st.At == late+1 }):
				kinds[2]++
			default:
				kinds[3]++
			}
		}
	})
	if slices.Contains(kinds[:], 0) {
		t.Errorf("of jobs that cannot run, that can always, until a step, until a wall: %v", kinds)
	}
}
