package oracle

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// Story is a schedule drawn by hand: a text file in four parts. The reasoning
// comes first, its first line is the title; then the sections
//
//	-- cluster --
//	nodes 3 x 4 speed 1/2                       (or: pool 8)
//	members 2 1                                 (a joint pool: groups of each)
//	max-queued 3
//	step 10 -2 announced drain                  (at, change, [group N])
//	overrun extend
//	horizon 100
//	-- jobs --
//	0  submit 0 gpus 3 run 10 request 12        (nodes, patience, checkpoint, segment, within 0,1 or none)
//	-- easy(placement=best-fit) --
//	0  start 0 end 10 completed                 (nodes 0,1; group 1; restarts 1; segments 1)
//
// with one section of expected outcomes for each policy. Times are in seconds,
// a start or end that does not happen is "-", a request that is left out is the
// run time, # starts a comment.
type Story struct {
	Title   string
	Cluster sim.Cluster
	Overrun sim.Overrun
	Horizon sim.Time
	Jobs    []sim.Job
	// May is, by job, which members of a joint pool it may use, one bit for each;
	// nil where there is none.
	May    []uint
	Expect []Expectation
}

// Expectation is the schedule of a story under one policy.
type Expectation struct {
	// Policy is the policy as a user types it.
	Policy string
	Lines  []Line
}

// Line is what is expected of one job. Nodes is nil, Restarts and Segments are
// −1 where the story does not say.
type Line struct {
	Job                int
	Start, End         sim.Time
	Outcome            sim.Outcome
	Nodes              []int
	Restarts, Segments int
	// Group is the node group of the last start; −1 where the story does not say.
	Group int
}

// Parts splits a policy such as "easy(placement=best-fit)" and looks it up. An order
// is the queue's; the candidates of EASY are in queue order, unless theirs is given.
func Parts(name string) (Policy, error) {
	preset, parameters, _ := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	p, ok := Named(preset, "first-fit")
	if !ok {
		return Policy{}, fmt.Errorf("policy %q is unknown", name)
	}
	given := map[string]string{}
	for _, parameter := range strings.Split(parameters, ",") {
		if key, value, ok := strings.Cut(parameter, "="); ok {
			given[key] = value
		} else if parameter != "" {
			return Policy{}, fmt.Errorf("policy %q: %q is no key=value", name, parameter)
		}
	}
	for key, value := range given {
		switch key {
		case "placement":
			p.Placement = value
		case "order":
			p.Order = value
			if given["candidates"] == "" && p.Candidates != "" {
				p.Candidates = value
			}
		case "candidates":
			p.Candidates = value
		default:
			return Policy{}, fmt.Errorf("policy %q: only placement, order and candidates are known", name)
		}
	}
	return p, nil
}

