package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// hostile are the characters that must not reach a terminal, each in a name of a trace.
var hostile = []string{
	"\x1b[31m", "\x1b]0;pwn\x07", "\x7f", "\u009b31m", "\u0085", "\u061c", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029",
	"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\n", "\t",
}

// Characters of the input that drive a terminal, hide or turn the order of others
// reach neither stream: names of a trace, of files and of what the user typed.
func TestInputNeverDrivesTheTerminal(t *testing.T) {
	t.Chdir(t.TempDir())
	var trace strings.Builder
	trace.WriteString("job_id,user,class,region,gpus,submit_s,run_s,requested_s\n")
	for i, h := range hostile {
		fmt.Fprintf(&trace, "%d,u%s,\"c%sx\",\"r%sx\",1,0,10,20\n", i, strings.TrimSpace(h), h, h)
	}
	const scenario = "version: 1\nclusters:\n  - {name: hill, region: US, gpus: 64}\nworkload:\n  - {trace: trace.csv}\nrouting: least-loaded\n"
	const evil = "e\x1b[31m\u202e\u2028.yaml"
	for name, text := range map[string]string{
		"trace.csv": trace.String(), "all.yaml": scenario, evil: scenario,
		"bad.csv":                         "job_id,user,class,region,gpus,submit_s,run_s,requested_s\n1,u,a\u202eb,r,\x1b[31m\u202e,0,10,20\n",
		"columns.csv":                     "job_id,\x1b[31m\u202egpus,submit_s\n1,2,3\n",
		filepath.Clean("t\x1b\u202e.csv"): trace.String(),
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"run", "all.yaml", "-o", "out"},
		{"run", "all.yaml", "-o", "o\x1b[31m\u202e"},
		{"run", evil, "-o", "out2"},
		{"validate", "all.yaml"},
		{"validate", evil},
		{"validate", evil, "--print"},
		{"validate", "no\x1b\u202e.yaml"},
		{"validate", "all.yaml", "--set", "name=\x1b[31m\u202e"},
		{"validate", "all.yaml", "--set", "na\x1b[31m\u202eme=x"},
		{"validate", "all.yaml", "--set", "clusters.hill.region=\x1b\u202e"},
		{"bench", "--trace", "trace.csv", "--gpus", "8", "--policies", "easy", "-o", "out3"},
		{"bench", "--trace", "t\x1b\u202e.csv", "--gpus", "8", "--policies", "easy", "-o", "out4"},
		{"bench", "--trace", "bad.csv", "--gpus", "8", "--policies", "easy"},
		{"bench", "--trace", "columns.csv", "--gpus", "8", "--policies", "easy"},
		{"bench", "--trace", "trace.csv", "--gpus", "\x1b\u202e", "--policies", "ea\u202e\x1bsy"},
		{"bench", "--trace", "trace.csv", "--gpus", "8", "--policies", "ea\u202e\x1bsy"},
		{"trace", "info", "trace.csv"},
		{"trace", "info", "t\x1b\u202e.csv"},
		{"policies", "ea\x1b\u202esy"},
		{"\x1b\u202e"},
		{"run", "--\x1b\u202e"},
	} {
		var out, errOut bytes.Buffer
		run(context.Background(), args, &out, &errOut)
		for stream, text := range map[string]string{"stdout": out.String(), "stderr": errOut.String()} {
			for i, r := range text {
				if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
					t.Errorf("sovsim %q: %#U at byte %d of %s:\n%q", args, r, i, stream, text)
					break
				}
			}
		}
		for line := range strings.Lines(errOut.String()) {
			if !strings.HasPrefix(line, "sovsim: ") {
				t.Errorf("sovsim %q: a line of stderr without the command's name: %q", args, line)
			}
		}
	}
}
