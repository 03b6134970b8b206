package outdir

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	// Manifest is the name of the file that makes a directory sovsim's.
	Manifest = "manifest.json"
	// MadeBy is the value of its made_by.
	MadeBy = "sovsim"

	// Part is the extension of a piece of a file that is still being made.
	Part = ".part"

	prefix = ".sovsim-staging-"
	aside  = "old-" // before the name of a file of the old set, in staging
)

// Dir is a directory whose result set is being made anew.
type Dir struct {
	path, staging string
	old           []string // the files of the set that is there, manifest last
	former        []byte   // its manifest
	made          []string // directories that Open created, deepest first
	claim         *os.File // holds the lock on the directory; nil without one
	// rename is os.Rename; a test lets it fail or the process die in it.
	rename func(from, to string) error
}

// Open prepares the directory path for a new set: it creates it with its
// parents where it is missing, puts right what a killed run left behind, and
// refuses a path that is no directory, cannot be written, or holds files and
// no manifest of sovsim's, or that another process has open. A symbolic link to
// a directory is followed.
func Open(path string) (*Dir, error) {
	d := &Dir{path: filepath.Clean(path), rename: os.Rename}
	if err := d.create(); err != nil {
		return nil, err
	}
	if err := d.prepare(); err != nil {
		d.removeMade()
		d.release()
		return nil, err
	}
	return d, nil
}

// create makes the directory and its parents, and remembers which are new.
func (d *Dir) create() error {
	info, err := os.Stat(d.path)
	switch {
	case err == nil && !info.IsDir():
		return fmt.Errorf("output directory %s: it is a file; give the name of a directory", d.path)
	case err == nil:
		return nil
	}
	for p := d.path; ; p = filepath.Dir(p) {
		if _, err := os.Lstat(p); err == nil || p == filepath.Dir(p) {
			break
		}
		d.made = append(d.made, p)
	}
	if err := os.MkdirAll(d.path, 0o777); err != nil {
		d.removeMade()
		if info, e := os.Lstat(d.path); e == nil && info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("output directory %s: it is a symbolic link that leads nowhere; give a directory", d.path)
		}
		return fmt.Errorf("output directory %s: cannot be created: %w", d.path, cause(err))
	}
	return nil
}

// errBusy is that another process has the directory open.
var errBusy = errors.New("another run of sovsim is writing it; wait for its end, or give another directory")

// release lets go of the lock. Without a lock it does nothing.
func (d *Dir) release() {
	if d.claim != nil {
		d.claim.Close()
		d.claim = nil
	}
}

func (d *Dir) prepare() error {
	var err error
	// Before anything is put right: what looks like a killed run may be alive.
	if d.claim, err = lock(d.path); errors.Is(err, errBusy) {
		return fmt.Errorf("output directory %s: %w", d.path, err)
	}
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return fmt.Errorf("output directory %s: cannot be read: %w", d.path, cause(err))
	}
	others := 0
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			if err := d.recover(filepath.Join(d.path, e.Name())); err != nil {
				return fmt.Errorf("output directory %s: cannot put right what a killed run left behind: %w", d.path, cause(err))
			}
		}
	}
	// Recovery may have moved files: look again.
	if entries, err = os.ReadDir(d.path); err != nil {
		return fmt.Errorf("output directory %s: cannot be read: %w", d.path, cause(err))
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) {
			others++
		}
	}
	ours := false
	if d.former, d.old, ours = readManifest(filepath.Join(d.path, Manifest)); !ours && others > 0 {
		return fmt.Errorf("output directory %s: it holds files and no %s of sovsim's, so nothing in it is touched; give a new or empty directory", d.path, Manifest)
	}
	if d.staging, err = os.MkdirTemp(d.path, prefix); err != nil {
		return fmt.Errorf("output directory %s: cannot be written: %w", d.path, cause(err))
	}
	return nil
}

// File is a file of a set, as its manifest lists it under files.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Path is the directory.
func (d *Dir) Path() string { return d.path }

