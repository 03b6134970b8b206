package sovsim_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// inCopy is set for the tests that TestANewPolicyIsOneFile runs in its copy.
const inCopy = "SOVSIM_TEST_IN_COPY"

// A policy, an order and a routing are one file each. In a copy of the tree with
// the three files of scheduler/testdata/onefile, and with no other edit, they are
// in lists and in help, can be benched and run, and the tests pass: the pages, the
// house rules, the conformance suite, the oracle and the scripts of the command.
func TestANewPolicyIsOneFile(t *testing.T) {
	switch {
	case testing.Short():
		t.Skip("builds the command and some tests in a copy of the tree")
	case os.Getenv(inCopy) != "":
		t.Skip("this is the copy")
	case runtime.GOOS == "windows":
		t.Skip("the scripts of the command are for a POSIX shell")
	}
	top := t.TempDir()
	copyTree(t, ".", top)
	added, err := filepath.Glob("scheduler/testdata/onefile/*.go")
	if err != nil || len(added) != 3 {
		t.Fatalf("%d files to add (%v), want 3", len(added), err)
	}
	for _, name := range added {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(top, "scheduler", filepath.Base(name)), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	in := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = top
		cmd.Env = append(os.Environ(), inCopy+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	shows := func(out string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%q is missing in\n%s", w, out)
			}
		}
	}
	// With -trimpath the cache of the compiler does not mind where the copy is.
	in("go", "build", "-trimpath", "-buildvcs=false", "-o", "sovsim", "./cmd/sovsim")
	sovsim := filepath.Join(top, "sovsim")
	const policy = "test-skip-what-does-not-fit"
	shows(in(sovsim, "policies"), "\n  "+policy+"\n", "\n  test-widest    most GPUs first", "\n  test-nth       the nth cluster")
	shows(in(sovsim, "policies", policy), "jobs: how many jobs of the queue are tried", "values: 1 or more; default: 100", "textbook (first fit)")
	shows(in(sovsim, "policies", "test-nth"), "n: which of the clusters")
	shows(in(sovsim, "policies", "test-widest"), "most GPUs first")
	shows(in(sovsim, "bench", "--trace", "scenarios/traces/tiny.swf", "--gpus", "32", "--quiet", "-o", "out/tiny",
		"--policies", "fcfs,"+policy+"(jobs=5),"+policy+"(order=test-widest),easy(order=test-widest)"), policy+"(jobs=5)", "easy(order=test-widest)")
	shows(in(sovsim, "run", "scenarios/two-clusters.yaml", "--quiet", "-o", "out/two", "--set", "routing=test-nth(n=0)", "--set", "policies=["+policy+"]"), policy)

	test := []string{"test", "-trimpath", "-buildvcs=false", "-vet=off", "-short"}
	in("go", slices.Concat(test, []string{".", "./scheduler", "./scheduler/conformance"})...)
	in("go", slices.Concat(test, []string{"./scheduler/oracle", "-oracle.n=20"})...)
	in("go", slices.Concat(test, []string{"./cmd/sovsim", "-run", "TestScripts/^(help|usage|routing)$"})...)
}

// copyTree copies what belongs to the repository: no results, no binaries.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		switch {
		case e.IsDir() && name != "." && slices.Contains([]string{".git", "out", "bin"}, e.Name()):
			return filepath.SkipDir
		case e.IsDir():
			return os.MkdirAll(target, 0o777)
		case !e.Type().IsRegular() || name == ".git":
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}
