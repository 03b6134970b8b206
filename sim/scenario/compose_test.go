package scenario

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v4"
)

// files is a folder in memory.
type files map[string]string

// fs is the folder as a file system. Every file that is no YAML is there, and empty.
func (f files) fs() fs.FS { return inMemory(f) }

type inMemory files

func (f inMemory) Open(name string) (fs.File, error) {
	text, ok := f[name]
	if !ok && path.Ext(name) == ".yaml" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fstest.MapFS{"file": {Data: []byte(text)}}.Open("file")
}

// load is Load from files in memory.
func (f files) load(path string, sets ...string) (*Scenario, error) {
	return Load(f.fs(), path, catalog, sets...)
}

// disk is the files of the machine, by any path.
type disk struct{}

func (disk) Open(name string) (fs.File, error)     { return os.Open(name) }
func (disk) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }

// same compares what was loaded with one file, as run ids would.
func same(t *testing.T, got *Scenario, err error, want string) {
	t.Helper()
	if err != nil {
		t.Error(err)
		return
	}
	one, err := Decode("want.yaml", []byte(want), catalog)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Canonical()) != string(one.Canonical()) {
		t.Errorf("got\n%s\nwant\n%s", got.Canonical(), one.Canonical())
	}
	for _, key := range composingKeys {
		if strings.Contains(string(got.YAML()), key+":") {
			t.Errorf("%s is left in\n%s", key, got.YAML())
		}
	}
}

// The example of the page, from its own text.
func TestTheExampleOfComposing(t *testing.T) {
	page, err := os.ReadFile("../../docs/scenario.md")
	if err != nil {
		t.Fatal(err)
	}
	f := files{}
	for _, m := range regexp.MustCompile("(?s)```yaml\n# ([a-z/]+\\.yaml)\n(.*?)```").FindAllStringSubmatch(strings.ReplaceAll(string(page), "\r\n", "\n"), -1) {
		f[m[1]] = m[2]
	}
	if len(f) != 4 {
		t.Fatalf("the page has %d files, want 4", len(f))
	}
	s, err := f.load("larger.yaml")
	same(t, s, err, f["together.yaml"])
	if want := []string{"larger.yaml", "base.yaml", "blocks/clusters.yaml"}; err == nil && !slices.Equal(slashes(s.Files), want) {
		t.Errorf("the files are %q, want %q", s.Files, want)
	}
	for _, m := range regexp.MustCompile(`(?m)^sovsim run base.yaml (.*)$`).FindAllStringSubmatch(string(page), -1) {
		var sets []string
		for _, arg := range regexp.MustCompile(`--set ('[^']*'|\S+)`).FindAllStringSubmatch(m[1], -1) {
			sets = append(sets, strings.Trim(arg[1], "'"))
		}
		if _, err := f.load("base.yaml", sets...); err != nil || len(sets) == 0 {
			t.Errorf("%q: %v", sets, err)
		}
	}
}

func slashes(paths []string) []string {
	out := slices.Clone(paths)
	for i := range out {
		out[i] = filepath.ToSlash(out[i])
	}
	return out
}

// world is a scenario in three files, which the cases below extend.
var world = files{
	"base.yaml": `version: 1
name: base
description: The base.
include: [blocks/a.yaml, blocks/b.yaml]
epoch: 2025-01-01
horizon: 60d
policies: [fcfs, easy]
outputs: {jobs: true, interval: 6h}
workload:
  - {class: small, region: UK, interarrival: {mean: 5m, cv: 2}, run-time: {log-normal: {median: 30m, sigma: 1.5}}, gpus: {1: 0.7, 2: 0.3}}
  - {trace: traces/t.swf, region: UK}
`,
	"blocks/a.yaml": `version: 1
name: a
horizon: 10d
accelerators: {A: {speed: 0.5}, B: {speed: 0.25}}
clusters:
  - name: bristol
    region: UK
    groups:
      - {accelerator: A, nodes: 8, gpus-per-node: 4}
      - {accelerator: B, nodes: 2, gpus-per-node: 8}
    timeline: [{at: 10d, add: 1, group: A}]
  - {name: hill, region: US, gpus: 64}
`,
	"blocks/b.yaml": `version: 1
accelerators: {B: {speed: 0.125}}
clusters:
  - {name: dale, region: FR, gpus: 8}
  - {name: hill, gpus: 65}
`,
}

