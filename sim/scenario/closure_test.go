package scenario

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The cluster has 64 GPUs at the epoch.
func TestClosuresByHand(t *testing.T) {
	for _, c := range []struct{ name, entries, want string }{
		{"an outage", "{from: 5d, until: 6d, outage: true}", "5d gpus -64 requeue unannounced\n6d gpus +64 unannounced\n"},
		{"maintenance", "{from: 5d, until: 5d8h, maintenance: true}", "5d gpus -64 drain\n5d8h gpus +64\n"},
		{"as the file has it", "{from: 5d, until: 6d, outage: true, announced: true, loss: kill}", "5d gpus -64 kill\n6d gpus +64\n"},
		{"maintenance that comes as a surprise", "{from: 5d, until: 6d, maintenance: true, announced: false, loss: kill}", "5d gpus -64 kill unannounced\n6d gpus +64 unannounced\n"},
		// 2 come on day 12 and are there when it ends; 1 goes after.
		{"what comes meanwhile", "{from: 10d, until: 15d, outage: true}\n      - {at: 12d, add: 2}\n      - {at: 20d, remove: 1}",
			"10d gpus -64 requeue unannounced\n15d gpus +66 unannounced\n20d gpus -1 drain\n"},
		{"what goes meanwhile", "{from: 10d, until: 15d, maintenance: true}\n      - {at: 12d, remove: 4, loss: kill}", "10d gpus -64 drain\n15d gpus +60\n"},
		{"all goes meanwhile", "{from: 10d, until: 15d, maintenance: true}\n      - {at: 12d, set: 0}", "10d gpus -64 drain\n"},
		{"nothing was there", "{at: 1d, set: 0}\n      - {from: 10d, until: 15d, outage: true}\n      - {at: 12d, set: 5}", "1d gpus -64 drain\n15d gpus +5 unannounced\n"},
		// A change at from is in it, one at until is not: rises first.
		{"at its ends", "{at: 10d, add: 1}\n      - {from: 10d, until: 15d, outage: true}\n      - {at: 15d, add: 2}\n      - {at: 15d, remove: 3}",
			"10d gpus -64 requeue unannounced\n15d gpus +65 unannounced\n15d gpus +2\n15d gpus -3 drain\n"},
		{"in a ramp", "{from: 5d, until: 8d, add: 4}\n      - {from: 6d12h, until: 7d12h, outage: true}", "6d gpus +1\n6d12h gpus -65 requeue unannounced\n7d12h gpus +66 unannounced\n8d gpus +2\n"},
		{"two, in any order", "{from: 8d, until: 9d, maintenance: true}\n      - {from: 5d, until: 6d, outage: true}\n      - {at: 5d12h, add: 1}",
			"5d gpus -64 requeue unannounced\n6d gpus +65 unannounced\n8d gpus -65 drain\n9d gpus +65\n"},
		{"in part", "{at: 5d, add: 9, delivered: 80%}", "5d gpus +7\n"}, // 7.2
		{"in part, exactly", "{at: 5d, add: 100, delivered: 0.29}", "5d gpus +29\n"},
		{"nothing comes", "{at: 5d, add: 9, delivered: 0%}", ""},
		{"all comes", "{at: 5d, add: 9, delivered: 100%}", "5d gpus +9\n"},
		// 7 of 9 in 3 days: the line is at 2.33, 4.67, 7.
		{"a ramp in part", "{from: 5d, until: 8d, add: 9, delivered: 80%}", "6d gpus +2\n7d gpus +2\n8d gpus +3\n"},
		// 64 + 80 % of 36 = 92.8; from there 80 % of 8.
		{"a level in part", "{at: 5d, set: 100, delivered: 80%}\n      - {at: 6d, set: 100, delivered: 80%}", "5d gpus +28\n6d gpus +6\n"},
		{"a level below", "{at: 5d, set: 10, delivered: 80%}", "5d gpus -54 drain\n"},
	} {
		s := decodes(t, timelineOf(c.entries))
		if got := steps(&s.Clusters[0]); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", c.name, got, c.want)
		}
		if again := decodes(t, string(s.YAML())); !reflect.DeepEqual(again.Clusters, s.Clusters) {
			t.Errorf("%s: it prints as\n%s", c.name, s.YAML())
		}
	}
}

// A closure is of all groups, or of one; and a part that the cluster says is that
// of each entry that says none. Clusters beside do not fill in for an outage, but
// for what was not delivered: 100 − 27 = 73.
func TestClosuresOfGroupsAndClusters(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 60d
clusters:
  - name: a
    region: UK
    delivered: 50%
    groups: [{name: x, nodes: 4, gpus-per-node: 8}, {name: y, nodes: 2, gpus-per-node: 4}]
    timeline:
      - {from: 2d, until: 3d, outage: true}
      - {from: 5d, until: 6d, maintenance: true, group: y}
      - {at: 7d, add: 3, group: x}
      - {at: 8d, add: 3, group: y, delivered: 100%}
      - {at: 9d, remove: 1, group: y}
  - name: b
    region: UK
    gpus: 10
    timeline: [{at: 10d, add: 34, delivered: 50%}, {from: 20d, until: 30d, outage: true}]
  - {name: c, region: UK, gpus: 0, beside: [b], timeline: [{at: 25d, set: 100 h100e}]}
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	for i, want := range []string{
		"2d x -4 requeue unannounced\n2d y -2 requeue unannounced\n3d x +4 unannounced\n3d y +2 unannounced\n5d y -2 drain\n6d y +2\n7d x +1\n8d y +3\n9d y -1 drain\n",
		"10d gpus +17\n20d gpus -27 requeue unannounced\n30d gpus +27 unannounced\n",
		"25d gpus +73\n",
	} {
		if got := steps(&s.Clusters[i]); got != want {
			t.Errorf("cluster %s: got\n%swant\n%s", s.Clusters[i].Name, got, want)
		}
	}
	// 10 GPUs for ten days, then 27 for fifty, of which ten are lost.
	if got, want := s.Clusters[1].supply(0, 60*24*time.Hour), float64((10*10+27*40)*24); got != want {
		t.Errorf("b supplies %v GPU-hours, want %v", got, want)
	}
}

