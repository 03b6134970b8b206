package results

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"

	"sovsim/results/outdir"
)

// A StoredRun is one run as summary.csv has it: the metrics of its groups.
type StoredRun struct {
	Scenario, Policy, Variant string
	Replication               int
	table                     *Table
	rows                      map[storedGroup][]float64 // by column; NaN is not defined
}

type storedGroup struct {
	kind GroupKind
	key  string
}

// Value is a metric of a group in the metric's unit, and whether it is defined: there is such a
// group and such a metric, and its field is not empty. See [Metric.Value].
func (r *StoredRun) Value(kind GroupKind, key, metric string) (float64, bool) {
	row, at := r.rows[storedGroup{kind, key}], r.table.Index(metric)
	if row == nil || at < 0 || math.IsNaN(row[at]) {
		return 0, false
	}
	return row[at], true
}

// ReadSummary reads summary.csv of a result set: its runs, in the order of their rows.
func ReadSummary(directory string) ([]*StoredRun, error) {
	r, err := Open(directory, SummaryFile)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return ReadRuns(r)
}

// ReadRuns reads the runs of a summary.csv, in the order of their rows.
func ReadRuns(r *Reader) ([]*StoredRun, error) {
	if r.table.File != SummaryFile {
		return nil, errors.New("runs are read from summary.csv, not from " + r.table.File)
	}
	type id struct {
		scenario, policy, variant string
		replication               int
	}
	var runs []*StoredRun
	index := map[id]*StoredRun{}
	group, key := r.table.Index("group"), r.table.Index("key")
	for {
		l, err := r.Read()
		if err == io.EOF {
			return runs, nil
		}
		if err != nil {
			return nil, err
		}
		at := id{l.Scenario, l.Policy, l.Variant, l.Replication}
		run := index[at]
		if run == nil {
			run = &StoredRun{l.Scenario, l.Policy, l.Variant, l.Replication, r.table, map[storedGroup][]float64{}}
			index[at], runs = run, append(runs, run)
		}
		of := storedGroup{GroupKind(l.At(group).Text), l.At(key).Text}
		if run.rows[of] != nil {
			return nil, r.rows.fault(0, "a second row of %s %q in this run", of.kind, clip(of.key))
		}
		row := make([]float64, len(r.table.Columns))
		for i := range row {
			if v := l.At(i); v.Known && r.table.Columns[i].Kind != Text {
				row[i] = v.Number
			} else {
				row[i] = math.NaN()
			}
		}
		run.rows[of] = row
	}
}

// ReadManifest reads manifest.json of a result set. What a manifest of another version
// has beyond this one is left out; the error says where one is no manifest.
func ReadManifest(directory string) (*Manifest, error) {
	name := filepath.Join(directory, ManifestFile)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m := &Manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		at := int64(len(data))
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			at = syntax.Offset
		case errors.As(err, &kind):
			at = kind.Offset
		}
		before := data[:max(0, min(at, int64(len(data)))-1)]
		line := bytes.Count(before, []byte("\n")) + 1
		return nil, &FileError{name, line, len(before) - bytes.LastIndexByte(before, '\n'), err.Error()}
	}
	if m.MadeBy != outdir.MadeBy {
		return nil, &FileError{name, 1, 1, "it is not a manifest of sovsim: made_by is not " + outdir.MadeBy}
	}
	return m, nil
}
