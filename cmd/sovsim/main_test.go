package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// In scripts and in tests sovsim is this test binary, which calls main.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sovsim": main})
}

// root is the top of the repository, as seen from this folder.
const root = "../.."

// The stories in testdata/script. Each runs in an empty folder with a copy of
// scenarios/ and a folder of bad files; see prepare.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: func(env *testscript.Env) error { return prepare(env.WorkDir) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": cmdStatus,
			"narrow": cmdNarrow,
			"holds":  cmdHolds,
			"says":   cmdSays,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// status N COMMAND… runs a command, wants the exit status N, no word of a panic,
// and, where it is not 0, a first line of stderr that begins with "sovsim: ".
func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, want %s", got, args[0])
	}
	said := ts.ReadFile("stderr")
	if strings.Contains(said, "goroutine ") || strings.Contains(said, "panic") {
		ts.Fatalf("it panicked")
	}
	if got != 0 && !strings.HasPrefix(said, "sovsim: ") {
		ts.Fatalf("stderr does not begin with the command's name")
	}
}

// says REGEXP wants it in a message on standard error, whose lines are joined; ! wants
// it in none. All lines must begin with the command's name.
func cmdSays(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: [!] says REGEXP")
	}
	said := ts.ReadFile("stderr")
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "sovsim: ") {
			ts.Fatalf("a line of stderr does not begin with the command's name: %s", line)
		}
	}
	messages := strings.ReplaceAll(said, "\nsovsim:   ", " ")
	if found := regexp.MustCompile("(?m)" + args[0]).MatchString(messages); found == neg {
		ts.Fatalf("%q found in stderr: %v, want %v", args[0], found, !neg)
	}
}

// narrow FILE… wants no line of more than 80 characters.
func cmdNarrow(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		for line := range strings.Lines(ts.ReadFile(name)) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				ts.Fatalf("a line of %d characters: %s", n, line)
			}
		}
	}
}

// holds DIR FILE… wants just these files in the directory, hidden ones included.
func cmdHolds(ts *testscript.TestScript, neg bool, args []string) {
	var names []string
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s holds %q, want %q", args[0], got, want)
	}
}

// prepare fills a folder: what ships, and files that are no traces.
func prepare(dir string) error {
	if err := os.CopyFS(filepath.Join(dir, "scenarios"), os.DirFS(filepath.Join(root, "scenarios"))); err != nil {
		return err
	}
	good, err := os.ReadFile(filepath.Join(root, "scenarios/traces/tiny.swf"))
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(good)
	z.Close()
	random := make([]byte, 200_000)
	r := rand.NewChaCha8([32]byte{1})
	r.Read(random)
	damaged := bytes.Clone(packed.Bytes())
	for i := len(damaged) / 2; i < len(damaged)/2+20; i++ {
		damaged[i] ^= 0x55
	}
	malformed := strings.Replace(string(good), "   1741 ", "  17x41 ", 1)
	if malformed == string(good) {
		return fmt.Errorf("the line to spoil is not in tiny.swf any more")
	}
	return writeAll(filepath.Join(dir, "bad"), map[string][]byte{
		"empty.swf":        nil,
		"empty.gz":         {},
		"truncated.swf.gz": packed.Bytes()[:packed.Len()/2],
		"damaged.swf.gz":   damaged,
		"binary.swf":       append([]byte("\x7fELF\x02\x01\x01\x00"), make([]byte, 100_000)...),
		"random.swf":       random,
		"random.gz":        append([]byte{0x1f, 0x8b, 8, 0}, random...),
		"cut.swf":          good[:len(good)-20],
		"malformed.swf":    []byte(malformed),
		"comments.swf":     []byte("; Version: 2.2\n; nothing else\n"),
		"nojob.swf":        []byte("1 0 -1 0 4 -1 -1 4 10 -1 1 1 -1 -1 1 -1 -1 -1\n"),
		"toolarge.swf":     []byte("1 0 -1 10 64 -1 -1 64 10 -1 1 1 -1 -1 1 -1 -1 -1\n"),
		"long-line.swf":    bytes.Repeat([]byte("1 "), 1<<20),
	})
}

func writeAll(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// tree is every file below dir by path, with its bytes.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
