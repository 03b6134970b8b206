package scenario

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Of 248,500 h100e a fifth is mid and 55 % pretrain. By a share of 30 %, at a
// cost of 5 %:
//
//	mid        49,700  × 0.7              =  34,790
//	pretrain  136,675  × 0.7              =  95,672.5
//	finetune   24,850 + 186,375 × 0.3 × 0.05 = 27,645.625
//	small      37,275                     =  37,275
//
// which is 195,383.125 in all. A job of mid has 8 GPUs × 10 h.
const replaceText = `version: 1
horizon: 60d
regions: [UK, FR]
classes:
  small: {gpus: 1, run-time: 1h}
  finetune: {gpus: {log-uniform: {min: 1, max: 16}}, run-time: 4h}
  mid: {gpus: 8, run-time: 10h}
  pretrain: {gpus: 512, run-time: 40h}
  spare: {gpus: 2, run-time: 1h}
clusters: [{name: a, region: UK, gpus: 100000}, {name: b, region: FR, gpus: 100000}]
workload:
  - name: europe
    demand: 248,500 h100e
    regions: {UK: 1, FR: 3}
    classes: {small: 0.15, finetune: 0.10, mid: 0.20, pretrain: 0.55}
    replace: {share: 30%, of: [mid, pretrain], by: finetune, cost: 5%}
`

// busy is the demand of each class, in h100e, over all regions.
func busy(s *Scenario) map[string]float64 {
	sum := map[string]float64{}
	for _, src := range s.Workload {
		p := src.Population
		sum[p.Class] += p.MeanWork() / p.Interarrival.Mean.Seconds()
	}
	return sum
}

func TestReplacementByHand(t *testing.T) {
	s := decodes(t, replaceText)
	got := busy(s)
	for class, want := range map[string]float64{"small": 37_275, "finetune": 27_645.625, "mid": 34_790, "pretrain": 95_672.5} {
		near(t, class, got[class], want, 1e-6)
	}
	// The bound and the number of jobs follow.
	near(t, "the demand of the UK", s.FluidBounds()[0].Demand, 195_383.125/4*60*24, 1e-6)
	before := decodes(t, strings.Replace(replaceText, "30%", "0%", 1))
	more := 60 * 24 * (2_795.625/before.Workload[1].Population.MeanWork()*3600 - 14_910.0/80 - 41_002.5/20_480)
	near(t, "the jobs that come in addition", s.ExpectedJobs()-before.ExpectedJobs(), more, 1e-5)
	// Fewer large jobs, and none of another size.
	mid := s.Workload[2].Population
	if mid.GPUs[0].GPUs != 8 || mid.RunTime.Value.Hours() != 10 {
		t.Errorf("a job of mid is %+v", mid)
	}
	near(t, "the time between two jobs of mid", float64(mid.Interarrival.Mean), float64(before.Workload[2].Population.Interarrival.Mean)/0.7, 1e-6)
}

// A class that the demand has not takes the place too; what is replaced wholly is
// gone; and what costs nothing adds nothing.
func TestReplacementByAnotherClass(t *testing.T) {
	for _, c := range []struct {
		set  string
		want map[string]float64
	}{
		{"{share: 0.3, of: mid, by: spare, cost: 0.5}", map[string]float64{"small": 37_275, "finetune": 24_850, "mid": 34_790, "pretrain": 136_675, "spare": 7_455}},
		{"{share: 100%, of: [mid], by: finetune, cost: 100%}", map[string]float64{"small": 37_275, "finetune": 74_550, "pretrain": 136_675}},
		{"{share: 1, of: [pretrain], by: spare, cost: 0}", map[string]float64{"small": 37_275, "finetune": 24_850, "mid": 49_700}},
	} {
		got := busy(decodes(t, replaceText, "workload.europe.replace="+c.set))
		if len(got) != len(c.want) {
			t.Errorf("%s: got %v", c.set, got)
		}
		for class, want := range c.want {
			near(t, c.set+" "+class, got[class], want, 1e-6)
		}
	}
}

// A share of nothing is no replacement, to the byte; and whatever the numbers, the
// demand falls by share × part × (1 − cost).
func TestReplacementSaves(t *testing.T) {
	line := "    replace: {share: 30%, of: [mid, pretrain], by: finetune, cost: 5%}\n"
	none := decodes(t, strings.Replace(replaceText, line, "", 1))
	rapid.Check(t, func(t *rapid.T) {
		share, cost := float64(rapid.IntRange(0, 1000).Draw(t, "share"))/1000, float64(rapid.IntRange(0, 1000).Draw(t, "cost"))/1000
		by := rapid.SampledFrom([]string{"finetune", "small", "spare"}).Draw(t, "by")
		set := fmt.Sprintf("workload.europe.replace={share: %v, of: [pretrain, mid], by: %s, cost: %v}", share, by, cost)
		s, err := Decode("test.yaml", []byte(replaceText), catalog, set)
		if err != nil {
			t.Fatal(err)
		}
		if share == 0 && string(s.Canonical()) != string(none.Canonical()) {
			t.Fatal("nothing is replaced, and the scenario is another")
		}
		total := 0.0
		for _, x := range busy(s) {
			total += x
		}
		if want := 248_500 * (1 - 0.75*share*(1-cost)); total < want*(1-1e-5) || total > want*(1+1e-5) {
			t.Fatalf("the demand is %v, want %v", total, want)
		}
	})
}

