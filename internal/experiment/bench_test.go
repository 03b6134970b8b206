package experiment

import (
	"path/filepath"
	"testing"
)

// BenchmarkUK20x is one replication of uk-20x at 1/256 with all its files. `make
// profile` takes from it the profile by which the command is compiled.
func BenchmarkUK20x(b *testing.B) {
	s, err := Load("../../scenarios/uk-20x.yaml", "scale=1/256")
	if err != nil {
		b.Fatal(err)
	}
	s.Replications = 1
	var jobs int64
	for b.Loop() {
		out, err := Execute(b.Context(), s, Options{Workers: 1, Dir: filepath.Join(b.TempDir(), "results")})
		if err != nil {
			b.Fatal(err)
		}
		jobs += out.Runs[0].All().Jobs()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(jobs), "ns/job")
}
