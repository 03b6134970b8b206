package sim_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// behind is a router that hears of loads late.
type behind struct {
	routed
	delay time.Duration
}

func (b behind) Delay() time.Duration { return b.delay }

// Loads are ten seconds apart. Job 1 holds 3 of 4 GPUs from the epoch on, job 2
// waits from 4 s on; both are seen at 10 s and not before. Jobs 4 and 5 come at
// 10 s and do not see each other. Job 6 comes at 20 s, which is seen from 30 s on.
func TestLoadsOfTheLastMultiple(t *testing.T) {
	var seen []string
	w := newWorld(behind{func(c *sim.Choice) int {
		l := c.Load(0)
		seen = append(seen, fmt.Sprintf("%d: %d jobs %d GPUs %.0f queued, %.0f running, %d free", c.Job.ID, l.Jobs, l.QueuedGPUs, l.Queued/1e9, l.Running/1e9, l.Free))
		return 0
	}, 10 * time.Second}, site("a", "UK", 4, unit.One), site("b", "US", 4, unit.One))
	w.run(t, british(1, 3, 0, 100), british(2, 2, 4, 50), british(3, 4, 9, 10), british(4, 1, 10, 5), british(5, 1, 10, 5),
		british(6, 2, 20, 5), british(7, 1, 29, 1), british(8, 1, 30, 1), british(9, 1, 500, 1))
	want := []string{
		"1: 0 jobs 0 GPUs 0 queued, 0 running, 4 free",
		"2: 0 jobs 0 GPUs 0 queued, 0 running, 4 free",
		"3: 0 jobs 0 GPUs 0 queued, 0 running, 4 free",
		"4: 2 jobs 6 GPUs 140 queued, 270 running, 1 free",
		"5: 2 jobs 6 GPUs 140 queued, 270 running, 1 free",
		"6: 4 jobs 8 GPUs 150 queued, 240 running, 1 free",
		"7: 4 jobs 8 GPUs 150 queued, 240 running, 1 free",
		"8: 6 jobs 11 GPUs 161 queued, 210 running, 1 free",
		"9: 0 jobs 0 GPUs 0 queued, 0 running, 4 free",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("seen\n%s\nwant\n%s", strings.Join(seen, "\n"), strings.Join(want, "\n"))
	}
}

// Both clusters are busy. Job 3 is sent to the US at 5 s, its data take 2 s; it is
// routed again 2, 6 and 14 s after 5 s. Whether it was sent there before the
// moment of which it hears or after, it is not in the load of its own cluster:
// by 10 s it was queued, by 6 s on its way, by 5 s (as it is about to be sent) and 4 s
// nowhere.
func TestOwnShareOfLateLoads(t *testing.T) {
	for _, delay := range []time.Duration{10, 6, 5, 4, 0} {
		asked := 0
		r := twins(behind{func(c *sim.Choice) int {
			if c.Job.ID < 3 {
				return int(c.Job.ID) - 1
			}
			if c.Current >= 0 {
				asked++
				asOf := c.Now
				if delay > 0 {
					asOf -= asOf % sim.Time(delay*time.Second)
				}
				running := float64(at(5000) - asOf)
				if asOf == 0 { // before job 2 came
					running = 0
				}
				if l := c.Load(1); l.Jobs != 0 || l.QueuedGPUs != 0 || l.Queued != 0 || l.Running != running {
					t.Errorf("delay %d s, at %v: %+v", delay, time.Duration(c.Now), l)
				}
			}
			return 1
		}, delay * time.Second})
		r.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1e9}}
		r.run(t, british(1, 1, 0, 5000), british(2, 1, 0, 5000), british(3, 1, 5, 10, bytes(2*gigabyte)))
		if asked != 10 {
			t.Errorf("asked again %d times", asked)
		}
	}
}

// In random worlds, with steps of capacity, data, chains, failures to fit and
// moves, a late load is made of what the cluster had after the last instant
// before the multiple, as an observer noted it then.
func TestLateLoadsAgainstANotebook(t *testing.T) {
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawWorld(t)
		delay := time.Duration(rapid.IntRange(1, 20_000).Draw(t, "delay")) * time.Second / 4
		n := &notebook{world: world{Model: m, jobs: jobs}, pages: make([][]page, len(m.Clusters))}
		n.NewRouter = func() sim.Router {
			asked := 0
			return behind{func(c *sim.Choice) int {
				n.choice = c
				for i := range m.Clusters {
					got, asOf := c.RawPast(i)
					if asOf > c.Now || c.Now-asOf >= sim.Time(delay) || asOf%sim.Time(delay) != 0 {
						t.Fatalf("at %d loads are those of %d, the delay is %d", c.Now, asOf, delay)
					}
					pages := n.pages[i]
					for len(pages) > 0 && pages[len(pages)-1].at >= asOf {
						pages = pages[:len(pages)-1]
					}
					if len(pages) == 0 || pages[len(pages)-1].raw == nil {
						continue // before the first routing nothing can be noted
					}
					if last := pages[len(pages)-1]; got != last.raw {
						t.Fatalf("at %d cluster %d is said to be at %d\n%+v; noted at %d\n%+v", c.Now, i, asOf, got, last.at, last.raw)
					}
					compared++
				}
				asked++
				return c.Eligible[asked*7%len(c.Eligible)]
			}, delay}
		}
		if _, err := sim.Run(context.Background(), &n.Model, sim.Input{Source: &n.world, Directory: &n.dir, Observers: []sim.Observer{n}}); err != nil {
			t.Fatal(err)
		}
	})
	if compared < 100 {
		t.Errorf("only %d loads were compared", compared)
	}
}

// notebook notes what clusters have after each instant.
type notebook struct {
	world
	choice *sim.Choice
	pages  [][]page
}

type page struct {
	at  sim.Time
	raw any
}

func (n *notebook) Job(*sim.Record) {}

func (n *notebook) State(now sim.Time, cluster int, _ *sim.State) {
	p := page{at: now}
	if n.choice != nil {
		p.raw = n.choice.Raw(cluster)
	}
	n.pages[cluster] = append(n.pages[cluster], p)
}

func TestDelayIsNotNegative(t *testing.T) {
	w := newWorld(behind{always(0), -1}, site("a", "UK", 1, unit.One))
	_, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w})
	if err == nil || !strings.Contains(err.Error(), "negative") {
		t.Errorf("got %v", err)
	}
}
