package results

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/google/uuid"

	"sovsim/results/outdir"
	"sovsim/sim"
)

// Manifest is manifest.json: where a result set comes from. It holds nothing
// that depends on the machine, the time or the number of workers.
type Manifest struct {
	MadeBy string `json:"made_by"` // "sovsim": by this a directory is known as its own
	// Version is sovsim's.
	Version string `json:"version"`
	// Variant is the column of that name, Changes are what it stands for, in full:
	// PATH = VALUE for each --set and flag that changed the scenario.
	Variant string   `json:"variant"`
	Changes []string `json:"changes"`
	// Settings tell whether another set is of the same.
	Settings Settings `json:"settings"`
	// Files are the other files of the set, as they were written.
	Files []outdir.File `json:"files"`
	// Inputs are the files that were read.
	Inputs []Input `json:"inputs"`
	// Source counts the records that were read; nil where jobs are synthetic.
	Source *SourceCounts `json:"source,omitempty"`
	// Runs are the runs, by policy, then replication.
	Runs []ManifestRun `json:"runs"`
	// Warnings say what is perhaps not meant, and where figures mislead.
	Warnings []string `json:"warnings"`
	// Remarks say how far the figures hold: what the tables mark too, or what does not
	// mislead.
	Remarks []string `json:"remarks"`
}

// Input is a file that was read, without its folder.
type Input struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// SourceCounts is what became of the records of a trace: Read = Kept + the sum
// of Dropped.
type SourceCounts struct {
	Read    int64            `json:"read"`
	Kept    int64            `json:"kept"`
	Dropped map[string]int64 `json:"dropped"`
	// Adjusted counts those of Kept whose jobs differ from their records, by kind.
	Adjusted map[string]int64 `json:"adjusted,omitempty"`
	// Notes say how the file was read where that is not plain: that a column was
	// passed over as an index.
	Notes []string `json:"notes,omitempty"`
}

// ManifestRun is one run's identity and what became of its jobs, the warm-up's
// included.
type ManifestRun struct {
	ID string `json:"id"` // see RunID
	// Scenario, Policy and Replication are the leading columns of its rows.
	Scenario    string           `json:"scenario"`
	Policy      string           `json:"policy"`
	Replication int              `json:"replication"`
	Seed        uint64           `json:"seed"`
	Jobs        int64            `json:"jobs"`
	Outcomes    map[string]int64 `json:"outcomes"`
	Rejected    map[string]int64 `json:"rejected_by_reason"`
	Censored    int64            `json:"censored"`
}

// RunID is the UUID (version 5) of a run. It is made from the scenario as
// resolved, every default filled in and in one canonical form, with the seed,
// sovsim's version, the policy and the replication; so it is the same wherever
// and whenever the run is repeated.
func RunID(resolved []byte, seed uint64, version, policy string, replication int) string {
	var b []byte
	for _, part := range [][]byte{resolved, []byte(version), []byte(policy)} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	b = binary.BigEndian.AppendUint64(b, seed)
	b = binary.BigEndian.AppendUint64(b, uint64(replication))
	return uuid.NewSHA1(runSpace, b).String()
}

// runSpace is the namespace of run ids.
var runSpace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("sovsim:run"))

// HashFile describes an input file: the bytes as they lie on the disk, packed
// ones packed. stop, where set, is asked now and then, and ends it with its error.
func HashFile(fsys fs.FS, path string, stop func() error) (Input, error) {
	f, err := fsys.Open(filepath.ToSlash(path))
	if err != nil {
		return Input{}, err
	}
	defer f.Close()
	return hashInput(filepath.Base(path), f, stop)
}

// HashInput describes an input that is read from r to its end.
func HashInput(name string, r io.Reader) (Input, error) { return hashInput(name, r, nil) }

func hashInput(name string, r io.Reader, stop func() error) (Input, error) {
	n, sum, err := outdir.Hash(r, stop)
	if err != nil {
		return Input{}, fmt.Errorf("reading %s: %w", name, err)
	}
	return Input{name, n, sum}, nil
}

// manifestRun is the entry of one run.
func manifestRun(s *RunSummary) ManifestRun {
	m := ManifestRun{ID: s.ID, Scenario: s.Scenario, Policy: s.Policy, Replication: s.Replication, Seed: s.Seed,
		Outcomes: map[string]int64{}, Rejected: map[string]int64{}}
	for o, n := range s.Result.Jobs {
		m.Jobs += n
		m.Outcomes[sim.Outcome(o).String()] = n
	}
	for r, n := range s.Result.Reasons {
		if n > 0 {
			m.Rejected[sim.Reason(r).String()] = n
		}
	}
	m.Censored = s.Result.Jobs[sim.Running] + s.Result.Jobs[sim.Queued]
	return m
}

// encode is the manifest as indented JSON. Maps come out in order of key.
func (m *Manifest) encode() ([]byte, error) {
	m.MadeBy = outdir.MadeBy
	m.Variant = cmp.Or(m.Variant, Base)
	if m.Changes == nil {
		m.Changes = []string{}
	}
	if m.Inputs == nil {
		m.Inputs = []Input{}
	}
	if m.Warnings == nil {
		m.Warnings = []string{}
	}
	if m.Remarks == nil {
		m.Remarks = []string{}
	}
	if m.Source != nil && m.Source.Dropped == nil {
		m.Source.Dropped = map[string]int64{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(m)
	return b.Bytes(), err
}
