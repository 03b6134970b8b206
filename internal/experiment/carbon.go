package experiment

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/scenario"
	"sovsim/sim/unit"
)

// grids is the electricity of the regions of a scenario, and the files that its
// series of carbon intensity come from, in the order of the regions. A file that
// several regions name is read once.
func grids(s *scenario.Scenario) (list []sim.Grid, files []results.Input, err error) {
	read := map[string]*sim.Carbon{}
	for i := range s.Regions {
		r := &s.Regions[i]
		if r.Electricity == 0 && !r.Carbon.Given {
			continue
		}
		g := sim.Grid{Region: r.Name, Electricity: r.Electricity}
		switch path := s.Path(r.Carbon.File); {
		case !r.Carbon.Given:
		case r.Carbon.File == "":
			g.Carbon, err = sim.NewCarbon([]int64{r.Carbon.Intensity}, 0)
		case read[path] != nil:
			g.Carbon = read[path]
		default:
			var in results.Input
			if g.Carbon, in, err = readCarbon(filesOf(s), path, s.Epoch); err == nil {
				read[path], files = g.Carbon, append(files, in)
			}
		}
		if err != nil {
			return nil, nil, fmt.Errorf("scenario %s: carbon of region %s: %w", s.Name, r.Name, err)
		}
		list = append(list, g)
	}
	return list, files, nil
}

const (
	carbonHeader = "hour,g_per_kwh"
	// maxSeries is more bytes than the most hours take.
	maxSeries = 100 << 20
)

// readCarbon reads an hourly series. Its first hour is where the calendar has it;
// for an epoch without a date it is at time zero.
func readCarbon(fsys fs.FS, path string, epoch time.Time) (*sim.Carbon, results.Input, error) {
	fail := func(err error) (*sim.Carbon, results.Input, error) { return nil, results.Input{}, err }
	if err := checkTraceFile(fsys, path); err != nil {
		return fail(err)
	}
	f, err := fsys.Open(filepath.ToSlash(path))
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSeries+1))
	switch {
	case err != nil:
		return fail(err)
	case len(data) > maxSeries:
		return fail(fmt.Errorf("%s: it has more than %d bytes; a series has two columns, hour and g_per_kwh", path, maxSeries))
	}
	in, err := results.HashInput(filepath.Base(path), bytes.NewReader(data))
	if err != nil {
		return fail(err)
	}
	hours, first, err := parseCarbon(string(data))
	if err != nil {
		return fail(fmt.Errorf("%s:%w", path, err))
	}
	at := sim.Time(0)
	if !epoch.IsZero() {
		if at = sim.Time(first.Sub(epoch)); first.Sub(epoch).Abs() > unit.MaxDuration {
			return fail(fmt.Errorf("%s:2: %s is more than 146 years from the epoch", path, unit.FormatDate(first)))
		}
	}
	c, err := sim.NewCarbon(hours, at)
	if err != nil {
		return fail(fmt.Errorf("%s: %w", path, err))
	}
	return c, in, nil
}

// parseCarbon reads the text of a series: a header, then one row for each hour, in
// order and without a gap. Intensities are in µg/kWh. An error begins with its line.
func parseCarbon(text string) (hours []int64, first time.Time, err error) {
	text = strings.TrimPrefix(text, "\ufeff")
	line := 0
	var last time.Time
	for row := range strings.Lines(text) {
		line++
		row = strings.TrimRight(row, "\r\n")
		fail := func(format string, args ...any) ([]int64, time.Time, error) {
			return nil, time.Time{}, fmt.Errorf("%d: %s", line, fmt.Sprintf(format, args...))
		}
		if line == 1 {
			if row != carbonHeader {
				return fail("the first line is %q; it should be %s", cut(row), carbonHeader)
			}
			continue
		}
		hour, grams, two := strings.Cut(row, ",")
		if !two || strings.Contains(grams, ",") {
			return fail("%q has not two fields: write an hour and its g/kWh, such as 2024-01-01T00:00:00Z,61.5", cut(row))
		}
		at, err := unit.ParseDate(hour)
		if err != nil {
			return fail("hour: %s", err)
		}
		if line == 2 {
			first = at
		} else if !at.Equal(last.Add(time.Hour)) {
			return fail("hour: %s does not follow %s by an hour: the rows are in order and without a gap", unit.FormatDate(at), unit.FormatDate(last))
		}
		last = at
		x, err := unit.ParseScaled(grams+" g/kWh", "61.5", sim.MaxCarbon, unit.Scale{Name: "g/kWh", Parts: 1_000_000})
		if err != nil {
			return fail("g_per_kwh: %q is not a number from 0 to 1000000 with at most six places, such as 61.5", cut(grams))
		}
		hours = append(hours, x)
	}
	if len(hours) == 0 {
		return nil, first, fmt.Errorf("%d: there is no hour: write %s and at least one row, such as 2024-01-01T00:00:00Z,61.5", max(line, 1), carbonHeader)
	}
	return hours, first, nil
}

// cut keeps a piece of bad input short enough to read.
func cut(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
