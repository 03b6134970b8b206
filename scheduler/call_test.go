package scheduler

import (
	"testing"
	"time"
)

// Policies and routings are read by the same parser; each fault says what, where
// and what would be right.
func TestFaultsOfParameters(t *testing.T) {
	policy := func(text string) error { _, err := Parse(text); return err }
	routing := func(text string) error { _, err := ParseRouting(text); return err }
	for _, c := range []struct {
		read       func(string) error
		text, want string
	}{
		{policy, "easy(order=sjf", `policy "easy(order=sjf": the parenthesis is not closed`},
		{policy, "easy(ordr=sjf)", `policy "easy(ordr=sjf)": easy takes no parameter "ordr" (did you mean "order"?); it takes placement, order, candidates`},
		{policy, "easy(order=sfj)", `policy "easy(order=sfj)": order=sfj (did you mean "sjf"?): it is one of fcfs, sjf`},
		{policy, "easy(order=sjf, order=fcfs)", `policy "easy(order=sjf, order=fcfs)": order is given twice`},
		{policy, "replan(depth=-1)", `policy "replan(depth=-1)": depth=-1: it is a whole number, 0 or more (0 is no limit)`},
		{policy, "easy()", ""},
		{policy, " easy ( order = sjf , ) ", ""},
		{routing, "overflwo", `there is no routing "overflwo" (did you mean "overflow"?); the routings are cheapest, data-gravity, greenest, home, least-loaded, overflow, power-of-d, random, round-robin, shortest-wait`},
		{routing, "overflow(wait=4h", `routing "overflow(wait=4h": the parenthesis is not closed`},
		{routing, "overflow(weit=4h)", `routing "overflow(weit=4h)": overflow takes no parameter "weit" (did you mean "wait"?); it takes wait, estimate, delay`},
		{routing, "overflow(wait=4)", `routing "overflow(wait=4)": wait: "4" has no unit: write 4s for seconds, 4m for minutes, 4h for hours or 4d for days`},
		{routing, "overflow(wait)", `routing "overflow(wait)": wait: "" is not a duration: write 90s, 15m, 24h, 3d or 1h30m`},
		{routing, "overflow(wait=-1h)", `routing "overflow(wait=-1h)": wait=-1h: it is a duration, 0s or more`},
		{routing, "overflow(wait=1h,wait=2h)", `routing "overflow(wait=1h,wait=2h)": wait is given twice`},
		{routing, "overflow(estimate=plans)", `routing "overflow(estimate=plans)": estimate=plans (did you mean "plan"?): it is one of load, plan`},
		{routing, "home(wait=4h)", `routing "home(wait=4h)": home takes no parameter "wait"; it takes delay`},
		{routing, "random(d=2)", `routing "random(d=2)": random takes no parameters`},
		{routing, "power-of-d(d=0)", `routing "power-of-d(d=0)": d=0: it is a whole number, 1 or more`},
		{routing, "power-of-d(d=two)", `routing "power-of-d(d=two)": d=two: it is a whole number, 1 or more`},
		{routing, "home(delay=5)", `routing "home(delay=5)": delay: "5" has no unit: write 5s for seconds, 5m for minutes, 5h for hours or 5d for days`},
		{routing, "shortest-wait(delay=-5m)", `routing "shortest-wait(delay=-5m)": delay=-5m: it is a duration, 0s or more`},
		{routing, "overflow(delay=5m,estimate=plan)", `routing "overflow(delay=5m,estimate=plan)": delay goes with estimate=load only: a plan is made of the queues as they are`},
		{routing, "data-gravity(estimate=plan,delay=0s)", ""},
		{routing, "home()", ""},
		{routing, "overflow( estimate = plan )", ""},
	} {
		got := ""
		if err := c.read(c.text); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// What is not typed has its default, and the routing itself is left as it is.
func TestParametersOfRoutings(t *testing.T) {
	for _, c := range []struct {
		text string
		want routingOptions
	}{
		{"overflow", routingOptions{wait: 4 * time.Hour, estimate: byLoad}},
		{"overflow(wait=1d12h)", routingOptions{wait: 36 * time.Hour, estimate: byLoad}},
		{"overflow(wait=0s,estimate=plan)", routingOptions{wait: 0, estimate: byPlan}},
		{"overflow(estimate=load)", routingOptions{wait: 4 * time.Hour, estimate: byLoad}},
		{"power-of-d", routingOptions{d: 2}},
		{"power-of-d(d=3,delay=5m)", routingOptions{d: 3, delay: 5 * time.Minute}},
		{"home(delay=1h)", routingOptions{delay: time.Hour}},
		{"cheapest", routingOptions{wait: noLimit}},
		{"greenest(wait=4h)", routingOptions{wait: 4 * time.Hour}},
		{"shortest-wait(estimate=plan)", routingOptions{estimate: byPlan}},
	} {
		s, err := ParseRouting(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if s.options != c.want || s.Name != c.text {
			t.Errorf("%s: %+v, name %q", c.text, s.options, s.Name)
		}
	}
}
