package suggest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sovsim/sim/suggest"
)

func Example() {
	names := []string{"easy", "fcfs", "conservative"}
	for _, typed := range []string{"esay", "Conservativ_e", "fifo"} {
		fmt.Printf("%s: %q\n", typed, suggest.Nearest(typed, names))
	}
	fmt.Printf("con: %q\n", suggest.Begun("con", names))
	// Output:
	// esay: "easy"
	// Conservativ_e: "conservative"
	// fifo: ""
	// con: "conservative"
}

func TestNearest(t *testing.T) {
	flags := []string{"out", "seed", "replications", "jobs", "progress", "quiet"}
	for typed, want := range map[string]string{
		"set":                       "", // two letters of out's three
		"ot":                        "out",
		"see":                       "seed",
		"replicatons":               "replications",
		"erplicatiosn":              "replications", // two swaps
		"Re_Plications":             "replications",
		"xyzzy":                     "",
		"":                          "",
		"jöbs":                      "jobs", // a letter is one, whatever its bytes
		strings.Repeat("out", 1000): "",
	} {
		if got := suggest.Nearest(typed, flags); got != want {
			t.Errorf("Nearest(%.20q) = %q, want %q", typed, got, want)
		}
	}
}

func TestNearestPolicy(t *testing.T) {
	names := []string{"fcfs", "sjf", "easy", "easy-sjbf", "conservative", "least-loaded"}
	for typed, want := range map[string]string{
		"EASY": "easy", "fcsf": "fcfs", "easy_sjbf": "easy-sjbf", "conservativ": "conservative", "leastloaded": "least-loaded", "lottery": "", "x": "",
	} {
		if got := suggest.Nearest(typed, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestBegun(t *testing.T) {
	for typed, want := range map[string]string{"pro": "progress", "p": "", "": "", "progress2": ""} {
		if got := suggest.Begun(typed, []string{"out", "progress"}); got != want {
			t.Errorf("Begun(%q) = %q, want %q", typed, got, want)
		}
	}
}

// One typing mistake in a name of six letters or more is always understood, and what
// is proposed is always one of the names.
func TestOneMistake(t *testing.T) {
	names := []string{"validate", "policies", "conservative"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "name")
		at := rapid.IntRange(0, len(name)-2).Draw(t, "at")
		letter := rapid.StringMatching("[a-z]").Draw(t, "letter")
		typed := rapid.SampledFrom([]string{
			name[:at] + name[at+1:], name[:at] + letter + name[at:], name[:at] + letter + name[at+1:],
			name[:at] + name[at+1:at+2] + name[at:at+1] + name[at+2:],
		}).Draw(t, "typed")
		if got := suggest.Nearest(typed, names); got != name {
			t.Fatalf("Nearest(%q) = %q, want %q", typed, got, name)
		}
		if got := suggest.Nearest(rapid.String().Draw(t, "any"), names); got != "" && !slices.Contains(names, got) {
			t.Fatalf("proposes %q", got)
		}
	})
}