// The resolved world, in one file.
const worldInOne = `version: 1
name: main
epoch: 2025-01-01
horizon: 60d
policies: [fcfs, easy]
outputs: {jobs: true, interval: 6h}
accelerators: {A: {speed: 0.5}, B: {speed: 0.125}}
clusters:
  - name: bristol
    region: UK
    groups:
      - {accelerator: A, nodes: 8, gpus-per-node: 4}
      - {accelerator: B, nodes: 2, gpus-per-node: 8}
    timeline: [{at: 10d, add: 1, group: A}]
  - {name: hill, region: US, gpus: 65}
  - {name: dale, region: FR, gpus: 8}
workload:
  - {class: small, region: UK, interarrival: {mean: 5m, cv: 2}, run-time: {log-normal: {median: 30m, sigma: 1.5}}, gpus: {1: 0.7, 2: 0.3}}
  - {trace: traces/t.swf, region: UK}
`

// with is the world with some more files.
func (f files) with(more files) files {
	all := files{}
	for _, m := range []files{f, more} {
		for path, text := range m {
			all[path] = text
		}
	}
	return all
}

// Each case extends the world, and is the same as an edit of it in one file.
func TestWhatMergesAndWhatIsReplaced(t *testing.T) {
	for _, c := range []struct{ name, main, old, new string }{
		{"nothing", "", "", ""},
		{"a scalar", "horizon: 30d", "horizon: 60d", "horizon: 30d"},
		{"a new key", "seed: 7", "policies:", "seed: 7\npolicies:"},
		{"a key of a block", "outputs: {interval: 1h}", "interval: 6h", "interval: 1h"},
		{"a list", "policies: [sjf]", "[fcfs, easy]", "[sjf]"},
		{"a key of a block in a block", "accelerators: {C: {speed: 2}, A: {speed: 3}}", "A: {speed: 0.5}, B: {speed: 0.125}", "A: {speed: 3}, B: {speed: 0.125}, C: {speed: 2}"},
		{"a key of an entry", "clusters: [{name: dale, gpus: 9}]", "gpus: 8}", "gpus: 9}"},
		{"a new entry goes to the end", "clusters: [{name: glen, region: UK, gpus: 1}, {name: dale, gpus: 9}]",
			"- {name: dale, region: FR, gpus: 8}", "- {name: dale, region: FR, gpus: 9}\n  - {name: glen, region: UK, gpus: 1}"},
		{"an entry removed", "clusters: [{name: hill, absent: true}]", "  - {name: hill, region: US, gpus: 65}\n", ""},
		{"an entry replaced", "clusters: [{name: hill, absent: true}, {name: hill, region: IT, gpus: 5}]",
			"  - {name: hill, region: US, gpus: 65}\n  - {name: dale, region: FR, gpus: 8}\n", "  - {name: dale, region: FR, gpus: 8}\n  - {name: hill, region: IT, gpus: 5}\n"},
		{"a group by its accelerator", "clusters: [{name: bristol, groups: [{accelerator: B, nodes: 3}]}]", "nodes: 2", "nodes: 3"},
		{"a group by its name", "clusters: [{name: bristol, groups: [{name: B, nodes: 3}]}]", "nodes: 2", "nodes: 3"},
		{"a group removed, a timeline replaced", "clusters: [{name: bristol, groups: [{name: B, absent: true}], timeline: [{at: 20d, set: 9}]}]",
			"      - {accelerator: B, nodes: 2, gpus-per-node: 8}\n    timeline: [{at: 10d, add: 1, group: A}]", "    timeline: [{at: 20d, set: 9}]"},
		{"a population", "workload: [{class: small, region: UK, users: 40}]", "interarrival:", "users: 40, interarrival:"},
		{"a population of another region", "workload: [{class: small, region: FR, interarrival: 1h, run-time: 1h, gpus: 1}]",
			"  - {trace: traces/t.swf, region: UK}\n", "  - {trace: traces/t.swf, region: UK}\n  - {class: small, region: FR, interarrival: 1h, run-time: 1h, gpus: 1}\n"},
		{"a population removed", "workload: [{class: small, region: UK, absent: true}]", worldInOne[strings.Index(worldInOne, "  - {class"):strings.Index(worldInOne, "  - {trace")], ""},
		{"a trace", "workload: [{trace: ./traces/t.swf, region: FR}]", "traces/t.swf, region: UK", "./traces/t.swf, region: FR"},
		{"a trace removed", "workload: [{trace: traces/t.swf, absent: true}]", "  - {trace: traces/t.swf, region: UK}\n", ""},
		{"a block in place of a scalar", "workload: [{class: small, region: UK, interarrival: {cv: 3}}]", "cv: 2", "cv: 3"},
		{"a scalar in place of a block", "workload: [{class: small, region: UK, interarrival: 1h}]", "{mean: 5m, cv: 2}", "1h"},
		{"a distribution is one value", "workload: [{class: small, region: UK, run-time: {uniform: {min: 1h, max: 2h}}}]", "{log-normal: {median: 30m, sigma: 1.5}}", "{uniform: {min: 1h, max: 2h}}"},
		{"even of the same kind", "workload: [{class: small, region: UK, run-time: {log-normal: {mean: 1h, cv: 2}}}]", "{median: 30m, sigma: 1.5}", "{mean: 1h, cv: 2}"},
		{"sizes are one value", "workload: [{class: small, region: UK, gpus: {4: 1}}]", "{1: 0.7, 2: 0.3}", "{4: 1}"},
		{"anchors", "clusters:\n  - &a {name: dale, gpus: 9}\n  - {<<: *a, name: hill}", "hill, region: US, gpus: 65}\n  - {name: dale, region: FR, gpus: 8}", "hill, region: US, gpus: 9}\n  - {name: dale, region: FR, gpus: 9}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.old != "" && strings.Count(worldInOne, c.old) != 1 {
				t.Fatalf("%q is not once in the world", c.old)
			}
			want := strings.Replace(worldInOne, c.old, c.new, 1)
			s, err := world.with(files{"main.yaml": "version: 1\nextends: base.yaml\n" + c.main + "\n"}).load("main.yaml")
			same(t, s, err, want)
			if err == nil && s.Description != "" {
				t.Errorf("the description %q is that of another file", s.Description)
			}
			// The same edit, by a block that is included after what is extended.
			s, err = world.with(files{"main.yaml": "version: 1\nextends: base.yaml\ninclude: edit.yaml\n", "edit.yaml": "version: 1\n" + c.main + "\n"}).load("main.yaml")
			same(t, s, err, want)
		})
	}
}

