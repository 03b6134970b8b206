package scenario

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// body is what makes a scenario of a file that only refers to others.
const body = "clusters: [{name: a, region: UK, gpus: 4}]\nworkload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]\nhorizon: 10d\n"

// chain is n files, each of which refers to the next by key.
func chain(n int, key string) files {
	f := files{}
	for i := range n {
		f[fmt.Sprintf("%d.yaml", i)] = fmt.Sprintf("version: 1\nseed: %d\n%s: %d.yaml\n", i, key, i+1)
	}
	last := fmt.Sprintf("%d.yaml", n-1)
	f[last], _, _ = strings.Cut(f[last], key)
	f[last] += body
	return f
}

func TestAsManyFilesAsThereMayBe(t *testing.T) {
	for _, key := range []string{"extends", "include"} {
		s, err := chain(64, key).load("0.yaml")
		if err != nil || s.Seed != 0 || len(s.Files) != 64 {
			t.Errorf("%s, 64 files: %v", key, err)
		}
		_, err = chain(65, key).load("0.yaml")
		if want := "63.yaml:3:"; err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "the scenario is made of more than 64 files") ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s, 65 files: got %v", key, err)
		}
	}
	// Files side by side; then each of few doubles the uses of the next.
	wide := files{"0.yaml": "version: 1\n" + body + "include:\n"}
	for i := range 64 {
		wide[fmt.Sprintf("b%d.yaml", i)] = "version: 1\n"
		wide["0.yaml"] += fmt.Sprintf("- b%d.yaml\n", i)
	}
	if _, err := wide.load("0.yaml"); err == nil || !strings.Contains(err.Error(), "0.yaml:69:3: include[63]: the scenario is made of more than 64 files") {
		t.Errorf("side by side: got %v", err)
	}
	double := files{"0.yaml": "version: 1\n" + body + "include: [l0.yaml, r0.yaml]\n"}
	for i := range 25 {
		text := fmt.Sprintf("version: 1\ninclude: [l%d.yaml, r%d.yaml]\n", i+1, i+1)
		double[fmt.Sprintf("l%d.yaml", i)], double[fmt.Sprintf("r%d.yaml", i)] = text, text
	}
	double["l25.yaml"], double["r25.yaml"] = "version: 1\n", "version: 1\n"
	if _, err := double.load("0.yaml"); err == nil || !strings.Contains(err.Error(), "more than 64 files, each counted as often") {
		t.Errorf("doubling: got %v", err)
	}
}

func TestAsManyBytesAsThereMayBe(t *testing.T) {
	filler := "version: 1\n#" + strings.Repeat("x", MaxBytes-13) + "\n"
	f := files{"0.yaml": "version: 1\n" + body + "include: [a.yaml, b.yaml, c.yaml]\n", "a.yaml": filler, "b.yaml": filler, "c.yaml": filler, "d.yaml": filler}
	if _, err := f.load("0.yaml"); err != nil {
		t.Error(err)
	}
	for _, fourth := range []string{"d.yaml", "sub/../a.yaml"} {
		f["sub/e.yaml"] = "version: 1\ninclude: [../a.yaml]\n"
		f["0.yaml"] = "version: 1\n" + body + "include: [a.yaml, b.yaml, c.yaml, " + strings.Replace(fourth, "sub/../a.yaml", "sub/e.yaml", 1) + "]\n"
		if _, err := f.load("0.yaml"); err == nil || !strings.Contains(err.Error(), "have more than 4194304 bytes together") {
			t.Errorf("%s: got %v", fourth, err)
		}
	}
	f = files{"0.yaml": "version: 1\ninclude: [a.yaml]\n", "a.yaml": "version: 1\n#" + strings.Repeat("x", MaxBytes)}
	if _, err := f.load("0.yaml"); err == nil || !strings.HasPrefix(err.Error(), "a.yaml: the file is larger than 1048576 bytes") {
		t.Errorf("got %v", err)
	}
}

