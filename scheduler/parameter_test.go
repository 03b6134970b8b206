package scheduler

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

// bound is a variable of each type of option.
type bound struct {
	wait   time.Duration
	depth  int
	share  float64
	rate   float64
	mode   string
	note   string
	order  *Order
	placed placement
}

func (b *bound) bind(p *Parameters) {
	p.Duration(&b.wait, "wait", 4*time.Hour, "how long")
	p.Count(&b.depth, "depth", 2, 1, "how many")
	p.Number(&b.share, "share", 0.5, 0, 1, "how much")
	p.Number(&b.rate, "rate", 3, 1, math.Inf(1), "how fast")
	p.Choice(&b.mode, "mode", "slow", []string{"slow", "fast"}, "which way")
	p.Text(&b.note, "note", "none", "what")
	p.Order(&b.order, "order", "fcfs", "the order")
	p.placementOption(&b.placed)
	p.Check(func() error {
		if b.mode == "fast" && b.depth > 3 {
			return fmt.Errorf("mode=fast goes with a depth of 3 at most")
		}
		return nil
	})
}

// Each type of option has its default, is read, and refuses what it does not hold
// with a message that says what it does.
func TestParametersAreRead(t *testing.T) {
	const own = `thing "x(%s)": `
	for _, c := range []struct {
		inside, want string
		check        func(b *bound) bool
	}{
		{"", "", func(b *bound) bool {
			return b.wait == 4*time.Hour && b.depth == 2 && b.share == 0.5 && b.rate == 3 && b.mode == "slow" && b.note == "none" && b.order.Name == "fcfs" && b.placed == firstFit
		}},
		{"wait=1d12h", "", func(b *bound) bool { return b.wait == 36*time.Hour && b.depth == 2 }},
		{"depth=1,share=0.25", "", func(b *bound) bool { return b.depth == 1 && b.share == 0.25 }},
		{"share=1,rate=1e3", "", func(b *bound) bool { return b.share == 1 && b.rate == 1000 }},
		{"mode=fast, note=a b=c", "", func(b *bound) bool { return b.mode == "fast" && b.note == "a b=c" }},
		{"order=sjf,placement=best-fit", "", func(b *bound) bool { return b.order.Name == "sjf" && b.placed == bestFit }},
		{"wait=-1s", own + "wait=-1s: give a duration, 0s or more", nil},
		{"depth=0", own + "depth=0: give a whole number, 1 or more", nil},
		{"depth=1.5", own + "depth=1.5: give a whole number, 1 or more", nil},
		{"depth=99999999999999999999", own + "depth=99999999999999999999: give a whole number, 1 or more", nil},
		{"share=1.01", own + "share=1.01: it is a number from 0 to 1", nil},
		{"share=NaN", own + "share=NaN: it is a number from 0 to 1", nil},
		{"rate=0.5", own + "rate=0.5: it is a number, 1 or more", nil},
		{"rate=Inf", own + "rate=Inf: it is a number, 1 or more", nil},
		{"mode=fats", own + `mode=fats: it is one of slow, fast (did you mean "fast"?)`, nil},
		{"order=lottery", own + "order=lottery: it is one of " + strings.Join(orders.names(), ", "), nil},
		{"placement=middle", own + `placement=middle: it is one of first-fit, best-fit, consolidated`, nil},
		{"dept=3", own + `x takes no parameter "dept" (did you mean "depth"?); it takes wait, depth, share, rate, mode, note, order, placement`, nil},
		{"depth=3,depth=3", own + "depth is given twice", nil},
		{"mode=fast,depth=4", own + "mode=fast goes with a depth of 3 at most", nil},
		{"depth=4,mode=slow", "", func(b *bound) bool { return b.depth == 4 }},
	} {
		var p Parameters
		b := new(bound)
		b.bind(&p)
		text := "x(" + c.inside + ")"
		call, err := parseCall("thing", text)
		if err != nil {
			t.Fatal(err)
		}
		got, want := "", c.want
		if err := p.read("x", &call); err != nil {
			got = err.Error()
		}
		if strings.HasPrefix(want, own) {
			want = fmt.Sprintf(own, c.inside) + strings.TrimPrefix(want, own)
		}
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
		if c.check != nil && !c.check(b) {
			t.Errorf("%s sets %+v", text, *b)
		}
	}
}

// The help is made of the same list.
func TestParametersDescribeThemselves(t *testing.T) {
	var p Parameters
	new(bound).bind(&p)
	var got strings.Builder
	for _, q := range p.list {
		fmt.Fprintf(&got, "%s: %s; %s; %s\n", q.Name, q.Values, q.Default, q.Meaning)
	}
	want := "wait: a duration, 0s or more; 4h; how long\ndepth: 1 or more; 2; how many\nshare: a number from 0 to 1; 0.5; how much\n" +
		"rate: a number, 1 or more; 3; how fast\nmode: slow, fast; slow; which way\nnote: a text without commas; \"none\"; what\n" +
		"order: an order; sovsim policies lists them; fcfs; the order\nplacement: first-fit, best-fit, consolidated; first-fit; which nodes a job gets; no effect on a pool\n"
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}