// Each file sets the same keys; who sets which last is who wins.
func TestWhoWins(t *testing.T) {
	rest := "clusters: [{name: a, region: UK, gpus: 1}]\nworkload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]\n"
	f := files{
		"main.yaml":       "version: 1\nextends: base.yaml\ninclude: [one.yaml, two.yaml]\nseed: 1\n",
		"base.yaml":       "version: 1\nextends: grandbase.yaml\nhorizon: 5d\nseed: 5\nreplications: 5\nwarm-up: 5h\noverrun: kill\nname: base\n",
		"grandbase.yaml":  "version: 1\nhorizon: 6d\nseed: 6\nreplications: 6\nwarm-up: 6h\nrouting: least-loaded\noverrun: extend\npolicies: sjf\n" + rest,
		"one.yaml":        "version: 1\nhorizon: 3d\nseed: 3\nreplications: 3\n",
		"two.yaml":        "version: 1\ninclude: [sub/nested.yaml]\nhorizon: 2d\nseed: 2\n",
		"sub/nested.yaml": "version: 1\nextends: ../one.yaml\nhorizon: 4d\nseed: 4\nreplications: 4\nwarm-up: 4h\n",
	}
	s, err := f.load("main.yaml")
	same(t, s, err, "version: 1\nname: main\nseed: 1\nhorizon: 2d\nreplications: 4\nwarm-up: 4h\noverrun: kill\nrouting: least-loaded\npolicies: sjf\n"+rest)
	if want := []string{"main.yaml", "base.yaml", "grandbase.yaml", "one.yaml", "two.yaml", "sub/nested.yaml"}; err == nil && !slices.Equal(slashes(s.Files), want) {
		t.Errorf("the files are %q, want %q", s.Files, want)
	}
}

