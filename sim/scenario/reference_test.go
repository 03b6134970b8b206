package scenario

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The reference names every key, in the table of its block, and its examples
// are in order.
func TestReference(t *testing.T) {
	data, err := os.ReadFile("../../docs/scenario.md")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(data), "\r\n", "\n")

	blocks := [][]string{topKeys, regionKeys, linkKeys, acceleratorKeys, clusterKeys, groupKeys, changeKeys, poolKeys, exportKeys,
		populationKeys, userKeys, interarrivalKeys, sizeKeys, profileKeys, requestKeys, demandKeys, amountKeys, replaceKeys, traceKeys, departureKeys, budgetKeys, closureKeys, outputKeys, composingKeys}
	tables := 0
	for _, table := range regexp.MustCompile(`(?m)^\| key \|.*\n(\|.*\n)+`).FindAllString(page, -1) {
		var keys []string
		for _, row := range strings.Split(table, "\n")[2:] {
			cell, _, _ := strings.Cut(strings.TrimPrefix(row, "|"), "|")
			for _, quoted := range regexp.MustCompile("`[^`]*`").FindAllString(cell, -1) {
				keys = append(keys, strings.Trim(quoted, "`"))
			}
		}
		if tables < len(blocks) {
			want := slices.Clone(blocks[tables])
			slices.Sort(keys)
			slices.Sort(want)
			if !slices.Equal(keys, want) {
				t.Errorf("table %d has the keys %v, want %v", tables, keys, want)
			}
		}
		tables++
	}
	if tables != len(blocks) {
		t.Errorf("there are %d tables of keys, want %d", tables, len(blocks))
	}
	for _, f := range families {
		if !strings.Contains(page, "\n| `"+string(f.kind)+"` |") {
			t.Errorf("the distribution %s is missing", f.kind)
		}
	}

	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(examples) < 5 {
		t.Errorf("there are %d examples", len(examples))
	}
	// A part is completed by what a whole scenario has besides.
	rest := []struct{ key, text string }{
		{"version", "version: 1\n"}, {"epoch", "epoch: 2025-01-01\n"}, {"horizon", "horizon: 2000d\n"},
		{"clusters", "clusters: [{name: a, region: UK, groups: [{name: x, nodes: 8, gpus-per-node: 32}]}]\n"},
		{"workload", "workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]\n"},
	}
	for _, e := range examples {
		text := e[1]
		if strings.HasPrefix(text, "# ") {
			continue // a file of several, see TestTheExampleOfComposing
		}
		if strings.HasPrefix(text, "timeline:") {
			text = "clusters:\n  - name: a\n    region: UK\n    groups: [{name: x, nodes: 8, gpus-per-node: 4}]\n    " +
				strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ") + "\n"
		}
		for _, r := range rest {
			if !strings.Contains("\n"+text, "\n"+r.key+":") {
				text += r.text
			}
		}
		s, err := Decode("example.yaml", []byte(text), catalog)
		if err != nil {
			t.Errorf("%v\nin\n%s", err, text)
		} else if len(s.Warnings) > 0 {
			t.Errorf("%v\nin\n%s", s.Warnings, text)
		}
	}
}
