package conformance_test

import (
	"slices"
	"strings"
	"testing"

	"sovsim/scheduler"
	"sovsim/scheduler/conformance"
	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// How many random workloads of each kind; a fault of the sorts below shows in the
// first few.
const workloads = 150

// Every policy that is registered, with every order that it may be given.
func TestPolicies(t *testing.T) {
	for _, p := range scheduler.Policies() {
		if strings.HasPrefix(p.Name, "faulty") {
			continue
		}
		texts := []string{p.Name}
		for _, q := range p.Parameters() {
			for _, o := range scheduler.Orders() {
				text := p.Name + "(" + q.Name + "=" + o.Name + ")"
				if _, err := scheduler.Parse(text); err == nil && !strings.HasPrefix(o.Name, "faulty") {
					texts = append(texts, text)
				}
			}
		}
		for _, text := range texts {
			t.Run(text, func(t *testing.T) {
				t.Parallel()
				if err := conformance.Policy(text, workloads); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestOrders(t *testing.T) {
	for _, o := range scheduler.Orders() {
		if strings.HasPrefix(o.Name, "faulty") {
			continue
		}
		if err := conformance.Order(o.Name, workloads); err != nil {
			t.Error(err)
		}
	}
}

func TestRoutings(t *testing.T) {
	for _, r := range scheduler.Routings() {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(r.Name, "faulty") {
				return
			}
			if err := conformance.Routing(r.Name, workloads); err != nil {
				t.Error(err)
			}
		})
	}
}

// faulty is list scheduling on a pool, by a rule that breaks something. pick is
// the place in the queue of the next job to start, −1 if none may.
type faulty struct {
	pick  func(f *faulty, v *sim.View) int
	queue []sim.Slot
	holds map[sim.Slot]int
	free  int
	state *int // of the program, not of the run
}

func (f *faulty) Schedule(v *sim.View, p *sim.Plan) {
	for _, s := range v.Ended {
		delete(f.holds, s)
	}
	f.queue = slices.DeleteFunc(f.queue, func(s sim.Slot) bool { return slices.Contains(v.Left, s) })
	f.queue = append(f.queue, v.Joined...)
	for {
		f.free = v.Capacity[0]
		for _, gpus := range f.holds {
			f.free -= gpus
		}
		i := f.pick(f, v)
		if i < 0 || v.Job(f.queue[i]).GPUs > f.free {
			return
		}
		s := f.queue[i]
		f.queue = slices.Delete(f.queue, i, i+1)
		f.holds[s] = v.Job(s).GPUs
		p.Start(s, 0, nil, 0, 0)
	}
}

// Reservation is what the faulty policy says of each job: it is to start at once.
func (f *faulty) Reservation(s sim.Slot) (sim.Time, bool) { return 0, slices.Contains(f.queue, s) }

// head is the first of the queue, least the one with the least score.
func head(f *faulty, _ *sim.View) int { return min(0, len(f.queue)-1) }

func least(f *faulty, v *sim.View, score func(j *sim.JobView) int64) int {
	best := -1
	for i, s := range f.queue {
		if best < 0 || score(v.Job(s)) < score(v.Job(f.queue[best])) {
			best = i
		}
	}
	return best
}

// fitting is the first that fits, whoever waits before it.
func fitting(f *faulty, v *sim.View) int {
	return slices.IndexFunc(f.queue, func(s sim.Slot) bool { return v.Job(s).GPUs <= f.free })
}

// Each fault is found, and said to be what it is.
func TestFaultyPoliciesAreFound(t *testing.T) {
	runs := 0
	for i, c := range []struct {
		promises scheduler.Promises
		pick     func(f *faulty, v *sim.View) int
		want     string
	}{
		{scheduler.Promises{}, func(f *faulty, v *sim.View) int { return -1 }, "is lost: it ends as queued"},
		{scheduler.Promises{}, func(f *faulty, v *sim.View) int {
			if v.Now == 0 {
				*f.state++
			}
			return min(*f.state%2, len(f.queue)-1)
		}, "a second run: job"},
		{scheduler.Promises{}, func(f *faulty, v *sim.View) int {
			return least(f, v, func(j *sim.JobView) int64 { return j.ID })
		}, "other names and numbers: job"},
		{scheduler.Promises{}, func(f *faulty, v *sim.View) int {
			return least(f, v, func(j *sim.JobView) int64 { return int64(j.User) })
		}, "other names and numbers: job"},
		{scheduler.Promises{}, func(f *faulty, v *sim.View) int {
			return least(f, v, func(j *sim.JobView) int64 { return int64(j.Request) / 1e10 })
		}, "with all times 7 times as long: job"},
		{scheduler.Promises{StartsInOrder: "fcfs"}, fitting, "comes before it in order fcfs, waits"},
		{scheduler.Promises{ProtectsHead: "fcfs"}, fitting, "the first of the queue, does not start by"},
		{scheduler.Promises{ProtectsHead: "sjf"}, head, "the first of the queue, does not start by"},
		{scheduler.Promises{KeepsReservations: true}, head, "after its first reservation at 0s"},
		{scheduler.Promises{StarvesNobody: true}, fitting, "a wide job among narrow ones starves"},
		{scheduler.Promises{StarvesNobody: true}, func(f *faulty, v *sim.View) int {
			return least(f, v, func(j *sim.JobView) int64 { return -int64(j.GPUs) })
		}, "a narrow job among wide ones starves"},
		{scheduler.Promises{StarvesNobody: true}, func(f *faulty, v *sim.View) int {
			return least(f, v, func(j *sim.JobView) int64 { return -int64(j.Request) })
		}, "a short job among long ones starves"},
	} {
		name := "faulty-" + string(rune('a'+i))
		scheduler.RegisterPolicy(scheduler.Policy{Name: name, Summary: "breaks something", Promises: c.promises,
			Bind: func(*scheduler.Parameters) func(*sim.Cluster) sim.Policy {
				return func(cl *sim.Cluster) sim.Policy {
					if cl.Kind == sim.Nodes {
						fcfs, _ := scheduler.Parse("fcfs")
						return reserver{fcfs.New(cl)}
					}
					return &faulty{pick: c.pick, holds: map[sim.Slot]int{}, state: &runs}
				}
			}})
		if err := conformance.Policy(name, workloads); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("fault %d: %v; want %q", i, err, c.want)
		}
	}
}

// reserver is a policy that holds no reservation.
type reserver struct{ sim.Policy }

func (reserver) Reservation(sim.Slot) (sim.Time, bool) { return 0, false }

func TestFaultyOrdersAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		key  func(j *sim.JobView) ordered.Key
		want string
	}{
		"faulty-ties":  {func(j *sim.JobView) ordered.Key { return ordered.Key{A: int64(j.Joined)} }, "two jobs have one place"},
		"faulty-names": {func(j *sim.JobView) ordered.Key { return scheduler.ByArrival(j.ID, j) }, "depends on its number"},
	} {
		scheduler.RegisterOrder(scheduler.Order{Name: name, Meaning: "faulty", Key: c.key})
		if err := conformance.Order(name, workloads); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// picky is a routing that goes by what it should not look at.
type picky func(c *sim.Choice) int

func (p picky) Route(c *sim.Choice) int { return c.Eligible[p(c)%len(c.Eligible)] }

func TestFaultyRoutingsAreFound(t *testing.T) {
	count := 0
	for name, c := range map[string]struct {
		pick picky
		want string
	}{
		"faulty-numbers": {func(c *sim.Choice) int { return int(c.Job.ID % 7) }, "other names and numbers: job"},
		"faulty-count":   {func(c *sim.Choice) int { count++; return count }, "a second run: job"},
	} {
		scheduler.RegisterRouting(scheduler.Routing{Name: name, Summary: "faulty", Bind: func(*scheduler.Parameters) func() sim.Router {
			return func() sim.Router { return c.pick }
		}})
		if err := conformance.Routing(name, workloads); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
