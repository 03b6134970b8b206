package main

import (
	"fmt"
	"io"
	"strings"

	"sovsim/results"
)

// A replication is what the files say of one replication of a variant.
type replication struct {
	*results.StoredRun
	series []interval
	scale  float64           // N of 1/N
	bloc   map[string]string // of each cluster, joint pools too
}

// An interval is a line of timeseries.csv.
type interval struct {
	cluster                          string
	begin, width                     float64 // seconds
	capacity, held, queued, queueEnd float64 // GPUs
}

// load reads the results that lie in dir, of a scenario that is known.
func load(dir string, known outline) ([]*replication, error) {
	runs, err := results.ReadSummary(dir)
	if err != nil {
		return nil, err
	}
	bloc := map[string]string{}
	for _, c := range known.Clusters {
		bloc[c.Name] = c.Bloc
	}
	var list []*replication
	at := map[int]*replication{}
	for _, run := range runs {
		r := &replication{StoredRun: run, scale: known.Scale, bloc: bloc}
		at[run.Replication], list = r, append(list, r)
	}
	if len(at) < len(list) {
		return nil, fmt.Errorf("%s has several runs of one replication; the page is of one policy", dir)
	}
	return list, series(dir, at, bloc)
}

// series reads timeseries.csv into the replications.
func series(dir string, of map[int]*replication, bloc map[string]string) error {
	file, err := results.Open(dir, results.SeriesFile)
	if err != nil {
		return err
	}
	defer file.Close()
	column := file.Table().Index
	cluster, begin, width := column("cluster"), column("time_s"), column("interval_s")
	capacity, held, queued, end := column("capacity_gpus"), column("held_gpus"), column("queued_gpus"), column("queued_gpus_end")
	for {
		line, err := file.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		name := line.At(cluster).Text
		r := of[line.Replication]
		if _, known := bloc[name]; r == nil || !known {
			return fmt.Errorf("%s of %s has cluster %s in replication %d, which the scenario or summary.csv does not have", results.SeriesFile, dir, name, line.Replication)
		}
		number := func(column int) float64 { return line.At(column).Number }
		r.series = append(r.series, interval{cluster: strings.Clone(name), begin: number(begin), width: number(width),
			capacity: number(capacity), held: number(held), queued: number(queued), queueEnd: number(end)})
	}
}

// policies is how many policies the runs of a result set have. The figures are of one.
func policies(dir string) (int, error) {
	manifest, err := results.ReadManifest(dir)
	if err != nil {
		return 0, err
	}
	names := map[string]bool{}
	for _, run := range manifest.Runs {
		names[run.Policy] = true
	}
	return len(names), nil
}
