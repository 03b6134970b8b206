package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"sovsim/cmd/internal/terminal"
)

const small = "../../internal/experiment/testdata/small.yaml"

// runHere runs the command in this process, so that the race detector sees it.
func runHere(t *testing.T, args ...string) (stdout string) {
	t.Helper()
	var out, errOut bytes.Buffer
	if status := run(context.Background(), args, &out, &errOut); status != exitDone {
		t.Fatalf("sovsim %s: exit status %d\n%s", strings.Join(args, " "), status, &errOut)
	}
	return out.String()
}

// Four replications of three policies on two clusters give the same bytes in
// every file whatever the number of workers, and wherever they are written.
func TestSameBytesForAnyNumberOfWorkers(t *testing.T) {
	var first map[string]string
	for _, workers := range []string{"1", "2", "7"} {
		dir := filepath.Join(t.TempDir(), "results of -j "+workers)
		runHere(t, "run", small, "-j", workers, "-o", dir, "--progress", "plain")
		files := tree(t, dir)
		if first == nil {
			first = files
			if len(files) != 6 || strings.Count(files["jobs.csv"], "\n") < 12*1000 {
				t.Fatalf("%d files and %d rows of jobs.csv; want 6 and at least 12,000", len(files), strings.Count(files["jobs.csv"], "\n"))
			}
			continue
		}
		for name, text := range first {
			if files[name] != text {
				t.Errorf("-j %s: %s differs from that of -j 1", workers, name)
			}
		}
	}
	for name, text := range first {
		if name == "manifest.json" && (strings.Contains(text, "-j") || strings.Contains(text, os.TempDir())) {
			t.Errorf("%s tells how or where it was made:\n%s", name, text)
		}
	}
}

// The same input in another folder, with other outputs beside, is the same run.
func TestARunIsTheSameWhereverItsInputLies(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join(root, "scenarios/traces/tiny.swf"))
	if err != nil {
		t.Fatal(err)
	}
	if err := writeAll(filepath.Join(dir, "a/b"), map[string][]byte{"tiny.swf": data}); err != nil {
		t.Fatal(err)
	}
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	runHere(t, "bench", "--trace", filepath.Join(root, "scenarios/traces/tiny.swf"), "--gpus", "32", "--policies", "easy,fcfs", "-o", one)
	runHere(t, "bench", "--trace", filepath.Join(dir, "a/b/tiny.swf"), "--gpus", "32", "--policies", "easy,fcfs", "-o", two)
	b := tree(t, two)
	for name, text := range tree(t, one) {
		if b[name] != text {
			t.Errorf("%s depends on where the trace lies", name)
		}
	}
}

// overloaded keeps a policy that walks its queue busy for a very long time.
const overloaded = `version: 1
horizon: 3650d
clusters:
  - {name: a, region: DE, kind: pool, gpus: 8}
workload:
  - {class: c, region: DE, interarrival: 1m, run-time: {exponential: {mean: 10h}}, gpus: {1: 1, 3: 1}}
policies: [replan, conservative]
outputs: {jobs: true}
`

// One Ctrl-C, or a terminal that closes, ends a run within two seconds, with status
// 130, and leaves nothing of what was not finished; a set that was there before
// stays as it was.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("windows has no SIGINT to send to another process")
	}
	for _, earlier := range []bool{false, true} {
		dir := t.TempDir()
		if err := writeAll(dir, map[string][]byte{"long.yaml": []byte(overloaded)}); err != nil {
			t.Fatal(err)
		}
		results := filepath.Join(dir, "results")
		if earlier {
			runHere(t, "run", small, "-o", results, "-q")
		}
		before := map[string]string{}
		if earlier {
			before = tree(t, results)
		}
		var errOut bytes.Buffer
		cmd := exec.Command("sovsim", "run", filepath.Join(dir, "long.yaml"), "--force", "-o", results)
		cmd.Stderr = &errOut
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer cmd.Process.Kill()
		for parts := 0; parts < 2; time.Sleep(5 * time.Millisecond) { // the runs have begun
			found, _ := filepath.Glob(filepath.Join(results, ".sovsim-staging-*", "*"))
			parts = len(found)
		}
		sig := os.Signal(os.Interrupt)
		if earlier && !signal.Ignored(syscall.SIGHUP) { // under nohup a run goes on, as it should
			sig = syscall.SIGHUP
		}
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		sent := time.Now()
		err := cmd.Wait()
		if cmd.ProcessState.ExitCode() != exitInterrupted {
			t.Errorf("it ended with %v, want exit status %d; it said %s", err, exitInterrupted, &errOut)
		}
		// It gives the runs one second; the rest is room for a busy machine.
		if took := time.Since(sent); took > 5*time.Second {
			t.Errorf("it ended %v after the interrupt, want about 1 s", took)
		}
		if !strings.Contains(errOut.String(), "\nsovsim: interrupted") {
			t.Errorf("it said %q", &errOut)
		}
		if !earlier {
			if _, err := os.Stat(results); err == nil {
				t.Errorf("%s is left behind", results)
			}
			continue
		}
		after := tree(t, results)
		for name, text := range before {
			if after[name] != text {
				t.Errorf("%s is not as it was before", name)
			}
			delete(after, name)
		}
		for name := range after {
			t.Errorf("%s is left behind", name)
		}
	}
}

// Each fault has a line of its own, and each line names the command.
func TestAnErrorIsALineForEachFault(t *testing.T) {
	var out bytes.Buffer
	if status := exitStatus(terminal.NewVoice(&out), usagef("one\ntwo")); status != exitUsage || out.String() != "sovsim: one\nsovsim: two\n" {
		t.Errorf("status %d, text %q", status, &out)
	}
}