// A path in a block is relative to the block, whatever else says the entry.
func TestTracesOfBlocks(t *testing.T) {
	f := files{
		"here/main.yaml":        "version: 1\nextends: ../there/base.yaml\ninclude: [blocks/work.yaml]\nworkload: [{trace: blocks/x.swf, region: FR}, {trace: y.swf, region: UK}]\n",
		"there/base.yaml":       "version: 1\nclusters: [{name: a, region: UK, gpus: 1}, {name: b, region: FR, gpus: 1}]\nworkload: [{trace: z.swf, region: UK}]\n",
		"here/blocks/work.yaml": "version: 1\nworkload:\n- {trace: x.swf, region: UK}\n- {trace: ../y.swf, region: FR, class: c}\n- &abs {trace: /far/w.swf, region: UK}\n",
	}
	s, err := f.load("here/main.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range s.Workload {
		got = append(got, w.Trace.File+" "+w.Trace.Region+" "+w.Trace.Class)
	}
	want := []string{"../there/z.swf UK ", "blocks/x.swf FR ", "y.swf UK c", "/far/w.swf UK "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if s.Dir != "here" {
		t.Errorf("the folder is %q", s.Dir)
	}
}

// Every fault names the file, line and column of the node that is wrong.
func TestFaultsOfComposing(t *testing.T) {
	for _, c := range []struct {
		name string
		more files
		want []string
	}{
		{"a missing file", files{"main.yaml": "version: 1\nextends: basis.yaml\ninclude:\n  - blocks/a.yaml\n  - blocks/c.yaml\n"}, []string{
			"main.yaml:2:10: extends: basis.yaml: there is no such file; the path is relative to this file",
			"main.yaml:5:5: include[1]: blocks/c.yaml: there is no such file; the path is relative to this file"}},
		{"a missing file of a block", files{"main.yaml": "version: 1\ninclude: [blocks/c.yaml]\n", "blocks/c.yaml": "version: 1\ninclude: [blocks/a.yaml]\n"}, []string{
			"blocks/c.yaml:2:11: include[0]: blocks/a.yaml: there is no such file; the path is relative to this file"}},
		{"itself", files{"main.yaml": "version: 1\nextends: ./main.yaml\n"}, []string{
			"main.yaml:2:10: extends: this leads round in a circle: main.yaml extends main.yaml"}},
		{"a circle", files{"main.yaml": "version: 1\nextends: x.yaml\n", "x.yaml": "version: 1\ninclude: [blocks/y.yaml]\n", "blocks/y.yaml": "version: 1\nextends: ../x.yaml\n"}, []string{
			"blocks/y.yaml:2:10: extends: this leads round in a circle: x.yaml includes blocks/y.yaml, which extends x.yaml"}},
		{"no version, and another", files{"main.yaml": "version: 1\nextends: x.yaml\ninclude: y.yaml\n", "x.yaml": "seed: 1\n", "y.yaml": "version: 3\n"}, []string{
			"x.yaml:1:1: version is missing: begin the file with version: 1",
			"y.yaml:1:10: version: version 3 is unknown: this sovsim reads version 1; a newer file needs a newer sovsim"}},
		{"no scenario", files{"main.yaml": "version: 1\nextends: x.yaml\ninclude: [y.yaml, z.yaml]\n", "x.yaml": "- 1\n", "y.yaml": "", "z.yaml": "a: [\n"}, []string{
			"x.yaml:1:1: this is a list; it should be a block of key: value lines with " + list(topKeys),
			"y.yaml: the file is empty: a scenario begins with version: 1",
			"z.yaml:2:1: not valid YAML: did not find expected node content"}},
		{"two to extend", files{"main.yaml": "version: 1\nextends: [x.yaml, y.yaml]\n"}, []string{
			"main.yaml:2:10: extends: this is a list; it should be the path of one file, relative to this file"}},
		{"twice", files{"main.yaml": "version: 1\nextends: base.yaml\ninclude: [blocks/a.yaml,\n  blocks/a.yaml]\n"}, []string{
			"main.yaml:4:3: include[1]: blocks/a.yaml appears twice: the first is in line 3"}},
		{"a misspelt key", files{"main.yaml": "version: 1\nextend: base.yaml\n"}, []string{
			`main.yaml:2:1: unknown key "extend": did you mean "extends"?`}},
		{"nothing to remove", files{"main.yaml": "version: 1\nextends: base.yaml\nclusters: [{name: hull, absent: true}, {name: bristol, groups: [{name: C, absent: true}]}]\nworkload: [{class: small, region: UK, absent: true}, {class: small, region: UK, absent: true}]\n"}, []string{
			`main.yaml:3:12: clusters[0]: absent: true removes an entry of a file that this one extends or includes, and none has the cluster "hull": did you mean "hill"?`,
			`main.yaml:3:65: clusters[1].groups[0]: absent: true removes an entry of a file that this one extends or includes, and none has the group "C": known are A, B`,
			`main.yaml:4:54: workload[1]: absent: true removes an entry of a file that this one extends or includes, and none has the entry "UK/small": known are traces/t.swf`}},
		{"half removed", files{"main.yaml": "version: 1\nextends: base.yaml\nclusters: [{name: hill, gpus: 3, absent: true}, {name: dale, absent: false}]\n"}, []string{
			"main.yaml:3:25: clusters[0]: an entry with absent: true is removed, so gpus has no effect: remove one of the two; to describe the entry anew, add it a second time after this one",
			"main.yaml:3:70: clusters[1].absent: absent: false says nothing: remove it"}},
		{"faults in several files", files{"main.yaml": "version: 1\nextends: base.yaml\ninclude: blocks/x.yaml\nhorizon: 30\nclusters: [{name: dale, region: FR}, {name: dale, region: UK, gpus: 1}]\nworkload: [{class: small, region: UK, gpus: 0}]\n",
			"blocks/x.yaml": "version: 1\nsed: 1\nclusters:\n  - {name: hill, gpus: many}\n  - {name: dale, speed: 0}\n"}, []string{
			`main.yaml:4:10: horizon: "30" has no unit: write 30s for seconds, 30m for minutes, 30h for hours or 30d for days`,
			`main.yaml:5:45: clusters[3].name: the cluster name "dale" is taken by the one in line 5`,
			`main.yaml:6:45: workload[0].gpus: 0 is outside 1 to 100000000`,
			`blocks/x.yaml:2:1: unknown key "sed": did you mean "seed"?`,
			`blocks/x.yaml:4:24: clusters[1].gpus: "many" is not a whole number`,
			`blocks/x.yaml:5:25: clusters[2].speed: "0" is not a positive number such as 0.387 or 1/16`}},
		{"twice in a block", files{"main.yaml": "version: 1\nextends: base.yaml\ninclude: x.yaml\n", "x.yaml": "version: 1\nworkload:\n  - {trace: z.swf, region: UK}\n  - &p {class: small, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}\n  - *p\n"}, []string{
			`x.yaml:4:5: workload[3]: class "small" of region "UK" is described already, in line 4: give it another name`}},
		{"keys of a whole in a block", files{"main.yaml": "version: 1\nextends: base.yaml\nworkload: [{class: small, region: UK, interarrival: {meen: 1h}}]\n"}, []string{
			`main.yaml:3:54: workload[0].interarrival: unknown key "meen": did you mean "mean"?`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := world.with(c.more).load("main.yaml")
			if err == nil {
				t.Fatal("no fault")
			}
			got := filepath.ToSlash(err.Error())
			if want := strings.Join(c.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A file in memory has no folder; absent has no effect in a single file.
func TestComposingInMemory(t *testing.T) {
	_, err := Decode("test.yaml", []byte(strings.Replace(base, "routing:", "include: [x.yaml]\nrouting:", 1)), catalog)
	want := "test.yaml:10:11: include[0]: x.yaml: this scenario was not read from a file, so there is no folder to look in"
	if fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = Decode("test.yaml", []byte(strings.Replace(base, "kind: pool", "absent: true", 1)), catalog)
	if err == nil || !strings.Contains(err.Error(), `none has the cluster "hill"`) {
		t.Errorf("got %v", err)
	}
}

// Where keys are names, a name like a key's or a distribution's means nothing;
// what is one value is one value of classes too.
func TestMergedTrees(t *testing.T) {
	for _, c := range []struct{ name, base, main, want string }{
		{"names of classes", "classes: {uniform: {users: 2, segment: 1d}, gpus: {users: 3}}", "classes: {uniform: {users: 4}, data: {users: 5}}",
			"classes: {uniform: {users: 4, segment: 1d}, gpus: {users: 3}, data: {users: 5}}"},
		{"values of classes", "classes: {mid: {gpus: {1: 1, 2: 1}, data: {log-uniform: {min: 1, max: 2}}, residency: {home: 1, any: 2}}}",
			"classes: {mid: {gpus: {8: 1}, data: {log-uniform: {min: 1}}, residency: {any: 3}}}",
			"classes: {mid: {gpus: {8: 1}, data: {log-uniform: {min: 1}}, residency: {home: 1, any: 3}}}"},
		{"a demand", "workload: [{name: europe, regions: {UK: 1, DE: 2}, classes: {mid: 1}, demand: 5}]", "workload: [{name: europe, regions: {DE: 3}, classes: {small: 2}}]",
			"workload: [{name: europe, regions: {UK: 1, DE: 3}, classes: {mid: 1, small: 2}, demand: 5}]"},
		{"links", "links: [{between: [UK, US], bandwidth: 1}, {between: [UK, FR], bandwidth: 2}]", "links: [{between: [US, UK], egress: 3}, {between: [FR, FR], bandwidth: 4}]",
			"links: [{between: [US, UK], bandwidth: 1, egress: 3}, {between: [UK, FR], bandwidth: 2}, {between: [FR, FR], bandwidth: 4}]"},
		{"a link that goes", "links: [{between: [UK, US], bandwidth: 1}, {between: [UK, FR], bandwidth: 2}]", "links: [{between: [FR, UK], absent: true}]", "links: [{between: [UK, US], bandwidth: 1}]"},
		{"other lists with names", "outputs: {clusters: [{name: a, x: 1}]}", "outputs: {clusters: [{name: a, y: 1}]}", "outputs: {clusters: [{name: a, y: 1}]}"},
		{"a list in place of a block", "regions: {UK: {bloc: Europe}}", "regions: [FR]", "regions: [FR]"},
		{"a block in place of a list", "regions: [FR]", "regions: {UK: {bloc: Europe}}", "regions: {UK: {bloc: Europe}}"},
		{"nothing in place of a list", "clusters: [{name: a}]", "clusters:", "clusters:"},
		{"entries of no name", "clusters: [{gpus: 1}, 5]", "clusters: [{gpus: 2}, [6]]", "clusters: [{gpus: 1}, 5, {gpus: 2}, [6]]"},
		{"merge keys", "accelerators: {A: &a {speed: 1}, B: {<<: *a}}", "accelerators: {<<: {B: {x: 1}}}", "accelerators: {A: &a {speed: 1}, B: {speed: 1, x: 1}}"},
	} {
		d := &decoder{catalog: catalog, files: files{"base.yaml": "version: 1\nname: b\n" + c.base + "\n"}.fs(), reading: &origin{file: "main.yaml", dir: "."}}
		root := d.parse([]byte("version: 1\nextends: base.yaml\n" + c.main + "\n"))
		got := tree(d.compose("main.yaml", root, 0))
		d = &decoder{reading: &origin{file: "want.yaml"}}
		if want := tree(d.parse([]byte("version: 1\n" + c.want + "\n"))); got != want {
			t.Errorf("%s: got %s, want %s", c.name, got, want)
		}
	}
}

// tree is a node with all that is below, its aliases followed.
func tree(n *yaml.Node) string {
	if n == nil {
		return "nothing"
	}
	var parts []string
	for _, below := range n.Content {
		parts = append(parts, tree(below))
	}
	switch n.Kind {
	case yaml.AliasNode:
		return tree(n.Alias)
	case yaml.MappingNode:
		return "{" + strings.Join(parts, " ") + "}"
	case yaml.SequenceNode:
		return "[" + strings.Join(parts, " ") + "]"
	}
	return n.Value
}
