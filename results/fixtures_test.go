package results

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/results/fixture"
	"sovsim/sim"
)

const second = sim.Time(time.Second)

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

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	fixture.Golden(t, *update, path, got)
}

// landed sets how far from home the records' clusters are, as the engine does.
func landed(c *Config, rs []sim.Record) []sim.Record {
	return fixture.Landed(c.Directory, func(i int) string { return c.Clusters[i].Region }, c.Blocs, rs)
}

// upTo cuts the rows of a CSV text, the first of which is the header, after a
// column: what new columns hold is for the tests of these.
func upTo(t *testing.T, column, text string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := slices.Index(rows[0], column) + 1
	if n == 0 {
		t.Fatalf("there is no column %s in %s", column, rows[0])
	}
	for i := range rows {
		rows[i] = rows[i][:n]
	}
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// columnsOf is some fields of each row of a CSV text with a header, by the fields
// between the replication and the column key: "region,FR" is the key of a region's.
func columnsOf(t *testing.T, text, key string, columns ...string) map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	last := slices.Index(rows[0], key)
	for _, r := range rows[1:] {
		var fields []string
		for _, c := range columns {
			i := slices.Index(rows[0], c)
			if i < 0 {
				t.Fatalf("there is no column %s", c)
			}
			fields = append(fields, r[i])
		}
		of[strings.Join(r[3:last+1], ",")] = strings.Join(fields, ",")
	}
	return of
}

// collect runs records through a Collector.
func collect(t *testing.T, c Config, rs []sim.Record, end sim.Time) *RunSummary {
	t.Helper()
	k, err := NewCollector(c)
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