func TestFaultsOfClosures(t *testing.T) {
	for _, c := range []struct{ entries, want string }{
		{"{at: 5d, outage: true}", "outage takes everything away and brings it back, from and until: remove at"},
		{"{from: 5d, until: 6d, outage: true, add: 4}", "outage takes everything away and brings it back, from and until: remove add"},
		{"{from: 5d, until: 6d, maintenance: true, delivered: 50%}", "maintenance takes everything away and brings it back, from and until: remove delivered"},
		{"{from: 5d, until: 6d, outage: true, maintenance: true}", "a change is an outage or maintenance, not both: remove one"},
		{"{from: 5d, until: 6d, outage: false}", "outage: false says nothing: remove this key, or the entry"},
		{"{from: 5d, until: 6d, outage: long}", `"long" is neither true nor false`},
		{"{from: 5d, outage: true}", "outage needs from and until, such as {from: 30d, until: 33d, outage: true}"},
		{"{from: 0d, until: 6d, outage: true}", "this begins at the epoch or before"},
		{"{from: 5d, until: 5d, maintenance: true}", "until is not after from"},
		{"{from: 5d, until: 6d, outage: true, group: gpus}", "a pool has no groups: remove this key"},
		{"{from: 5d, until: 8d, outage: true}\n      - {from: 7d, until: 9d, maintenance: true}", "this overlaps in time with the outage in line 9, or begins where that ends: make one of the two, or move one"},
		{"{from: 5d, until: 8d, outage: true}\n      - {from: 8d, until: 9d, maintenance: true}", "this overlaps in time with the outage in line 9, or begins where that ends: make one of the two, or move one"},
		{"{at: 5d, add: 4, delivered: 101%}", "101% is outside 0% to 100%: give the part of what was ordered that comes"},
		{"{at: 5d, add: 4, delivered: -1%}", "-1% is outside 0% to 100%: give the part of what was ordered that comes"},
		{"{at: 5d, add: 4, delivered: 33.33333%}", "33.33333% has more than four decimals of a percent"},
		{"{at: 5d, remove: 4, delivered: 50%}", "delivered says which part of an addition comes; remove adds nothing: remove this key"},
	} {
		_, err := Decode("test.yaml", []byte(timelineOf(c.entries)), catalog)
		var faults *Errors
		if !errors.As(err, &faults) || len(faults.List) != 1 || !strings.HasPrefix(faults.List[0].Msg, c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", c.entries, err, c.want)
		}
	}
	s := decodes(t, timelineOf("{from: 900d, until: 901d, outage: true}"))
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].Msg, "never happens") {
		t.Errorf("warnings: %v", s.Warnings)
	}
}

// Under any changes, the level is 0 while a closure lasts and what it would have
// been otherwise.
func TestClosuresLieOverChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := ""
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			at := rapid.IntRange(1, 40).Draw(t, "at")
			entries += rapid.SampledFrom([]string{"{at: %d, add: 7}", "{at: %d, remove: 2}", "{from: %d, until: 50d, add: 20}"}).Draw(t, "change") + "\n      - "
			entries = strings.Replace(entries, "%d", time.Duration(time.Duration(at)*24*time.Hour).String(), 1)
		}
		from := rapid.IntRange(1, 40).Draw(t, "from")
		until := from + rapid.IntRange(1, 15).Draw(t, "until")
		days := func(n int) string { return (time.Duration(n) * 24 * time.Hour).String() }
		without := decodesIn(t, timelineOf(strings.TrimSuffix(entries, "\n      - ")))
		with := decodesIn(t, timelineOf(entries+"{from: "+days(from)+", until: "+days(until)+", outage: true}"))
		for day := range 61 {
			want := levelAt(&without.Clusters[0], day)
			if day >= from && day < until {
				want = 0
			}
			if got := levelAt(&with.Clusters[0], day); got != want {
				t.Fatalf("on day %d there are %d GPUs, want %d, of\n%s", day, got, want, entries)
			}
		}
	})
}

func decodesIn(t *rapid.T, text string) *Scenario {
	s, err := Decode("test.yaml", []byte(text), catalog)
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, text)
	}
	return s
}

// levelAt is the level of the first group at the end of an instant.
func levelAt(c *Cluster, day int) int {
	n := c.Groups[0].Nodes
	for _, s := range c.Timeline {
		if s.At <= time.Duration(day)*24*time.Hour && s.Group == 0 {
			n += s.Change
		}
	}
	return n
}
