package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

var (
	update = flag.Bool("update", false, "write what the examples of the README and the manual show now into them")
	long   = flag.Bool("long", false, "run the examples in ```console long blocks too, which take minutes")
)

// progressLine is what a run says on the way if it takes long; examples leave it out.
var progressLine = regexp.MustCompile(`(?m)^sovsim: .*: \d+ %, \d+ of \d+ runs(, about \S+ to go)?\n`)

// The examples of the README and of the manual are run, one after another in one
// folder, and show what they say. After a change that is meant:
//
//	go test ./cmd/sovsim -run Examples -long -update
func TestExamplesShowWhatTheySay(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the examples are for a POSIX shell")
	}
	for _, doc := range []struct{ file, before, prefix, blank, after string }{
		{filepath.Join(root, "README.md"), "```console\n", "", "\n", "```\n"},
		{"doc.go", "", "//\t", "//\n", ""},
	} {
		t.Run(filepath.Base(doc.file), func(t *testing.T) {
			data, err := os.ReadFile(doc.file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if err := prepare(dir); err != nil {
				t.Fatal(err)
			}
			lines := strings.SplitAfter(string(data), "\n")
			var out strings.Builder
			examples := 0
			inside := doc.before == ""
			for i := 0; i < len(lines); {
				line := lines[i]
				i++
				out.WriteString(line)
				switch {
				case doc.before != "" && (line == doc.before || *long && line == strings.TrimSuffix(doc.before, "\n")+" long\n"):
					inside = true
				case doc.after != "" && line == doc.after:
					inside = false
				}
				command, is := strings.CutPrefix(line, doc.prefix+"$ ")
				if !inside || !is {
					continue
				}
				examples++
				var shown strings.Builder
				for i < len(lines) && !ends(lines[i:], doc.prefix, doc.blank, doc.after) {
					if lines[i] == doc.blank {
						shown.WriteString("\n")
					} else {
						shown.WriteString(strings.TrimPrefix(lines[i], doc.prefix))
					}
					i++
				}
				got := runShell(t, dir, strings.TrimSpace(command))
				if !*update && !showsWhat(got, shown.String(), command) {
					t.Errorf("$ %sshows\n%swant\n%s", command, got, shown.String())
				}
				for l := range strings.Lines(got) {
					if l == "\n" {
						out.WriteString(doc.blank)
					} else {
						out.WriteString(doc.prefix + l)
					}
				}
			}
			if examples < 5 {
				t.Errorf("%s has %d examples; are they written another way?", doc.file, examples)
			}
			if *update {
				if err := os.WriteFile(doc.file, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// showsWhat reports whether a command shows what a page says. The list of policies
// may have more lines than the page: a policy that is added changes no page.
func showsWhat(got, page, command string) bool {
	if strings.TrimSpace(strings.TrimPrefix(command, "bin/")) != "sovsim policies" {
		return got == page
	}
	left := strings.SplitAfter(page, "\n")
	for line := range strings.Lines(got) {
		if line == left[0] {
			left = left[1:]
		}
	}
	return len(left) == 1 // what follows the last line end
}

// ends reports whether the output of an example ends before the first of lines: at
// the next command, the end of the block or, in a comment, at a blank line after
// which nothing of the block follows.
func ends(lines []string, prefix, blank, after string) bool {
	switch {
	case after != "" && lines[0] == after, strings.HasPrefix(lines[0], prefix+"$ "):
		return true
	case prefix == "":
		return false
	case lines[0] == blank:
		return len(lines) == 1 || !strings.HasPrefix(lines[1], prefix) || strings.HasPrefix(lines[1], prefix+"$ ")
	}
	return !strings.HasPrefix(lines[0], prefix)
}

// runShell is what a command line shows on a terminal, but for the progress.
func runShell(t *testing.T, dir, command string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", strings.ReplaceAll(command, "bin/sovsim", "sovsim"))
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("$ %s: %v\n%s", command, err, out)
	}
	return progressLine.ReplaceAllString(string(out), "")
}

// A page may lack lines of the list of policies, and nothing else.
func TestPagesMayLackPolicies(t *testing.T) {
	const page = "Policies:\n  easy  one\n  fcfs  two\n"
	for _, c := range []struct {
		command, got string
		want         bool
	}{
		{"bin/sovsim policies", page, true},
		{"sovsim policies", "Policies:\n  easy  one\n  fair  new\n  fcfs  two\n  last  new\n", true},
		{"sovsim policies", "Policies:\n  easy  one\n  fcfs  other\n", false},
		{"sovsim policies", "Policies:\n  fcfs  two\n", false},
		{"sovsim policies", "Policies:\n  fcfs  two\n  easy  one\n", false},
		{"sovsim policies easy", page + "more\n", false},
	} {
		if got := showsWhat(c.got, page, c.command); got != c.want {
			t.Errorf("%s shows\n%sagrees with the page: %v, want %v", c.command, c.got, got, c.want)
		}
	}
}
