package oracle_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/scheduler/oracle"
	"sovsim/sim"
)

// stories reads the schedules drawn by hand.
func stories(t *testing.T) map[string]oracle.Story {
	t.Helper()
	files, err := filepath.Glob("../testdata/schedules/*.txt")
	if err != nil || len(files) < 16 {
		t.Fatalf("found %d hand-drawn schedules (%v), want at least 16", len(files), err)
	}
	all := map[string]oracle.Story{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		s, err := oracle.ReadStory(string(text))
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		for _, e := range s.Expect {
			if len(e.Lines) != len(s.Jobs) {
				t.Fatalf("%s: %s: %d lines for %d jobs", f, e.Policy, len(e.Lines), len(s.Jobs))
			}
		}
		all[strings.TrimSuffix(filepath.Base(f), ".txt")] = s
	}
	return all
}

// The oracle keeps to every schedule that was drawn by hand.
func TestStoriesByOracle(t *testing.T) {
	for name, s := range stories(t) {
		for _, e := range s.Expect {
			t.Run(name+"/"+e.Policy, func(t *testing.T) {
				p, err := oracle.Parts(e.Policy)
				if err != nil {
					t.Fatal(err)
				}
				w := workload{s.Cluster, s.Overrun, s.Horizon, s.Jobs, s.May}
				outs := oracle.ScheduleJoint(s.Cluster, p, s.Overrun, s.Horizon, s.Jobs, w.mayUse())
				for i, o := range outs {
					want := e.Lines[i]
					if o.Job != want.Job || o.Start != want.Start || o.End != want.End || o.Outcome != want.Outcome ||
						want.Restarts >= 0 && o.Restarts != want.Restarts || want.Segments >= 0 && o.Segments != want.Segments || want.Nodes != nil && !slices.Equal(o.Nodes, want.Nodes) || want.Group >= 0 && o.Group != want.Group {
						t.Errorf("%s: job %d: start %s end %s %v restarts %d segments %d group %d nodes %v, expected start %s end %s %v restarts %d segments %d group %d nodes %v", s.Title,
							o.Job, seconds(o.Start), seconds(o.End), o.Outcome, o.Restarts, o.Segments, o.Group, o.Nodes,
							seconds(want.Start), seconds(want.End), want.Outcome, want.Restarts, want.Segments, want.Group, want.Nodes)
					}
				}
				if len(outs) != len(e.Lines) {
					t.Errorf("%d outcomes for %d jobs", len(outs), len(e.Lines))
				}
			})
		}
	}
}

// A damaged story says where and what.
func TestReadStoryErrors(t *testing.T) {
	for text, want := range map[string]string{
		"x":                                    "needs a cluster",
		"x\n-- cluster --\npool four":          `line 3: "four" is not a whole number`,
		"x\n-- cluster --\nboat 4":             `line 3: "boat" is not one of pool`,
		"x\n-- cluster --\nstep 1 -1 soon":     `"soon" is not one of unannounced, announced`,
		"x\n-- cluster --\nstep 1 -1":          "the line ends too early",
		"x\n-- cluster --\npool 4 5":           `"5" is one word too many`,
		"x\n-- jobs --\n1 submit 0":            "jobs count up from 0",
		"x\n-- jobs --\n0 submit 1.0000000001": "below a nanosecond",
		"x\n-- easy --\n0 start 0 end 1 lost":  `"lost" is not one of completed`,
	} {
		if _, err := oracle.ReadStory(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func seconds(t sim.Time) string {
	if t == sim.Never {
		return "-"
	}
	return fmt.Sprint(time.Duration(t).Seconds())
}
