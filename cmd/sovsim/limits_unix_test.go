//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// nobody is the writing end of a pipe that nobody reads any more.
func nobody(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	t.Cleanup(func() { w.Close() })
	return w
}

// A reader of standard error that goes away ends nothing: the results are there, and no
// staging folder. The same of standard output: then the process ends by SIGPIPE,
// without a word, once all scenarios have run.
func TestAReaderThatGoesAway(t *testing.T) {
	for _, progress := range []string{"plain", "auto", "none"} {
		dir := filepath.Join(t.TempDir(), "results")
		cmd := exec.Command("sovsim", "run", small, "-o", dir, "--progress", progress)
		cmd.Stderr = nobody(t)
		if err := cmd.Run(); err != nil {
			t.Errorf("nobody reads standard error, --progress %s: %v", progress, err)
		}
		if files := tree(t, dir); len(files) != 6 {
			t.Errorf("nobody reads standard error, --progress %s: %d files, want 6", progress, len(files))
		}
	}
	dir, errOut := t.TempDir(), &bytes.Buffer{}
	if err := writeAll(dir, map[string][]byte{"tiny.yaml": []byte("version: 1\nhorizon: 30d\nclusters: [{name: a, region: DE, gpus: 8}]\n" +
		"workload: [{class: c, region: DE, interarrival: 1h, run-time: 2h, gpus: 1}]\n")}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sovsim", "run", small, filepath.Join(dir, "tiny.yaml"), "-o", filepath.Join(dir, "out"), "-q")
	cmd.Stdout, cmd.Stderr = nobody(t), errOut
	_ = cmd.Run()
	if s := cmd.ProcessState.Sys().(syscall.WaitStatus); !s.Signaled() || s.Signal() != syscall.SIGPIPE || errOut.Len() > 0 {
		t.Errorf("nobody reads standard output: it ended with %v, want SIGPIPE; it said %q", cmd.ProcessState, errOut)
	}
	if files := tree(t, filepath.Join(dir, "out")); len(files) != 6+5 {
		t.Errorf("nobody reads standard output: %d files, want 11", len(files))
	}
	for _, args := range []string{"policies", "--help", "version", "trace convert --to native ../../scenarios/traces/tiny.swf"} {
		errOut.Reset()
		cmd := exec.Command("sovsim", strings.Fields(args)...)
		cmd.Stdout, cmd.Stderr = nobody(t), errOut
		_ = cmd.Run()
		if s := cmd.ProcessState.Sys().(syscall.WaitStatus); !s.Signaled() || s.Signal() != syscall.SIGPIPE || errOut.Len() > 0 {
			t.Errorf("%s, nobody reads: it ended with %v, want SIGPIPE; it said %q", args, cmd.ProcessState, errOut)
		}
	}
}

// Too few descriptors or too little memory are failures, and never the exit status of
// bad input; what was there before is there after.
func TestScarceMeans(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getenv("GOTRACEBACK") != "" || strings.Contains(os.Getenv("GOFLAGS"), "race") {
		t.Skip("the limits are for linux")
	}
	dir := filepath.Join(t.TempDir(), "results")
	runHere(t, "run", small, "-o", dir, "-q")
	before := tree(t, dir)
	var limits []string
	for n := 9; n <= 15; n++ {
		limits = append(limits, fmt.Sprintf("ulimit -n %d", n))
	}
	for v := 800_000; v <= 1_600_000; v += 200_000 {
		limits = append(limits, fmt.Sprintf("ulimit -v %d", v))
	}
	failed := 0
	for _, limit := range limits {
		cmd := exec.Command("sh", "-c", limit+"; exec sovsim run "+small+" -q --force --seed 7 -o "+dir)
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		if cmd.Run() == nil {
			runHere(t, "run", small, "-o", dir, "-q", "--force")
			continue
		}
		failed++
		// An abort before main begins is out of our hands.
		if status := cmd.ProcessState.ExitCode(); status == exitUsage && strings.Contains(errOut.String(), "main.main") {
			t.Errorf("%s: exit status %d; it said\n%.300s", limit, status, &errOut)
		}
		if after := tree(t, dir); after["summary.csv"] != before["summary.csv"] || after["manifest.json"] != before["manifest.json"] {
			t.Errorf("%s: the results of before are gone", limit)
		}
	}
	if failed == 0 {
		t.Error("no limit was too low")
	}
	runHere(t, "run", small, "-o", dir, "-q")
	for name := range tree(t, dir) {
		if _, ok := before[name]; !ok {
			t.Errorf("%s is left behind", name)
		}
	}
}
