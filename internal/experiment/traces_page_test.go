package experiment

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The example of docs/traces.md has the results that the page shows.
func TestTheExampleOfVirtualClusters(t *testing.T) {
	page, err := os.ReadFile("../../docs/traces.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(page), "\n## Virtual clusters become clusters\n")
	if !ok {
		t.Fatal("docs/traces.md has no section on virtual clusters")
	}
	block := map[string]string{}
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$").FindAllStringSubmatch(section, 3) {
		block[m[1]] = m[2]
	}
	dir := t.TempDir()
	for name, kind := range map[string]string{"log.csv": "csv", "virtual-clusters.yaml": "yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(block[kind]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Load(filepath.Join(dir, "virtual-clusters.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, out := execute(t, s, Options{Workers: 1})
	rows, err := os.ReadFile(filepath.Join(out, "jobs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, row := range strings.Split(strings.TrimSpace(string(rows)), "\n")[1:] {
		got.WriteString(strings.Join(strings.Split(row, ",")[3:13], ",") + "\n")
	}
	if got.String() != block["text"] {
		t.Errorf("the page shows\n%sand the results are\n%s", block["text"], got.String())
	}
}
