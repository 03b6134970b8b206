package scheduler

import (
	"strings"
	"testing"
	"unicode/utf8"
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
		{policy, "easy(order=sfj)", `policy "easy(order=sfj)": order=sfj: it is one of ` + strings.Join(orders.names(), ", ") + ` (did you mean "sjf"?)`},
		{policy, "easy(order=sjf, order=fcfs)", `policy "easy(order=sjf, order=fcfs)": order is given twice`},
		{policy, "replan(depth=-1)", `policy "replan(depth=-1)": depth=-1: give a whole number, 0 or more`},
		{policy, "easy()", ""},
		{policy, " easy ( order = sjf , ) ", ""},
		{routing, "overflwo", `there is no routing "overflwo" (did you mean "overflow"?); the routings are ` + strings.Join(routings.names(), ", ")},
		{routing, "overflow(wait=4h", `routing "overflow(wait=4h": the parenthesis is not closed`},
		{routing, "overflow(weit=4h)", `routing "overflow(weit=4h)": overflow takes no parameter "weit" (did you mean "wait"?); it takes wait, estimate, delay`},
		{routing, "overflow(wait=4)", `routing "overflow(wait=4)": wait=4: "4" has no unit: write 4s for seconds, 4m for minutes, 4h for hours or 4d for days`},
		{routing, "overflow(wait)", `routing "overflow(wait)": wait=: "" is not a duration: write 90s, 15m, 24h, 3d or 1h30m`},
		{routing, "overflow(wait=-1h)", `routing "overflow(wait=-1h)": wait=-1h: give a duration, 0s or more`},
		{routing, "overflow(wait=1h,wait=2h)", `routing "overflow(wait=1h,wait=2h)": wait is given twice`},
		{routing, "overflow(estimate=plans)", `routing "overflow(estimate=plans)": estimate=plans: it is one of load, plan (did you mean "plan"?)`},
		{routing, "home(wait=4h)", `routing "home(wait=4h)": home takes no parameter "wait"; it takes delay`},
		{routing, "random(d=2)", `routing "random(d=2)": random takes no parameters`},
		{routing, "power-of-d(d=0)", `routing "power-of-d(d=0)": d=0: give a whole number, 1 or more`},
		{routing, "power-of-d(d=two)", `routing "power-of-d(d=two)": d=two: give a whole number, 1 or more`},
		{routing, "home(delay=5)", `routing "home(delay=5)": delay=5: "5" has no unit: write 5s for seconds, 5m for minutes, 5h for hours or 5d for days`},
		{routing, "shortest-wait(delay=-5m)", `routing "shortest-wait(delay=-5m)": delay=-5m: give a duration, 0s or more`},
		{routing, "overflow(delay=5m,estimate=plan)", `routing "overflow(delay=5m,estimate=plan)": delay cannot be combined with estimate=plan: a plan reads the current queues`},
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

// A message cuts what it quotes between characters: 59 bytes of x and two of é are
// one too many, and the é would be cut in the middle.
func TestClip(t *testing.T) {
	for text, want := range map[string]string{
		"easy":                          "easy",
		strings.Repeat("x", 60):         strings.Repeat("x", 60),
		strings.Repeat("x", 61):         strings.Repeat("x", 60) + "…",
		strings.Repeat("x", 59) + "é":   strings.Repeat("x", 59) + "…",
		strings.Repeat("x", 58) + "éé":  strings.Repeat("x", 58) + "é…",
		strings.Repeat("é", 40):         strings.Repeat("é", 30) + "…",
		strings.Repeat("\x80", 70):      "…", // continuation bytes only
		strings.Repeat("x", 57) + "世界世": strings.Repeat("x", 57) + "世…",
	} {
		if got := clip(text); got != want {
			t.Errorf("%q is clipped to %q, want %q", text, got, want)
		}
	}
	if _, err := Parse(strings.Repeat("é", 40)); err == nil || !utf8.ValidString(err.Error()) {
		t.Errorf("a message that is no text: %v", err)
	}
}
