package scenario

import (
	"fmt"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// However the keys of a scenario are spread over files, and whatever the files
// that give way say besides, the scenario is the same.
func TestSplitIntoFiles(t *testing.T) {
	starts := regexp.MustCompile(`(?m)^[a-z]`).FindAllStringIndex(base, -1)
	var keys []string // each with its lines; version, name and description first
	for i, at := range starts {
		end := len(base)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		keys = append(keys, base[at[0]:end])
	}
	whole, err := Decode("0.yaml", []byte(base), catalog)
	if err != nil {
		t.Fatal(err)
	}
	// decoys are overruled wherever they stand below the key that they are of. Of a
	// list they have the first entry, which stays the first.
	decoys := []string{"horizon: 3d\n", "seed: 99\n", "policies: [sjf]\n", "outputs: {jobs: false}\n", "accelerators: {A100: {speed: 9}}\n",
		"clusters: [{name: bristol, policy: sjf}]\n", "workload: [{class: small, region: UK, gpus: {5: 1}}]\n"}
	rapid.Check(t, func(t *rapid.T) {
		// File i comes before all files below it: 0 is the scenario itself.
		n := rapid.IntRange(1, 6).Draw(t, "files")
		f := files{}
		text := make([]string, n)
		for i := range n {
			text[i] = "version: 1\n"
		}
		text[0] += keys[1] + keys[2]
		for _, key := range keys[3:] {
			i := rapid.IntRange(0, n-1).Draw(t, "file of "+key[:4])
			text[i] += key
			if i+1 < n {
				for _, decoy := range decoys {
					if decoy[:4] == key[:4] && rapid.Bool().Draw(t, "decoy") {
						text[rapid.IntRange(i+1, n-1).Draw(t, "below")] += decoy
					}
				}
			}
		}
		// Each file but the last has the rest below it: as what it extends, as its
		// one include, or as one of two, beside an empty one.
		for i := range n {
			if i+1 < n {
				text[i] += rapid.SampledFrom([]string{"extends: %d.yaml\n", "include: %d.yaml\n", "include: [%d.yaml, none.yaml]\n", "include: [none.yaml, %d.yaml]\n"}).Draw(t, "way")
				text[i] = fmt.Sprintf(text[i], i+1)
			}
			f[fmt.Sprintf("%d.yaml", i)] = text[i]
		}
		f["none.yaml"] = "version: 1\nname: none\n"
		s, err := f.load("0.yaml")
		if err != nil {
			t.Fatalf("%v\nin %q", err, f)
		}
		if string(s.Canonical()) != string(whole.Canonical()) {
			t.Fatalf("got\n%s\nwant\n%s\nin %q", s.Canonical(), whole.Canonical(), f)
		}
	})
}