// ReadStory reads a story.
func ReadStory(text string) (Story, error) {
	s := Story{Horizon: sim.Never}
	section := ""
	for i, line := range strings.Split(text, "\n") {
		if i == 0 {
			s.Title = strings.TrimSpace(line)
		}
		if name, ok := strings.CutPrefix(line, "-- "); ok {
			section = strings.TrimSuffix(name, " --")
			if section != "cluster" && section != "jobs" {
				s.Expect = append(s.Expect, Expectation{Policy: section})
			}
			continue
		}
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if section == "" || len(words) == 0 {
			continue
		}
		var err error
		switch section {
		case "cluster":
			err = s.clusterLine(words)
		case "jobs":
			err = s.jobLine(words)
		default:
			err = s.expectLine(words)
		}
		if err != nil {
			return s, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if len(s.Cluster.Groups) == 0 || len(s.Jobs) == 0 || len(s.Expect) == 0 {
		return s, fmt.Errorf("a story needs a cluster, jobs and at least one policy's expected schedule")
	}
	return s, nil
}

func (s *Story) clusterLine(words []string) error {
	r := reader{words: words}
	switch what := r.word(); what {
	case "pool":
		s.Cluster.Groups = append(s.Cluster.Groups, sim.Group{Nodes: r.int(), GPUsPerNode: 1})
	case "nodes":
		s.Cluster.Kind = sim.Nodes
		g := sim.Group{Nodes: r.int()}
		r.expect("x")
		g.GPUsPerNode = r.int()
		if r.more() {
			r.expect("speed")
			g.Speed = r.ratio()
		}
		s.Cluster.Groups = append(s.Cluster.Groups, g)
	case "members":
		for first := 0; r.more(); {
			m := sim.Member{Name: strconv.Itoa(len(s.Cluster.Members)), FirstGroup: first, Groups: r.int()}
			s.Cluster.Members = append(s.Cluster.Members, m)
			first += m.Groups
		}
	case "step":
		x := sim.Step{At: r.time(), Change: r.int()}
		x.Announced = r.oneOf("unannounced", "announced") == 1
		if x.Change < 0 {
			x.Loss = sim.Loss(r.oneOf("drain", "kill", "requeue"))
		}
		if r.more() {
			r.expect("group")
			x.Group = r.int()
		}
		s.Cluster.Timeline = append(s.Cluster.Timeline, x)
	case "max-queued":
		s.Cluster.MaxQueued = unit.AtMost(r.int())
	case "overrun":
		s.Overrun = sim.Overrun(r.oneOf("kill", "extend"))
	case "horizon":
		s.Horizon = r.time()
	default:
		return fmt.Errorf("%q is not one of pool, nodes, members, step, max-queued, overrun, horizon", what)
	}
	return r.end()
}

func (s *Story) jobLine(words []string) error {
	r := reader{words: words}
	j := sim.Job{ID: int64(r.int())}
	if int(j.ID) != len(s.Jobs) {
		return fmt.Errorf("jobs count up from 0")
	}
	requested, may := false, uint(1)<<len(s.Cluster.Members)-1
	for r.more() {
		switch what := r.word(); what {
		case "submit":
			j.Submit = r.time()
		case "gpus":
			j.GPUs = r.int()
		case "nodes":
			j.Nodes = r.int()
		case "run":
			j.Run = time.Duration(r.time())
		case "request":
			j.Request, requested = time.Duration(r.time()), true
		case "patience":
			j.Patience = time.Duration(r.time())
		case "checkpoint":
			j.Checkpoint = time.Duration(r.time())
		case "within":
			may = 0
			if list := r.word(); list != "none" {
				for _, n := range strings.Split(list, ",") {
					may |= 1 << (r.number(n) & 63)
				}
			}
		case "segment":
			j.Segment = time.Duration(r.time())
		default:
			return fmt.Errorf("a job has no %q", what)
		}
	}
	if !requested {
		j.Request = j.Run
	}
	s.Jobs = append(s.Jobs, j)
	if len(s.Cluster.Members) > 0 {
		s.May = append(s.May, may)
	}
	return r.end()
}

func (s *Story) expectLine(words []string) error {
	r := reader{words: words}
	l := Line{Job: r.int(), Restarts: -1, Segments: -1, Group: -1}
	r.expect("start")
	l.Start = r.time()
	r.expect("end")
	l.End = r.time()
	l.Outcome = sim.Outcome(r.oneOf("completed", "killed", "reneged", "rejected", "running", "queued"))
	for r.more() {
		switch what := r.word(); what {
		case "nodes":
			for _, n := range strings.Split(r.word(), ",") {
				l.Nodes = append(l.Nodes, r.number(n))
			}
		case "group":
			l.Group = r.int()
		case "restarts":
			l.Restarts = r.int()
		case "segments":
			l.Segments = r.int()
		default:
			return fmt.Errorf("an expectation has no %q", what)
		}
	}
	e := &s.Expect[len(s.Expect)-1]
	e.Lines = append(e.Lines, l)
	return r.end()
}

// reader takes the words of a line one by one and keeps the first error.
type reader struct {
	words []string
	err   error
}

func (r *reader) more() bool { return r.err == nil && len(r.words) > 0 }

func (r *reader) word() string {
	if len(r.words) == 0 {
		r.fail("the line ends too early")
		return ""
	}
	w := r.words[0]
	r.words = r.words[1:]
	return w
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *reader) expect(want string) {
	if got := r.word(); got != want {
		r.fail("%q where %q belongs", got, want)
	}
}

func (r *reader) oneOf(names ...string) int {
	got := r.word()
	for i, n := range names {
		if n == got {
			return i
		}
	}
	r.fail("%q is not one of %s", got, strings.Join(names, ", "))
	return 0
}

func (r *reader) number(w string) int {
	n, err := strconv.Atoi(w)
	if err != nil {
		r.fail("%q is not a whole number", w)
	}
	return n
}

func (r *reader) int() int { return r.number(r.word()) }

func (r *reader) ratio() unit.Ratio {
	w := r.word()
	x, ok := new(big.Rat).SetString(w)
	if !ok {
		r.fail("%q is not a ratio", w)
		return unit.Ratio{}
	}
	return unit.Ratio{Num: x.Num().Int64(), Den: x.Denom().Int64()}
}

func (r *reader) time() sim.Time {
	w := r.word()
	if w == "-" {
		return sim.Never
	}
	x, ok := new(big.Rat).SetString(w)
	if !ok {
		r.fail("%q is not a time in seconds", w)
		return 0
	}
	x.Mul(x, big.NewRat(int64(time.Second), 1))
	if !x.IsInt() {
		r.fail("%q has digits below a nanosecond", w)
	}
	return sim.Time(x.Num().Int64())
}

func (r *reader) end() error {
	if r.err == nil && len(r.words) > 0 {
		r.fail("%q is one word too many", r.words[0])
	}
	return r.err
}