// A demand that is a share of a whole is the product: 15 to 25 % of 1,242,500 h100e
// are one number, and 20 % are 248,500 exactly.
func TestDemandAsAShare(t *testing.T) {
	plain := decodes(t, replaceText)
	shared := strings.Replace(replaceText, "248,500 h100e", "{share: 20%, of: 1242500 h100e}", 1)
	if s := decodes(t, shared); string(s.Canonical()) != string(plain.Canonical()) {
		t.Error("20 % of 1,242,500 h100e are not 248,500 h100e")
	}
	quarter := decodes(t, shared, "workload.europe.demand.share=25%")
	if want := decodes(t, replaceText, "workload.europe.demand=310625 h100e"); string(quarter.Canonical()) != string(want.Canonical()) {
		t.Error("25 % of 1,242,500 h100e are not 310,625 h100e")
	}
	if want := decodes(t, shared, "workload.europe.demand=310625 h100e"); string(quarter.Canonical()) != string(want.Canonical()) {
		t.Error("a plain power does not take the place of a share")
	}
	near(t, "the demand in EF", busy(decodes(t, shared, "workload.europe.demand.of=4000 EF", "workload.europe.replace.share=0"))["mid"], 0.2*0.2*4000*H100PerEF, 1e-6)
}

func TestFaultsOfReplacements(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"share: 30%, ", "", "16:14: workload[0].replace: share is missing: give the part of their GPU-hours that is replaced, such as 30%"},
		{"share: 30%", "share: 130%", "16:22: workload[0].replace.share: 130% is outside 0% to 100%"},
		{"share: 30%", "share: 30", "16:22: workload[0].replace.share: 30 is outside 0% to 100%: did you mean 30%?"},
		{"cost: 5%", "cost: -1", "16:68: workload[0].replace.cost: -1 is outside 0% to 100%"},
		{"by: finetune", "by: finetone", `16:52: workload[0].replace.by: there is no class "finetone": did you mean "finetune"?; a demand takes its classes from classes: at the top of the file`},
		{"by: finetune", "by: mid", "16:52: workload[0].replace.by: mid is among those that are replaced: name another class, or take it out of the list"},
		{"[mid, pretrain]", "[mid, pretrian]", `16:37: workload[0].replace.of[1]: this demand has no class "pretrian": did you mean "pretrain"?`},
		{"[mid, pretrain]", "[mid, spare]", `16:37: workload[0].replace.of[1]: this demand has no class "spare": known are small, finetune, mid, pretrain`},
		{"[mid, pretrain]", "[mid, mid]", "16:37: workload[0].replace.of[1]: mid appears twice"},
		{"[mid, pretrain]", "[]", "16:31: workload[0].replace.of: the list is empty: name the classes of which a part is replaced, or remove replace"},
		{"of: [mid, pretrain], ", "", "16:14: workload[0].replace: of is missing: list the classes of which a part is replaced, such as [mid, pretrain]"},
		{"cost: 5%", "price: 5%", "16:14: workload[0].replace: cost is missing: give what takes the place of a GPU-hour, in GPU-hours, such as 5%\n" +
			`test.yaml:16:62: workload[0].replace: unknown key "price": known are share, of, by, cost`},
		{"248,500 h100e", "{share: 20%}", "13:13: workload[0].demand: of is missing: give the whole, such as 1242500 h100e"},
		{"248,500 h100e", "{share: 0, of: 1 EF}", "13:21: workload[0].demand.share: a share of 0 makes no job: remove this demand, or give more"},
		{"248,500 h100e", "{share: 200%, of: 9}", "13:21: workload[0].demand.share: 200% is outside 0% to 100%\n" +
			`test.yaml:13:31: workload[0].demand.of: "9" has no unit: write 9 h100e for H100 equivalents, or 9 EF for AI exaFLOPS`},
		{"248,500 h100e", "[1]", "13:13: workload[0].demand: this is a list; it should be the H100 equivalents that are busy on average, such as 248,500 h100e, or {share: 20%, of: 1242500 h100e}"},
	} {
		text := strings.Replace(replaceText, c.old, c.new, 1)
		if text == replaceText {
			t.Fatalf("%q is not there", c.old)
		}
		_, err := Decode("test.yaml", []byte(text), catalog)
		if err == nil || err.Error() != "test.yaml:"+c.want {
			t.Errorf("%s:\ngot\n%v\nwant\ntest.yaml:%s", c.new, err, c.want)
		}
	}
}