// What cannot be declared is found when the program starts.
func TestFaultyDeclarationsPanic(t *testing.T) {
	keep := [3]int{len(policies.entries), len(routings.entries), len(orders.entries)}
	var n int
	var x float64
	var s string
	none := func(*Parameters) func(*sim.Cluster) sim.Policy { return nil }
	for want, f := range map[string]func(){
		`the parameter "depth" is declared twice`: func() {
			var p Parameters
			p.Count(&n, "depth", 1, 0, "")
			p.Count(&n, "depth", 1, 0, "")
		},
		`the parameter "a=b": a name has the letters`:         func() { new(Parameters).Count(&n, "a=b", 1, 0, "") },
		`the parameter "depth": its default 0 is less than 1`: func() { new(Parameters).Count(&n, "depth", 0, 1, "") },
		`the parameter "share": its default 2 is not a number from 0 to 1`: func() {
			new(Parameters).Number(&x, "share", 2, 0, 1, "")
		},
		`the parameter "mode": its default "c" is not one of a, b`: func() {
			new(Parameters).Choice(&s, "mode", "c", []string{"a", "b"}, "")
		},
		`the policy "easy" is registered twice: "EASY backfilling: one reservation, for the head; candidates by arrival" and "mine"`: func() {
			RegisterPolicy(Policy{Name: "easy", Summary: "mine", Bind: none})
		},
		`the policy "Easy" (mine) cannot be registered: a name has the letters a to z`: func() {
			RegisterPolicy(Policy{Name: "Easy", Summary: "mine", Bind: none})
		},
		`the policy "mine" cannot be registered without a summary`: func() { RegisterPolicy(Policy{Name: "mine", Bind: none}) },
		`the policy "mine" has no Bind`:                            func() { RegisterPolicy(Policy{Name: "mine", Summary: "mine"}) },
		`the routing "home" is registered twice: "a cluster in the job's own region" and "mine"`: func() {
			RegisterRouting(Routing{Name: "home", Summary: "mine", Bind: func(*Parameters) func() sim.Router { return nil }})
		},
		`the routing "mine" has no Bind`: func() { RegisterRouting(Routing{Name: "mine", Summary: "mine"}) },
		`the order "sjf" is registered twice: "shortest job first: by requested time, ties as fcfs" and "mine"`: func() {
			RegisterOrder(Order{Name: "sjf", Meaning: "mine", Key: orders.entries[0].Key})
		},
		`the order "mine" has to have either Key or KeyAt`: func() { RegisterOrder(Order{Name: "mine", Meaning: "mine"}) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "scheduler: "+want) {
					t.Errorf("panics with %s, want %s", got, want)
				}
			}()
			f()
		}()
	}
	if keep != [3]int{len(policies.entries), len(routings.entries), len(orders.entries)} {
		t.Error("a faulty declaration stays in a registry")
	}
}

// What a routing's state is made with, by what was typed; what is not typed has
// its default.
func TestParametersOfRoutings(t *testing.T) {
	for text, want := range map[string]string{
		"overflow":                        "wait 4h0m0s estimate 0 delay 0s",
		"overflow(wait=1d12h)":            "wait 36h0m0s estimate 0 delay 0s",
		"overflow(wait=0s,estimate=plan)": "wait 0s estimate 1 delay 0s",
		"overflow(estimate=load)":         "wait 4h0m0s estimate 0 delay 0s",
		"power-of-d":                      "d 2 delay 0s",
		"power-of-d(d=3,delay=5m)":        "d 3 delay 5m0s",
		"home(delay=1h)":                  "delay 1h0m0s",
		"cheapest":                        "wait -1ns estimate 0",
		"greenest(wait=4h)":               "wait 4h0m0s estimate 0",
		"shortest-wait(estimate=plan)":    "wait -1ns estimate 1 delay 0s",
	} {
		s, err := ParseRouting(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(s.New()); got != want || s.Name != text {
			t.Errorf("%s: %s, want %s; name %q", text, got, want, s.Name)
		}
	}
}

func describe(r sim.Router) string {
	switch r := r.(type) {
	case *overflow:
		return fmt.Sprintf("wait %v estimate %d delay %v", time.Duration(r.theta), r.estimate, r.Delay())
	case *powerOfD:
		return fmt.Sprintf("d %d delay %v", r.d, r.Delay())
	case *home:
		return fmt.Sprintf("delay %v", r.Delay())
	case *leastSpend:
		return fmt.Sprintf("wait %v estimate %d", r.wait, r.estimate)
	}
	return fmt.Sprintf("%T", r)
}
