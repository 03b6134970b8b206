package report

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
	"sovsim/results/fixture"
	"sovsim/sim"
)

func TestMain(m *testing.M) {
	// In a Chinese or Japanese locale "…" counts as two columns; the expected
	// tables are drawn for one.
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

const (
	second = sim.Time(time.Second)
	day    = 24 * time.Hour
)

// The records of these tests.
var (
	ran           = fixture.Ran
	left          = fixture.Left
	resultOf      = fixture.ResultOf
	directory     = fixture.Directory
	randomRecords = fixture.RandomRecords
	overload      = fixture.Overload
	wide          = fixture.Wide
)

// landed sets how far from home the records' clusters are, as the engine does.
func landed(c *results.Config, rs []sim.Record) []sim.Record {
	return fixture.Landed(c.Directory, func(i int) string { return c.Clusters[i].Region }, c.Blocs, rs)
}

// collect runs records through a Collector.
func collect(t *testing.T, c results.Config, rs []sim.Record, end sim.Time) *results.RunSummary {
	t.Helper()
	k, err := results.NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range landed(&c, rs) {
		k.Job(&rs[i])
	}
	s, err := k.Finish(resultOf(end, rs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func yearConfig() results.Config {
	return results.Config{Scenario: "year", Policy: "easy", Clusters: []results.Cluster{{Name: "a", Region: "FR"}, {Name: "b", Region: "DE"}}, Directory: directory(),
		Epoch: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: sim.Time(365 * day), WarmUp: sim.Time(20 * day),
		Blocs: map[string]string{"FR": "Europe", "DE": "Europe"}}
}

var update = flag.Bool("update", false, "write the golden files of this package")

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	fixture.Golden(t, *update, path, got)
}
