package installed

import (
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The file is Epoch AI's table and nothing else: the rows are chosen anew here, by
// the rules of scenarios/data/README.md, and each site and each sum is compared.
func TestAgainstEpochsTable(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "traces", "calibration", "epoch_gpu_clusters.csv.gz"))
	if err != nil {
		t.Skip("needs ../shared/traces/calibration/epoch_gpu_clusters.csv.gz beside the repository, which is not part of the project")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	c := csv.NewReader(z)
	c.FieldsPerRecord = -1
	all, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range all[0] {
		at[name] = i
	}
	operational := map[string]bool{}
	for _, row := range all[1:] {
		on := row[at["First Operational Date"]]
		operational[row[at["Name"]]] = row[at["Status"]] == "Existing" && on != "" && on <= "2025-09-30"
	}
	ours := map[string]*Site{}
	list := sites(t)
	for i := range list {
		ours[list[i].Name] = &list[i]
	}
	type side struct {
		owner string
		us    bool
	}
	sums, matched := map[side]Sum{}, 0
	for _, row := range all[1:] {
		superseded := false
		for _, by := range strings.Split(row[at["Superseded by"]], ",") {
			superseded = superseded || operational[strings.TrimSpace(by)]
		}
		us := row[at["Country"]] == "United States of America"
		if !operational[row[at["Name"]]] || row[at["Possible Duplicate"]] == "True" || superseded || !us && !european[row[at["Country"]]] {
			continue
		}
		number := func(column string) float64 {
			x, _ := strconv.ParseFloat(row[at[column]], 64)
			return x
		}
		bf16, chip := number("16-bit OP/s")/989.4e12, row[at["Chip type (primary)"]]
		switch {
		case strings.Contains(chip, "GH200"):
			bf16 = number("16-bit OP/s") / 989.5e12
		case strings.Contains(chip, "Max 1550"):
			bf16 = 0.85 * number("Chip quantity (primary)")
		}
		key := side{map[string]string{"Public": "public", "Private": "private", "Public/Private": "both"}[row[at["Sector"]]], us}
		eight := number("H100 equivalents")
		sums[key] = Sum{sums[key].BF16 + bf16, sums[key].EightBit + eight}
		if s := ours[strings.Trim(row[at["Name"]], `"`)]; s != nil {
			matched++
			if math.Abs(s.BF16-bf16) > 0.06 || math.Abs(s.EightBit-eight) > 0.06 || s.Owner != key.owner || s.US() != us ||
				s.Certainty != strings.ToLower(row[at["Certainty"]]) {
				t.Errorf("%s: we have %+v, Epoch AI %v and %v, %v", s.Name, *s, bf16, eight, key)
			}
		}
	}
	for key, want := range sums {
		got := Total(list, Of(key.owner, key.us))
		if math.Abs(got.BF16-want.BF16) > 1 || math.Abs(got.EightBit-want.EightBit) > 1 {
			t.Errorf("%v: we have %v, Epoch AI %v", key, got, want)
		}
	}
	alone := 0
	for i := range list {
		if list[i].Counted() && !strings.Contains(list[i].Name, " others") {
			alone++
		}
	}
	if matched != alone || len(sums) != 6 {
		t.Errorf("%d of %d sites are in Epoch AI's table, on %d sides", matched, alone, len(sums))
	}
}

// european has Epoch AI's names of the Union, the United Kingdom, Switzerland,
// Norway and Iceland.
var european = func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Split("Austria,Belgium,Bulgaria,Croatia,Cyprus,Czechia,Denmark,Estonia,Finland,France,Germany,Greece,Hungary,Ireland,"+
		"Italy,Latvia,Lithuania,Luxembourg,Malta,Netherlands,Poland,Portugal,Romania,Slovakia,Slovenia,Spain,Sweden,"+
		"United Kingdom of Great Britain and Northern Ireland,Switzerland,Norway,Iceland", ",") {
		set[name] = true
	}
	return set
}()