// Former is the manifest of the set that is there; nil without one.
func (d *Dir) Former() []byte { return d.former }

// ReadManifest is the manifest in the directory path, nil unless sovsim made it.
func ReadManifest(path string) []byte {
	data, _, _ := readManifest(filepath.Join(path, Manifest))
	return data
}

// readManifest is the files of the set whose manifest is at path, the manifest
// last, and whether sovsim made it.
func readManifest(path string) (data []byte, files []string, ours bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > 64<<20 {
		return nil, nil, false
	}
	data, err = os.ReadFile(path)
	if err != nil {
		return nil, nil, false
	}
	var m struct {
		MadeBy string `json:"made_by"`
		Files  []File `json:"files"`
	}
	if json.Unmarshal(data, &m) != nil || m.MadeBy != MadeBy {
		return nil, nil, false
	}
	for _, f := range m.Files {
		// A manifest that was tampered with reaches no file elsewhere.
		if f.Name != Manifest && plain(f.Name) {
			files = append(files, f.Name)
		}
	}
	return data, append(files, Manifest), true
}

// Describe is the entry of a closed file of the new set in the manifest.
func (d *Dir) Describe(name string) (File, error) {
	f, err := d.Open(name)
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return File{}, fmt.Errorf("reading %s: %w", name, cause(err))
	}
	return File{name, n, hex.EncodeToString(h.Sum(nil))}, nil
}

// plain tells whether name is one of a visible file directly in a directory.
func plain(name string) bool {
	return name != "" && name[0] != '.' && !strings.ContainsAny(name, `/\:`)
}

// Create makes a file of the new set, in staging: a .csv, a .json or a .part.
// It may be called from several goroutines with different names. The caller
// closes the file.
func (d *Dir) Create(name string) (*os.File, error) {
	if !made(name) {
		return nil, fmt.Errorf("output directory %s: %q is no name for a result file", d.path, name)
	}
	f, err := os.OpenFile(filepath.Join(d.staging, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("output directory %s: cannot create %s: %w", d.path, name, cause(err))
	}
	return f, nil
}

// Open opens a closed file of the new set for reading.
func (d *Dir) Open(name string) (*os.File, error) { return os.Open(filepath.Join(d.staging, name)) }

// Append opens a closed file of the new set for writing at its end.
func (d *Dir) Append(name string) (*os.File, error) {
	// Not O_APPEND: the kernel cannot copy from file to file into such a one.
	f, err := os.OpenFile(filepath.Join(d.staging, name), os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_, err = f.Seek(0, io.SeekEnd)
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Remove removes a file of the new set.
func (d *Dir) Remove(name string) error { return os.Remove(filepath.Join(d.staging, name)) }

// Abort gives the new set up. What was there before is as it was; directories
// that Open made are removed if they are empty. After a commit it does nothing.
func (d *Dir) Abort() {
	if d.staging == "" {
		return
	}
	sweep(d.staging)
	d.staging = ""
	d.removeMade()
	d.release()
}

func (d *Dir) removeMade() {
	for _, p := range d.made {
		if os.Remove(p) != nil {
			break
		}
	}
	d.made = nil
}

// sweep removes a staging folder: the files that sovsim makes, then the folder
// if nothing else is in it. What someone else put there stays.
func sweep(staging string) error {
	entries, err := os.ReadDir(staging)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if regular := e.Type().IsRegular() || e.Type() == fs.ModeSymlink; regular && made(e.Name()) {
			if err := os.Remove(filepath.Join(staging, e.Name())); err != nil {
				return err
			}
		}
	}
	os.Remove(staging)
	return nil
}

// made tells whether name is of a kind that Create makes.
func made(name string) bool {
	switch filepath.Ext(name) {
	case ".csv", ".json", Part:
		return plain(name)
	}
	return false
}

// cause strips the operation and the path, which may be a temporary one, from
// an error of the file system.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}