// Aliases that blow up only when files are merged, or when a value is set.
func TestBombsInSeveralFiles(t *testing.T) {
	bomb := "version: 1\naccelerators:\n  a: &a {x: 1}\n"
	for c := 'b'; c <= 'p'; c++ {
		bomb += fmt.Sprintf("  %c: &%c {", c, c)
		for i := range 9 {
			bomb += fmt.Sprintf("k%d: *%c, ", i, c-1)
		}
		bomb += "}\n"
	}
	loop := "version: 1\naccelerators: &a {x: *a, y: *a}\n"
	many := "version: 1\nclusters:\n- &a {name: a, region: b, gpus: 1, timeline: [" + strings.Repeat("1,", 5000) + "]}\n" + strings.Repeat("- *a\n", 5000)
	for name, text := range map[string]string{"a bomb": bomb, "a loop": loop, "many": many} {
		f := files{"0.yaml": "version: 1\nextends: one.yaml\ninclude: two.yaml\n" + body, "one.yaml": text, "two.yaml": text}
		_, err := f.load("0.yaml", "clusters.a.timeline[0]=1", "accelerators.p.k1=2")
		var faults *Errors
		if !errors.As(err, &faults) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := Decode("test.yaml", []byte("version: 1\n"+body), catalog, "policies=[&a [*a, *a], *a]"); err == nil {
		t.Error("an alias of itself in a value")
	}
	deep := strings.Repeat("{a: ", 3000) + "1" + strings.Repeat("}", 3000)
	f := files{"0.yaml": "version: 1\nextends: 1.yaml\naccelerators: " + deep + "\n", "1.yaml": "version: 1\naccelerators: " + deep + "\n" + body}
	if _, err := f.load("0.yaml"); err == nil || len(err.Error()) > 10_000 {
		t.Errorf("deep blocks: got %v", err)
	}
}

func TestManySettings(t *testing.T) {
	var sets []string
	for i := range maxSets {
		sets = append(sets, fmt.Sprintf("accelerators.x%d.speed=1", i))
	}
	if _, err := Decode("test.yaml", []byte("version: 1\n"+body), catalog, sets...); err != nil {
		t.Error(err)
	}
	_, err := Decode("test.yaml", []byte("version: 1\n"+body), catalog, append(sets, "seed=2")...)
	if want := "--set: it is given 1001 times, more than 1000: write a file that extends the scenario"; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, set := range []string{
		strings.Repeat("a.", 50_000) + "b=1", strings.Repeat("clusters[0]", 10_000) + "=1", "clusters" + strings.Repeat("[0]", 10_000) + "=1",
		strings.Repeat("k", 100_000), "horizon=" + strings.Repeat("[", 100_000), "horizon=" + strings.Repeat("9", 100_000), `clusters."` + strings.Repeat(`\"`, 9999) + `"=1`,
	} {
		if _, err := Decode("test.yaml", []byte("version: 1\n"+body), catalog, set); err == nil || len(err.Error()) > 1000 || strings.Contains(err.Error(), "\n") {
			t.Errorf("--set %.40s…: got %.2000v", set, err)
		}
	}
}

// What is no ordinary file is refused without being opened: a pipe would never
// end.
func TestOddFilesAreNotIncluded(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cases := map[string]string{".": "this is a directory, not a file", "none.yaml": "there is no such file"}
	if runtime.GOOS != "windows" {
		cases["/dev/zero"] = "this is not an ordinary file"
		if exec.Command("mkfifo", filepath.Join(dir, "pipe")).Run() == nil {
			cases["pipe"] = "this is not an ordinary file"
		}
	}
	for file, want := range cases {
		main := write("main.yaml", "version: 1\ninclude: ["+file+"]\n"+body)
		want = main + ":2:11: include[0]: " + file + ": " + want + "; the path is relative to this file"
		if _, err := Load(disk{}, main, catalog); fmt.Sprint(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	// A link that leads round and round ends too, here or in the system.
	if os.Symlink(".", filepath.Join(dir, "loop")) == nil {
		main := write("main.yaml", "version: 1\ninclude: [loop/main.yaml]\n"+body)
		if _, err := Load(disk{}, main, catalog); err == nil || !strings.Contains(err.Error(), "more than 64 files") && !strings.Contains(err.Error(), "too many levels") {
			t.Errorf("got %v", err)
		}
	}
	// An absolute path, and one that leads out of the folder, are allowed.
	out := write("out.yaml", "version: 1\n"+body)
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"../out.yaml", filepath.ToSlash(out)} {
		if _, err := Load(disk{}, write("sub/main.yaml", "version: 1\nextends: "+file+"\n"), catalog); err != nil {
			t.Error(err)
		}
	}
}

// FuzzCompose: whatever two files and a setting say, nothing panics or hangs, and
// messages are single lines.
func FuzzCompose(f *testing.F) {
	f.Add("extends: b.yaml\n", "version: 1\n"+body, "clusters.a.gpus=5")
	f.Add("extends: b.yaml\nclusters: [{name: a, absent: true}, {name: b, <<: *x}]\n", "version: 1\nclusters: &c [&x {name: a}, *x]\n", "workload.UK/c.gpus={1: 2}")
	f.Add("include: [b.yaml, main.yaml]\nworkload: [{class: c, region: UK, users: 3}]\n", "version: 1\ninclude: b.yaml\n"+body, `workload[0]."users"=4`)
	f.Add(body, "", "clusters[0].timeline=[{at: 1d, add: 1}]")
	f.Fuzz(func(t *testing.T, main, block, set string) {
		_, err := files{"main.yaml": "version: 1\n" + main, "b.yaml": block}.load("main.yaml", set, set+"x")
		var faults *Errors
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("got %v", err)
		}
		if err == nil {
			return
		}
		for _, p := range faults.List {
			if p.Msg == "" || len(p.Msg) > 2000 || strings.Contains(p.String(), "\n") {
				t.Errorf("the message %q", p)
			}
		}
	})
}
