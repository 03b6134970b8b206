package experiment

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sovsim/scheduler"
	"sovsim/sim/scenario"
)

// A trace with a single run is read by the run itself. Whatever is in the file,
// what comes of it is what several runs of the same file have.
func TestATraceIsReadOnce(t *testing.T) {
	record := func(n, submit, run int) string {
		return fmt.Sprintf("%d %d -1 %d 2 -1 -1 2 100 -1 1 %d -1 -1 -1 -1 -1 -1\n", n, submit, run, n%7)
	}
	var long strings.Builder
	for n := range 5000 {
		long.WriteString(record(n+1, 10*n, n%90))
	}
	for _, c := range []struct {
		name, content string
		horizon       bool
		fault         string
	}{
		{"in order", long.String(), false, ""},
		{"the last record before all others", long.String() + record(9999, 1, 50), false, ""},
		{"the rest beyond the horizon", long.String(), true, ""},
		{"disorder beyond the horizon", long.String() + record(9999, 40_000, 50), true, ""},
		{"a fault in the last record", long.String() + strings.Replace(record(9999, 60_000, 50), " 100 ", " 1x0 ", 1), false, ":5001:"},
		{"a fault beyond the horizon", long.String() + "1 2 3\n", true, ":5001:"},
		{"no usable job", record(1, 0, 0) + record(2, 0, -1), false, "no usable job"},
		{"an empty file", "", false, "empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.swf")
			if err := os.WriteFile(path, []byte(c.content), 0o666); err != nil {
				t.Fatal(err)
			}
			run := func(policies string) (*Outcome, []string, error) {
				s, err := FromTrace(path, scenario.Trace{}, Machine{GPUs: 5}, scenario.OverrunKill)
				if err != nil {
					t.Fatal(err)
				}
				if c.horizon {
					s.Horizon = 20_000e9
				}
				specs, err := scheduler.ParseList(policies)
				if err != nil {
					t.Fatal(err)
				}
				dir := filepath.Join(t.TempDir(), "results")
				out, err := Execute(context.Background(), s, Options{Dir: dir, Policies: specs, Workers: 1})
				if err != nil {
					if _, there := os.Stat(dir); !os.IsNotExist(there) {
						t.Errorf("with %s the directory is left behind: %v", policies, there)
					}
					return nil, nil, err
				}
				return out, rowsOf(t, dir, "easy"), nil
			}
			alone, rows, err := run("easy")
			beside, want, wantErr := run("fcfs,easy")
			if c.fault != "" {
				if err == nil || wantErr == nil || err.Error() != wantErr.Error() || !strings.Contains(err.Error(), c.fault) || !BadInput(err) {
					t.Fatalf("one run: %v\nseveral: %v", err, wantErr)
				}
				return
			}
			if err != nil || wantErr != nil {
				t.Fatal(err, wantErr)
			}
			if len(rows) < 1000 || !slices.Equal(rows, want) {
				t.Errorf("one run has %d jobs, or others than the %d of several", len(rows), len(want))
			}
			if !reflect.DeepEqual(alone.Manifest.Source, beside.Manifest.Source) {
				t.Errorf("one run counts %+v, several %+v", alone.Manifest.Source, beside.Manifest.Source)
			}
		})
	}
}

// rowsOf is the lines of jobs.csv of one policy.
func rowsOf(t *testing.T, dir, policy string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "jobs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(data), "\n"), func(line string) bool {
		return !strings.Contains(line, ","+policy+",")
	})
}
