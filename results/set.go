package results

import (
	"errors"
	"fmt"
	"io"
	"os"

	"sovsim/results/outdir"
)

// The names of the result files.
const (
	JobsFile     = "jobs.csv"
	SummaryFile  = "summary.csv"
	SeriesFile   = "timeseries.csv"
	LossFile     = "losses.csv"
	SoilFile     = "soil.csv"
	ManifestFile = outdir.Manifest
)

// Set is a set of result files in the making. The runs write their rows to
// parts, in any order and at the same time; Commit joins the parts in the order
// of the runs, so the files are the same however many workers there were.
type Set struct {
	dir  *outdir.Dir
	jobs bool
}

// NewSet prepares the directory for a new result set; see outdir.Open for what
// it refuses, and for stop. With jobs the set has a jobs.csv. The caller ends the set by
// Commit or Abort (after a Commit, Abort does nothing, so it can be deferred).
func NewSet(directory string, jobs bool, stop func() error) (*Set, error) {
	dir, err := outdir.Open(directory, stop)
	if err != nil {
		return nil, err
	}
	return &Set{dir, jobs}, nil
}

// Part is where one run writes its rows: Config.Jobs and Config.Series. Jobs
// is nil if the set has no jobs.csv.
type Part struct {
	Jobs, Series io.Writer
	files        []*os.File
}

// Part makes the part of run number run, counted from 0 by policy, then
// replication. It may be called from several goroutines, once for each run.
func (s *Set) Part(run int) (*Part, error) {
	p := &Part{}
	series, err := s.part(SeriesFile, run, header(seriesColumns))
	if err != nil {
		return nil, err
	}
	p.Series, p.files = series, append(p.files, series)
	if s.jobs {
		jobs, err := s.part(JobsFile, run, header(jobColumns))
		if err != nil {
			return nil, errors.Join(err, p.Close())
		}
		p.Jobs, p.files = jobs, append(p.files, jobs)
	}
	return p, nil
}

// part makes a run's piece of a file. That of the first run is the file itself,
// with the header.
func (s *Set) part(name string, run int, header []byte) (*os.File, error) {
	f, err := s.dir.Create(partName(name, run))
	if err != nil || run > 0 {
		return f, err
	}
	if _, err := f.Write(header); err != nil {
		f.Close()
		return nil, fmt.Errorf("writing %s: %w", name, err)
	}
	return f, nil
}

func partName(name string, run int) string {
	if run == 0 {
		return name
	}
	return fmt.Sprintf("%s-%d%s", name, run, outdir.Part)
}

// Close closes the part's files once the run's Collector has finished.
func (p *Part) Close() error {
	var errs []error
	for _, f := range p.files {
		errs = append(errs, f.Close())
	}
	p.files = nil
	return errors.Join(errs...)
}

// Discard removes the part of a run that is to be made anew, if there is one. Its
// files are closed.
func (s *Set) Discard(run int) error {
	for _, name := range []string{SeriesFile, JobsFile} {
		if err := s.dir.Remove(partName(name, run)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("removing %s: %w", name, err)
		}
	}
	return nil
}

// Commit writes summary.csv, losses.csv, soil.csv and manifest.json, joins the parts, and puts the
// set in place of the old one. The runs are in the order of their parts, which
// are closed. Commit fills in the manifest's Files and
// Runs and adds the runs' warnings to those that it has. On an error, such as a
// full disk, the directory is as it was before.
func (s *Set) Commit(m *Manifest, runs []*RunSummary) error {
	if len(runs) == 0 {
		s.Abort()
		return errors.New("a result set needs at least one run")
	}
	for _, r := range runs {
		m.Runs = append(m.Runs, manifestRun(r))
	}
	lines := warningLines(runs)
	m.Remarks = append(m.Remarks, textsOf(lines, func(l warningLine) bool { return l.remark })...)
	m.Warnings = append(m.Warnings, textsOf(lines, func(l warningLine) bool { return !l.remark })...)
	manifest, err := s.finish(m, runs)
	if err != nil {
		s.Abort()
		return err
	}
	return s.dir.Commit(m.Files, manifest)
}

// finish writes what is left of the set, and is its manifest.
func (s *Set) finish(m *Manifest, runs []*RunSummary) ([]byte, error) {
	if err := s.write(runs); err != nil {
		return nil, err
	}
	m.Files = nil
	for _, name := range s.files() {
		f, err := s.dir.Describe(name)
		if err != nil {
			return nil, err
		}
		m.Files = append(m.Files, f)
	}
	return m.encode()
}

// files are the files of the set but for the manifest.
func (s *Set) files() []string { return filesOf(s.jobs) }

func filesOf(jobs bool) []string {
	files := []string{SummaryFile, SeriesFile, LossFile, SoilFile}
	if jobs {
		files = append(files, JobsFile)
	}
	return files
}

// Abort gives the set up and leaves nothing of it.
func (s *Set) Abort() { s.dir.Abort() }

func (s *Set) write(runs []*RunSummary) error {
	for _, file := range []struct {
		name   string
		header []byte
		append func([]byte, *RunSummary) []byte
	}{{SummaryFile, header(summaryColumns), AppendSummary}, {LossFile, header(lossColumns), appendLosses}, {SoilFile, header(soilColumns), appendSoil}} {
		if err := s.writeRows(file.name, file.header, file.append, runs); err != nil {
			return err
		}
	}
	if err := s.join(SeriesFile, len(runs)); err != nil {
		return err
	}
	if s.jobs {
		return s.join(JobsFile, len(runs))
	}
	return nil
}

// writeRows writes a file of which each run's summary has its rows.
func (s *Set) writeRows(name string, header []byte, rows func([]byte, *RunSummary) []byte, runs []*RunSummary) error {
	f, err := s.dir.Create(name)
	if err != nil {
		return err
	}
	out := newRowBuffer(f)
	out.buf = append(out.buf, header...)
	for _, r := range runs {
		out.buf = rows(out.buf, r)
		out.spill()
	}
	out.flush()
	if err := errors.Join(out.err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// join appends the parts of a file to the first in the order of runs, and
// removes each as soon as it is in.
func (s *Set) join(name string, runs int) (err error) {
	f, err := s.dir.Append(name)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			err = fmt.Errorf("writing %s: %w", name, err)
		}
	}()
	for run := 1; run < runs; run++ {
		part, err := s.dir.Open(partName(name, run))
		if err != nil {
			return err
		}
		_, err = io.Copy(f, part)
		if err := errors.Join(err, part.Close()); err != nil {
			return err
		}
		if err := s.dir.Remove(partName(name, run)); err != nil {
			return err
		}
	}
	return nil
}
