package installed

import (
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"sovsim/sim/scenario"
)

var update = flag.Bool("update", false, "write docs/capacity.md anew")

const (
	dataFile = "../../../scenarios/data/installed-2025.csv"
	pageFile = "../../../docs/capacity.md"
)

func sites(t *testing.T) []Site {
	t.Helper()
	f, err := os.Open(dataFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// docs/capacity.md is what the data say.
func TestPage(t *testing.T) {
	page := Page(sites(t))
	if *update {
		if err := os.WriteFile(pageFile, []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(have), "\r\n", "\n") != page {
		t.Error("docs/capacity.md is not what the data say: run make capacity")
	}
}

// The figures that were known before: public 66 thousand against 130 in bf16, 62.9
// against 68.5 in 8 bits; private 58.6 against 975.8, 17 times as many.
func TestTotals(t *testing.T) {
	list := sites(t)
	for _, c := range []struct {
		owner     string
		us        bool
		bf16, int float64 // in thousands
	}{
		{"public", false, 66, 62.9}, {"public", true, 130, 68.5},
		{"private", false, 61, 58.6}, {"private", true, 990, 975.8},
	} {
		sum := Total(list, Of(c.owner, c.us))
		if math.Abs(sum.BF16/1000-c.bf16) > 0.5 || math.Abs(sum.EightBit/1000-c.int) > 0.05 {
			t.Errorf("%s, US %t: %+v", c.owner, c.us, sum)
		}
	}
	if ratio := Total(list, Of("private", true)).EightBit / Total(list, Of("private", false)).EightBit; math.Round(ratio) != 17 {
		t.Errorf("the US has %v times as much", ratio)
	}
}

// A line by hand: the shares of the two bases by the types' peaks, in TFLOPS.
func TestTwoBases(t *testing.T) {
	for name, peak := range map[string][2]float64{ // bf16, and 8 bits or more
		"Oak Ridge NL Frontier":        {383, 383},
		"EuroHPC LUMI":                 {383, 383},
		"EuroHPC Leonardo":             {312, 624},
		"Lawrence Livermore NL Sierra": {125, 125},
		"Argonne NL Aurora":            {0.85 * 989.4, 52.43},
	} {
		s := one(sites(t), name)
		if bf16 := float64(s.Count) * peak[0] / 989.4; math.Abs(s.BF16/bf16-1) > 1e-3 {
			t.Errorf("%s has %v h100e in bf16, want %v", name, s.BF16, bf16)
		}
		if eight := float64(s.Count) * peak[1] / 1978.9; math.Abs(s.EightBit/eight-1) > 1e-3 {
			t.Errorf("%s has %v h100e in 8 bits, want %v", name, s.EightBit, eight)
		}
	}
}

// The clusters of the scenarios are made of these sites, have their size, and are
// whose they are. Perlmutter is without its 1,024 larger A100, and us-cloud is 15 %.
func TestTheScenariosHaveTheseSites(t *testing.T) {
	s, err := scenario.Load(os.DirFS("../../../scenarios"), "baseline-2025.yaml", scenario.Catalog{Policies: []string{"easy"}, Routings: []string{"overflow"}})
	if err != nil {
		t.Fatal(err)
	}
	list := sites(t)
	for i := range s.Clusters {
		c := &s.Clusters[i]
		sum := Sum{}
		gpus := 0
		for _, site := range list {
			if site.Cluster != c.Name {
				continue
			}
			sum.BF16 += site.BF16
			sum.EightBit += site.EightBit
			gpus += site.Count
			if site.Owner != string(c.Owner) || site.Region != c.Region {
				t.Errorf("%s is %s in %s, and %s is %s in %s", site.Name, site.Owner, site.Region, c.Name, c.Owner, c.Region)
			}
		}
		power, count := 0.0, 0
		for _, g := range c.Groups {
			count += g.Nodes * g.GPUsPerNode
			power += float64(g.Nodes*g.GPUsPerNode) * g.Speed.Float()
		}
		switch {
		case sum.BF16 == 0:
			t.Errorf("no site is in %s", c.Name)
		case c.Name == "perlmutter":
			gpus -= 1024
			fallthrough
		case c.Kind == scenario.Nodes && count != gpus:
			if count != gpus {
				t.Errorf("%s has %d GPUs, and its sites %d", c.Name, count, gpus)
			}
		case c.Name == "us-cloud":
			sum.EightBit *= 0.15
			fallthrough
		case c.Kind == scenario.Pool && c.Name != "nairr-pilot":
			if math.Abs(power/sum.EightBit-1) > 2e-3 {
				t.Errorf("%s has %v h100e, and its sites %v", c.Name, power, sum.EightBit)
			}
		}
	}
	for _, site := range list {
		found := site.Cluster == ""
		for i := range s.Clusters {
			found = found || s.Clusters[i].Name == site.Cluster
		}
		if !found {
			t.Errorf("%s is in %q, which is no cluster", site.Name, site.Cluster)
		}
	}
}

func TestFaultsOfTheFile(t *testing.T) {
	head := strings.Join(columns, ",") + "\n"
	for _, c := range []struct{ text, want string }{
		{"", "EOF"},
		{"site,owner\n", "the columns are [site owner], want [site region owner accelerators count h100e_bf16 h100e_8bit cluster left_out certainty source]"},
		{head + "a,UK,public,H100,8\n", "record on line 2: wrong number of fields"},
		{head + "a,UK,state,H100,8,8,8,c,,likely,me\n", `line 2: the owner is "state", not public, private or both`},
		{head + "a,UK,public,H100,8,8,8,c,small,likely,me\n", "line 2: a site is in a cluster or left out for a reason, one of the two"},
		{head + "a,UK,public,H100,many,8,8,c,,likely,me\n", `line 2: strconv.ParseFloat: parsing "many": invalid syntax`},
	} {
		if _, err := Read(strings.NewReader(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%q: got %v, want %s", c.text, err, c.want)
		}
	}
	list, err := Read(strings.NewReader(head + "a,UK,public,H100,8,8,4,c,,likely,Epoch AI\nb,US,public,H100,,9,,c,,likely,me\n"))
	if sum := Total(list, func(*Site) bool { return true }); err != nil || len(list) != 2 || sum != (Sum{8, 4}) {
		t.Errorf("got %+v, %v, and %v", list, err, sum)
	}
}
