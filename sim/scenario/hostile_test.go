package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A file that is no scenario is refused in a few words, whatever it is.
func TestHostileFiles(t *testing.T) {
	lots := func(s string, n int) string { return strings.Repeat(s, n) }
	bomb := "version: 1\na: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(lots(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	manySizes := "{"
	for i := range 5000 {
		manySizes += fmt.Sprintf("%d: 1, ", i+1)
	}
	manySizes += "}"
	for name, c := range map[string]struct{ data, want string }{
		"empty":              {"", "the file is empty"},
		"a comment":          {"# nothing\n", "the file is empty"},
		"a separator":        {"---\n", "the file is empty"},
		"null":               {"~", "the file is empty"},
		"a text":             {"hello", "it should be a block of key: value lines"},
		"a list":             {"- 1\n", "it should be a block of key: value lines"},
		"a number":           {"42", "it should be a block of key: value lines"},
		"binary":             {"\x7fELF\x02\x01\x01\x00\x00", "1:1: control character 0x7f: this is not a scenario file"},
		"zeros":              {lots("\x00", 1<<16), "1:1: control character 0x00: this is not a scenario file"},
		"gzip":               {"\x1f\x8b\x08\x00", "1:1: control character 0x1f"},
		"Latin-1":            {"version: 1\nname: \xcele\n", "2:7: byte 0xce is not UTF-8"},
		"UTF-16":             {"\xff\xfev\x00e\x00", "1:1: byte 0xff is not UTF-8"},
		"deep lists":         {lots("[", 200_000), "not valid YAML: exceeded max depth"},
		"deep blocks":        {lots("{a: ", 100_000), "not valid YAML: exceeded max depth"},
		"deep but closed":    {"version: 1\nname: " + lots("[", 5000) + lots("]", 5000), "name: this is a list"},
		"deep dashes":        {"version: 1\nclusters:\n " + lots("- ", 5000) + "1", "clusters[0]: this is a list"},
		"too large":          {"version: 1\n#" + lots("x", MaxBytes), "the file is larger than 1048576 bytes"},
		"an alias bomb":      {bomb, `unknown key "a"`},
		"an alias bomb, of":  {strings.Replace(bomb, "a: &a", "policies: &a", 1), `unknown key "b"`},
		"an alias of itself": {"version: 1\nclusters: &c [*c]\n", "clusters[0]: this is a list"},
		"a merge bomb":       {"version: 1\naccelerators: &a {x: {speed: 1}, <<: [*b, *b]}\n", "unknown anchor"},
		"many classes by alias": {"version: 1\nclusters: [{name: a, region: b, gpus: 1}]\nworkload:\n- &a {class: c, region: b, gpus: " + manySizes + "}\n" +
			lots("- *a\n", 5000), "more than 1048576 values once its *aliases are followed"},
		"many faults":         {"version: 1\n" + manyKeys(3000), "and 2902 more"},
		"a long key":          {"version: 1\n" + lots("k", 1000) + ": 1\n", `unknown key "` + lots("k", 40) + `…"`},
		"a long value":        {"version: 1\nseed: " + lots("9", 100_000) + "\n", `seed: "` + lots("9", 40) + `…" is more than 2^64`},
		"a ramp of a century": {timelineOf("{from: 0d, until: 36500d, add: 1e5}\n" + lots("      - {from: 0d, until: 36500d, add: 1e5}\n", 9)), "more than 100000 steps"},
		"many nodes":          {timelineOf("{at: 1d, add: 1e18}"), "1e18 is outside 0 to 1000000"},
		"jobs without number": {"version: 1\nhorizon: 30d\nclusters: [{name: a, region: b, gpus: 1}]\nworkload:\n- {class: c, region: b, interarrival: 1ns, run-time: 1h, gpus: 1}\n",
			"5:3: workload[0]: about 2592000000000000 jobs would arrive before the horizon in each replication, more than the 10000000000 that are possible"},
		"a name across lines":   {"version: 1\nname: \"a\\nb\"\n", "has a character that cannot be printed"},
		"a terminal's escape":   {"version: 1\nname: \"a\\e[31m\"\n", "has a character that cannot be printed"},
		"a key that is a list":  {"version: 1\n? [a]\n: b\n", "2:3: this is a list; it should be a key"},
		"a key that is nothing": {"version: 1\n~: b\n", "2:1: the value is empty"},
		"a YAML of the future":  {"%YAML 3.0\n---\nversion: 1\n", "found incompatible YAML document"},
	} {
		_, err := Decode("test.yaml", []byte(c.data), catalog)
		var faults *Errors
		if !errors.As(err, &faults) {
			t.Errorf("%s: got %v, want *Errors", name, err)
			continue
		}
		if got := err.Error(); !strings.Contains(got, c.want) || len(got) > 50_000 {
			t.Errorf("%s: got %d bytes: %.500s\nwant %q", name, len(got), got, c.want)
		}
		if len(faults.List) > MaxProblems {
			t.Errorf("%s: there are %d messages", name, len(faults.List))
		}
	}
}

// manyKeys is n lines with keys that are unknown and like none that is known.
func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "zzzzzz%d: 1\n", i)
	}
	return b.String()
}

// timelineOf is a scenario with these entries in the timeline of its pool of 64.
func timelineOf(entries string) string {
	return `version: 1
epoch: 2025-01-01
horizon: 100d
clusters:
  - name: hill
    region: US
    gpus: 64
    timeline:
      - ` + strings.TrimSpace(entries) + `
workload: [{class: c, region: US, interarrival: 1h, run-time: 1h, gpus: 1}]
`
}

func TestLoadRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.yaml")
	if err := os.WriteFile(large, bytes.Repeat([]byte("#\n"), MaxBytes), 0o666); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "absent.yaml"):  "there is no such file",
		dir:                                "this is a directory, not a file",
		large:                              "larger than 1048576 bytes",
		filepath.Join(large, "below.yaml"): "not a directory",
		os.DevNull:                         "this is not an ordinary file",
	} {
		_, err := Load(disk{}, path, catalog)
		var faults *Errors
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), path+": ") {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

// A trace is looked for beside the scenario, and a dangling one is a fault with
// a place.
func TestTracesAreRelativeToTheScenario(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "test.yaml")
	if err := os.WriteFile(path, []byte(base), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := Load(disk{}, path, catalog)
	want := path + ":43:12: workload[1].trace: traces/tiny.swf: there is no such file; the path is relative to this file"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := os.MkdirAll(filepath.Join(dir, "traces"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "traces", "tiny.swf"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := Load(disk{}, path, catalog)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Path(s.Workload[1].Trace.File); got != filepath.Join(dir, "traces", "tiny.swf") {
		t.Errorf("the trace is looked for at %s", got)
	}
	if bytes.Contains(s.Canonical(), []byte(dir)) {
		t.Error("the canonical form depends on where the file is")
	}
}

// FuzzDecode: no input panics, hangs or takes much memory; what is accepted
// prints as a scenario with the same canonical form; messages stay short.
//
// An input is one of some texts with two places changed. The text is given by its index,
// for what is fuzzed must be short: when Go's fuzzer finds something new it tries to leave
// out each range of its bytes, and so it spends a minute, which is all of its time, on
// each file of a few hundred bytes.
func FuzzDecode(f *testing.F) {
	texts := [][]byte{[]byte(base)}
	for _, text := range []string{"", every, demandText, besideText, fluidText, replaceText, withRules("name: r, on: [Europe, US], cap: 40 h100e", "name: s, on: UK, slip: 3 months, from: 9d")} {
		texts = append(texts, []byte(text))
	}
	for _, name := range []string{"testdata/twelve.yaml", "testdata/twelve-keys.yaml", "../../scenarios/two-clusters.yaml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		texts = append(texts, data)
	}
	for _, c := range faultTable {
		if strings.Count(base, c.old) == 1 && len(c.new) > longestEdit {
			texts = append(texts, []byte(strings.Replace(base, c.old, c.new, 1)))
		}
	}
	for i := range texts {
		f.Add(uint8(i), uint16(0), uint16(0), []byte(nil), uint16(0), uint16(0), []byte(nil))
	}
	for _, c := range faultTable {
		if strings.Count(base, c.old) == 1 && len(c.new) <= longestEdit {
			at := strings.Index(base, c.old)
			f.Add(uint8(0), uint16(at), uint16(at+len(c.old)), []byte(c.new), uint16(0), uint16(0), []byte(nil))
		}
	}
	f.Fuzz(func(t *testing.T, text uint8, from, to uint16, insert []byte, from2, to2 uint16, insert2 []byte) {
		if len(insert) > longestEdit || len(insert2) > longestEdit {
			return
		}
		data := spliced(spliced(texts[int(text)%len(texts)], from, to, insert), from2, to2, insert2)
		s, err := Decode("fuzz.yaml", data, catalog)
		if err != nil {
			var faults *Errors
			if !errors.As(err, &faults) || len(faults.List) == 0 {
				t.Fatalf("got %v", err)
			}
			for _, p := range faults.List {
				if p.Msg == "" || len(p.Msg) > 2000 || strings.Contains(p.String(), "\n") {
					t.Errorf("the message %q", p)
				}
			}
			return
		}
		if len(s.YAML()) > MaxBytes {
			return // ramps of many steps
		}
		again, err := Decode("again.yaml", s.YAML(), catalog)
		if err != nil {
			t.Fatalf("%v\nin\n%s", err, s.YAML())
		}
		if !bytes.Equal(again.Canonical(), s.Canonical()) {
			t.Fatalf("got\n%s\nwant\n%s", again.Canonical(), s.Canonical())
		}
	})
}

// longestEdit is how many bytes one change of a fuzzed text may bring.
const longestEdit = 64

// spliced is a text with other bytes in place of those between two places.
func spliced(text []byte, from, to uint16, insert []byte) []byte {
	first := min(int(from), len(text))
	return slices.Concat(text[:first], insert, text[max(first, min(int(to), len(text))):])
}

// The longest horizons have more hours than timeseries.csv may have lines;
// without a width of the user's the lines are days.
func TestLongHorizonHasALineADay(t *testing.T) {
	for horizon, want := range map[string]time.Duration{"30d": time.Hour, "1000000h": time.Hour, "1000001h": 24 * time.Hour, "53000d": 24 * time.Hour} {
		for _, outputs := range []string{"", "outputs: {jobs: true}\n"} {
			s, err := Decode("test.yaml", []byte("version: 1\nhorizon: "+horizon+"\n"+outputs+
				"clusters: [{name: a, region: b, gpus: 1}]\nworkload:\n- {class: c, region: b, interarrival: 1h, run-time: 1h, gpus: 1}\n"), catalog)
			if err != nil {
				t.Fatal(err)
			}
			if s.Outputs.Interval != want {
				t.Errorf("horizon %s, %q: interval %v, want %v", horizon, outputs, s.Outputs.Interval, want)
			}
		}
	}
}
