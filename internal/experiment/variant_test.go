package experiment

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLabelsByHand(t *testing.T) {
	for _, x := range []struct{ sets, want string }{
		{"", "base"},
		{"clusters.airr.slip=12 months", "airr.slip=12-months"},
		{" clusters.airr.slip = 12 months ", "airr.slip=12-months"},
		{"seed=7|replications=3", "seed=7+replications=3"},
		{"policies=fcfs,easy|seed=7", "policies=fcfs+easy+seed=7"},
		{"workload.europe.demand.share=25", "workload.europe.demand.share=25"},
		{"clusters.airr.absent=true", "airr.absent=true"},
		{"gpus=64", "gpus=64"},
		{"horizon=90d", "horizon=90d"},
		// The pool of a cluster that is called as a key of the top.
		{"clusters.seed.gpus=4", "clusters.seed.gpus=4"},
	} {
		var changes []Change
		for set := range strings.SplitSeq(x.sets, "|") {
			if set != "" {
				changes = append(changes, Changed(set))
			}
		}
		if got := Label(changes); got != x.want {
			t.Errorf("%q: %q, want %q", x.sets, got, x.want)
		}
	}
}

// What is not safe or not short is replaced or cut, and told apart by a hash.
func TestLabelsWithHash(t *testing.T) {
	seen := map[string]string{}
	for _, set := range []string{"scale=1/16", "scale=1-16", "scale=1:16", "x.slip=12-months", "x.slip=12  months", "x.region=EU-IT", "x.region=eu-it ",
		"clusters.dawn.timeline=[]", "clusters.dawn.timeline={}", "growth=10%", "growth=10 %", "name.=1.", "a=1+b=2", "a=../../etc", "a=\x00", "a=CON ",
		"a=" + strings.Repeat("long", 100), "a=" + strings.Repeat("long", 101), "clusters.é.gpus=1", "clusters.e.gpus=1 "} {
		label := Label([]Change{Changed(set)})
		if !regexp.MustCompile(`^[a-z0-9._=+-]+(@[0-9a-f]{10})?$`).MatchString(label) || len(label) > maxLabel {
			t.Errorf("%q: %q", set, label)
		}
		if other, ok := seen[label]; ok {
			t.Errorf("%q and %q: %q", set, other, label)
		}
		seen[label] = set
	}
}

// Two lists of changes never have one label, and a list always has the same.
func TestLabelsTellChangesApart(t *testing.T) {
	part := rapid.StringMatching(`[abA1. \-_,=+@é/]{0,6}`)
	path := rapid.OneOf(rapid.Custom(func(t *rapid.T) string { return "clusters." + part.Draw(t, "name") + ".slip" }),
		rapid.Custom(func(t *rapid.T) string { return "seed." + part.Draw(t, "rest") }), rapid.Just("seed"), rapid.Just("clusters.seed.slip"))
	value := rapid.OneOf(part, rapid.SampledFrom([]string{"12 months", "12-months", "1,2", "1+2", "1 2"}))
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Change {
		return Changed(path.Draw(t, "path") + "=" + value.Draw(t, "value"))
	}), 0, 3)
	seen := map[string]string{}
	rapid.Check(t, func(t *rapid.T) {
		changes := list.Draw(t, "changes")
		label, full := strings.ToLower(Label(changes)), strings.Join(Texts(changes), "\x00")
		if other, ok := seen[label]; ok && other != full {
			t.Fatalf("%q and %q: %q", full, other, label)
		}
		seen[label] = full
	})
}

// Who types the same changes in another order makes the same run; where one path lies
// within another the later one wins, so their order stays.
func TestTheOrderOfChangesDoesNotMatter(t *testing.T) {
	for _, x := range []struct{ sets, want string }{
		{"clusters.a.max-queued=0|clusters.a.gpus=9", "a.gpus=9+a.max-queued=0"},
		{"clusters.a.gpus=9|clusters.a.max-queued=0", "a.gpus=9+a.max-queued=0"},
		{"costs.b.price=1|costs.b={}|costs.a=2", "costs.b.price=1|costs.b={}|costs.a=2"},
		{"clusters.ab=1|clusters.a=2", "clusters.a=2+clusters.ab=1"},
	} {
		var changes []Change
		for set := range strings.SplitSeq(x.sets, "|") {
			changes = append(changes, Changed(set))
		}
		ordered := Ordered(changes)
		got := Label(ordered)
		if strings.Contains(x.want, "|") {
			got = ""
			for _, c := range ordered {
				got += c.Path + "=" + c.Value + "|"
			}
			got = strings.TrimSuffix(got, "|")
		}
		if got != x.want {
			t.Errorf("%s: %s, want %s", x.sets, got, x.want)
		}
	}
}
