package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
)

// mix draws the jobs of a queue that never empties, for 256 GPUs.
type mix func(r *rand.Rand, n int64, j *sim.Job)

// ordinary is eight sizes, long-tailed run times and over-estimated requests:
// at least three starts in ten are backfills (TestMixes).
func ordinary(r *rand.Rand, _ int64, j *sim.Job) {
	j.GPUs = 1 << min(r.IntN(5)+r.IntN(5), 7)
	j.Run = time.Duration(float64(10*time.Minute) * (0.05 + r.ExpFloat64()*r.ExpFloat64()))
	j.Request = time.Duration(float64(j.Run) * (1 + 4*r.Float64()*r.Float64()))
}

// adversarial is half short and too wide, half narrow and too long: none may
// backfill, though every narrow one fits and every wide one ends in time. Each
// narrow job is longer than those before it, so that it ends after any shadow.
func adversarial(r *rand.Rand, n int64, j *sim.Job) {
	if r.IntN(2) == 0 {
		j.GPUs, j.Run = 250+2*r.IntN(4), time.Minute
	} else {
		j.GPUs, j.Run = 8, 10*time.Hour+time.Duration(n)*time.Millisecond
	}
	j.Request = j.Run
}

var errEnough = errors.New("enough jobs")

// crowd is a source and an observer: waiting jobs arrive at once, and then as
// many as end, so that the queue keeps its length. After some turnover it
// begins to count.
type crowd struct {
	draw             mix
	r                *rand.Rand
	waiting, measure int64

	made, ended int64
	at          sim.Time
	gap         float64 // between arrivals, in ns
	begun       time.Time
	starts      []sim.Time // by source order, where they are kept
	keep        bool
}

const turnover = 5000

func newCrowd(draw mix, waiting, measure int64) *crowd {
	return &crowd{draw: draw, r: rand.New(rand.NewPCG(1, 2)), waiting: waiting, measure: measure, gap: float64(time.Minute)}
}

func (c *crowd) Next(j *sim.Job) (bool, error) {
	switch c.made - c.waiting {
	case turnover:
		runtime.GC() // what building the queue left behind is not the jobs' cost
		c.begun = time.Now()
	case turnover + c.measure:
		return false, errEnough
	}
	*j = sim.Job{ID: c.made}
	c.draw(c.r, c.made, j)
	if c.made >= c.waiting {
		// Arrivals slow down while the queue is longer than it should be.
		if c.made-c.ended > c.waiting {
			c.gap *= 1.01
		} else {
			c.gap /= 1.01
		}
		c.at += sim.Time(c.gap * c.r.ExpFloat64())
		j.Submit = c.at
	}
	c.made++
	return true, nil
}

func (c *crowd) Job(r *sim.Record) {
	c.ended++
	if c.keep {
		for int64(len(c.starts)) <= r.Seq {
			c.starts = append(c.starts, -1)
		}
		c.starts[r.Seq] = r.Start
	}
}

func (c *crowd) State(sim.Time, int, *sim.State) {}

// model256 is 256 GPUs as a pool or as 32 nodes.
func model256(t testing.TB, kind sim.Kind, policy string) *sim.Model {
	m := poolOf(t, 256, policy)
	if kind == sim.Nodes {
		m.Clusters[0].Kind = sim.Nodes
		m.Clusters[0].Groups = []sim.Group{{Name: "nodes", Nodes: 32, GPUsPerNode: 8}}
	}
	return m
}

var kinds = []struct {
	name string
	kind sim.Kind
}{{"pool", sim.Pool}, {"nodes", sim.Nodes}}

var mixes = []struct {
	name string
	draw mix
}{{"ordinary", ordinary}, {"adversarial", adversarial}}

// The two mixes are what they claim: the share of jobs that start before one
// that came earlier.
func TestMixes(t *testing.T) {
	for _, k := range kinds {
		for _, m := range mixes {
			c := newCrowd(m.draw, 1000, 10_000)
			c.keep = true
			if _, err := sim.Run(context.Background(), model256(t, k.kind, "easy"), sim.Input{Source: c, Observers: []sim.Observer{c}}); !errors.Is(err, errEnough) {
				t.Fatal(err)
			}
			latest, started, backfilled := sim.Time(-1), 0, 0
			for _, s := range c.starts {
				if s < 0 {
					continue
				}
				started++
				if s < latest {
					backfilled++
				}
				latest = max(latest, s)
			}
			share := float64(backfilled) / float64(started)
			t.Logf("%s, %s: %d of %d starts are backfills (%.1f %%)", k.name, m.name, backfilled, started, 100*share)
			if started < 5000 || m.name == "ordinary" && share < 0.3 || m.name == "adversarial" && backfilled > 0 {
				t.Errorf("%s, %s: %d of %d starts are backfills", k.name, m.name, backfilled, started)
			}
		}
	}
}

// What it costs to tell why each job waits, as the queue grows.
func BenchmarkReasons(b *testing.B) {
	for _, k := range kinds {
		for _, waiting := range []int64{100, 100_000} {
			for _, on := range []string{"off", "on"} {
				b.Run(fmt.Sprintf("%s/%d/%s", k.name, waiting, on), func(b *testing.B) {
					spent, jobs := time.Duration(0), int64(0)
					for range b.N {
						c := newCrowd(ordinary, waiting, 100_000)
						m := model256(b, k.kind, "easy")
						m.Reasons = on == "on"
						if _, err := sim.Run(context.Background(), m, sim.Input{Source: c, Observers: []sim.Observer{c}}); !errors.Is(err, errEnough) {
							b.Fatal(err)
						}
						spent += time.Since(c.begun)
						jobs += c.measure
					}
					b.ReportMetric(float64(spent.Nanoseconds())/float64(jobs), "ns/job")
					b.ReportMetric(0, "ns/op")
				})
			}
		}
	}
}

// The engine's cost per job with records on, as the queue grows.
func BenchmarkWaiting(b *testing.B) {
	for _, policy := range []string{"fcfs", "sjf", "easy"} {
		for _, k := range kinds {
			for _, m := range mixes {
				for _, waiting := range []int64{100, 10_000, 1_000_000} {
					b.Run(fmt.Sprintf("%s/%s/%s/%d", policy, k.name, m.name, waiting), func(b *testing.B) {
						if _, err := scheduler.Parse(policy); err != nil {
							b.Fatal(err)
						}
						spent, jobs := time.Duration(0), int64(0)
						for range b.N {
							c := newCrowd(m.draw, waiting, 100_000)
							if _, err := sim.Run(context.Background(), model256(b, k.kind, policy), sim.Input{Source: c, Observers: []sim.Observer{c}}); !errors.Is(err, errEnough) {
								b.Fatal(err)
							}
							spent += time.Since(c.begun)
							jobs += c.measure
							if queue := c.made - c.ended; queue < waiting/2 || queue > 2*waiting+1000 {
								b.Fatalf("%d jobs wait at the end", queue)
							}
						}
						b.ReportMetric(float64(spent.Nanoseconds())/float64(jobs), "ns/job")
						b.ReportMetric(0, "ns/op")
					})
				}
			}
		}
	}
}
