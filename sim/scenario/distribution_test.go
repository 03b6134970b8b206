package scenario

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"sovsim/sim/dist"
)

func TestDistributions(t *testing.T) {
	const h = time.Hour
	for text, want := range map[string]dist.Times{
		"2h": {Kind: dist.KindConstant, Value: 2 * h},
		"{log-normal: {median: 30m, sigma: 1.5, max: 24h}}": {Kind: dist.KindLogNormal, Median: h / 2, Sigma: 1.5, Max: 24 * h},
		"{log-normal: {mean: 2h, cv: 1, min: 1m}}":          {Kind: dist.KindLogNormal, Mean: 2 * h, CV: 1, Min: time.Minute},
		"{exponential: {mean: 1h}}":                         {Kind: dist.KindExponential, Mean: h},
		"{uniform: {min: 1h, max: 4h}}":                     {Kind: dist.KindUniform, Low: h, High: 4 * h},
		"{log-uniform: {min: 1h, max: 72h}}":                {Kind: dist.KindLogUniform, Low: h, High: 72 * h},
		"{gamma: {mean: 1h, cv: 0.5}}":                      {Kind: dist.KindGamma, Mean: h, CV: 0.5},
		"{hyperexponential: {mean: 1h, cv: 4, max: 9h}}":    {Kind: dist.KindHyperexponential, Mean: h, CV: 4, Max: 9 * h},
	} {
		s := decodes(t, edit(t, "patience: 12h", "patience: "+text))
		if got := *s.Workload[0].Population.Patience; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
		again := decodes(t, string(s.YAML()))
		if got := *again.Workload[0].Population.Patience; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: printed and read again, %+v, want %+v", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"{exponential: {}}":                           "mean is missing: give a duration, as in {mean: 30m}",
		"{exponential: 1h}":                           `this is the text "1h"; it should be a block of key: value lines with mean, min, max`,
		"{gamma: {mean: 1h, cv: 50}}":                 "50 is more than 10",
		"{gamma: {mean: 1h, cv: 0}}":                  "0 is less than 0.001",
		"{hyperexponential: {mean: 1h, cv: 0.5}}":     "0.5 is less than 1",
		"{log-normal: {mean: 1h, cv: 0}}":             "0 is not more than 0",
		"{exponential: {mean: 1h, min: 3h, max: 2h}}": "max is less than min",
		"{uniform: {min: 1h}}":                        "max is missing",
		"[1h]":                                        "this is a list; it should be a block",
	} {
		_, err := Decode("test.yaml", []byte(edit(t, "patience: 12h", "patience: "+text)), catalog)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// Blocks that are the same but for a few keys share an anchor: what a block
// says itself goes before what it merges, and of several the first.
func TestMergedBlocks(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 9d
clusters: [{name: a, region: UK, gpus: 8}]
workload:
  - &small {class: small, region: UK, interarrival: 5m, run-time: 1h, gpus: 1}
  - &wide {<<: *small, class: wide, gpus: 8}
  - {<<: [*wide, *small], class: both, run-time: 2h}
`)
	got := ""
	for _, w := range s.Workload {
		p := w.Population
		got += fmt.Sprintf("%s %v %v %d\n", p.Class, p.Interarrival.Mean, p.RunTime.Value, p.GPUs[0].GPUs)
	}
	if want := "small 5m0s 1h0m0s 1\nwide 5m0s 1h0m0s 8\nboth 5m0s 2h0m0s 8\n"; !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
