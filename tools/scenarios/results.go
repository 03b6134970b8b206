package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A replication is what the files say of one replication of a variant.
type replication struct {
	summary sheet
	series  []interval
	scale   float64 // N of 1/N
}

// A sheet is the lines of summary.csv of a replication by group and key.
type sheet struct {
	columns map[string]int
	lines   map[[2]string][]string
}

// number is a field, false where there is no such line or the field is empty.
func (s sheet) number(group, key, column string) (float64, bool) {
	i, ok := s.columns[column]
	line, found := s.lines[[2]string{group, key}]
	if !ok || !found || line[i] == "" {
		return 0, false
	}
	return parsed(line[i])
}

// parsed is the number that a field holds. A month is the number of months since year 0.
func parsed(text string) (float64, bool) {
	if y, m, ok := strings.Cut(text, "-"); ok && len(y) == 4 && len(m) == 2 {
		year, err1 := strconv.Atoi(y)
		month, err2 := strconv.Atoi(m)
		return float64(12*year + month - 1), err1 == nil && err2 == nil
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil
}

// An interval is a line of timeseries.csv.
type interval struct {
	cluster                          string
	begin, width                     float64 // seconds
	capacity, held, queued, queueEnd float64 // GPUs
}

// load reads the results that lie in dir; scale is N of the scenario's 1/N.
func load(dir string, scale float64) ([]*replication, error) {
	var list []*replication
	at := func(number string) *replication {
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n > 10_000 {
			return nil
		}
		for len(list) <= n {
			list = append(list, &replication{scale: scale, summary: sheet{lines: map[[2]string][]string{}}})
		}
		return list[n]
	}
	err := read(filepath.Join(dir, "summary.csv"), func(columns map[string]int, line []string) error {
		r := at(line[columns["replication"]])
		if r == nil {
			return fmt.Errorf("replication %q", line[columns["replication"]])
		}
		r.summary.columns = columns
		r.summary.lines[[2]string{line[columns["group"]], line[columns["key"]]}] = line
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = read(filepath.Join(dir, "timeseries.csv"), func(columns map[string]int, line []string) error {
		r := at(line[columns["replication"]])
		if r == nil {
			return fmt.Errorf("replication %q", line[columns["replication"]])
		}
		number := func(column string) float64 {
			x, _ := strconv.ParseFloat(line[columns[column]], 64)
			return x
		}
		r.series = append(r.series, interval{
			cluster: line[columns["cluster"]], begin: number("time_s"), width: number("interval_s"),
			capacity: number("capacity_gpus"), held: number("held_gpus"), queued: number("queued_gpus"), queueEnd: number("queued_gpus_end"),
		})
		return nil
	})
	return list, err
}

// read hands over each line of a CSV file but the first, with the places of the columns.
func read(name string, line func(columns map[string]int, line []string) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	columns := map[string]int{}
	for i, c := range header {
		columns[c] = i
	}
	for n := 2; ; n++ {
		fields, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = line(columns, fields)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
}

// policies is how many policies the runs of a result set have. The figures are of one.
func policies(dir string) (int, error) {
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return 0, err
	}
	var manifest struct{ Runs []struct{ Policy string } }
	if err := json.Unmarshal(data, &manifest); err != nil {
		return 0, fmt.Errorf("%s: %w", dir, err)
	}
	names := map[string]bool{}
	for _, run := range manifest.Runs {
		names[run.Policy] = true
	}
	return len(names), nil
}
