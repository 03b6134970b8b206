package experiment

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"sovsim/scenarios"
)

// What a user may type, in a folder that holds a few files, and what is meant by it.
func TestFindScenario(t *testing.T) {
	const text = "version: 1\n"
	disk := fstest.MapFS{
		"mine.yaml": {Data: []byte(text)}, "uk-20x.yaml": {Data: []byte(text)}, "sub/us-overflow.yaml": {Data: []byte(text)}, "odd": {Data: []byte(text)},
		"talent-drain/readme": {Data: []byte("a folder with the name of a scenario")},
	}
	for _, c := range []struct {
		typed, path    string
		shipped, hides bool
		there          bool
	}{
		{"mine.yaml", "mine.yaml", false, false, true},
		{"mine", "mine.yaml", false, false, true},
		{"odd", "odd", false, false, true},
		{"uk-20x", "uk-20x.yaml", false, true, true},       // the file of the folder, which is said
		{"uk-20x.yaml", "uk-20x.yaml", false, false, true}, // is the file that was asked for
		{"us-overflow", "us-overflow.yaml", true, false, true},
		{"us-overflow.yaml", "us-overflow.yaml", true, false, true},
		{"sub/us-overflow.yaml", "sub/us-overflow.yaml", false, false, true},
		{"talent-drain", "talent-drain.yaml", true, false, true},
		// A path that leads nowhere is a mistake, whatever ships.
		{"scenarios/uk-20x.yaml", "scenarios/uk-20x.yaml", false, false, false},
		{"sub/uk-20x.yaml", "sub/uk-20x.yaml", false, false, false},
		{"nothing", "nothing", false, false, false},
		{"blocks/classes.yaml", "blocks/classes.yaml", false, false, false},
	} {
		n := findScenario(disk, c.typed)
		_, err := fs.Stat(n.Files, n.Path)
		if n.Path != c.path || n.Shipped != c.shipped || n.Hides != c.hides || (err == nil) != c.there {
			t.Errorf("%s: %+v, stat: %v", c.typed, n, err)
		}
	}
}

// A copy of a scenario that ships finds its parts wherever it lies, and parts beside
// it go before those that ship.
func TestACopyFindsWhatItIsMadeOf(t *testing.T) {
	text, err := scenarios.Read("uk-20x")
	if err != nil {
		t.Fatal(err)
	}
	classes, err := scenarios.Read("blocks/classes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	disk := fstest.MapFS{"plans/mine.yaml": {Data: text}, "blocks/classes.yaml": {Data: []byte("not this one: the folder of the copy is plans")}}
	n := findScenario(disk, "plans/mine.yaml")
	s, err := LoadFrom(n.Files, n.Path)
	if err != nil {
		t.Fatal(err)
	}
	shipped, named, err := LoadNamed("uk-20x", "name=mine")
	if err != nil || !named.Shipped {
		t.Fatal(named, err)
	}
	if string(s.Canonical()) != string(shipped.Canonical()) {
		t.Error("the copy is not the scenario that it is a copy of")
	}

	disk["plans/blocks/classes.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(classes), "patience", "patiense", 1))}
	_, err = LoadFrom(n.Files, n.Path)
	if err == nil || !strings.Contains(err.Error(), "plans/blocks/classes.yaml:") || !strings.Contains(err.Error(), "patiense") {
		t.Errorf("the part beside the copy was not read: %v", err)
	}
}

// The scenarios that ship are found by name where no file has it, and each is the file
// in the folder scenarios, byte for byte.
func TestShippedScenariosAreTheFiles(t *testing.T) {
	names := scenarios.Names()
	if len(names) < 11 {
		t.Fatalf("only %v ship", names)
	}
	for _, name := range names {
		a, _, err := LoadNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Load("../../scenarios/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if string(a.Canonical()) != string(b.Canonical()) || a.Name != name || scenarios.Describe(name) == "" {
			t.Errorf("%s: what ships is another scenario than the file, or says nothing of itself", name)
		}
	}
}
