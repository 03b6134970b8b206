package outdir

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// Manifest is the name of the file that makes a directory sovsim's.
	Manifest = "manifest.json"
	// MadeBy is the value of its made_by.
	MadeBy = "sovsim"

	// Part is the extension of a file that is still being made.
	Part = ".part"

	prefix = ".sovsim-staging-"
	aside  = "old-" // before the name of a file of the old set, in staging
)

// Dir is a directory whose result set is being made anew.
type Dir struct {
	path, staging string
	old           *listing               // the set that is there, nil without one
	found         map[string]fs.FileInfo // those of its files that are there
	made          []string               // directories that Open created, deepest first
	claim         *os.File               // holds the lock on the directory; nil without one
	stop          func() error
	// rename is os.Rename; a test lets it fail or the process die in it.
	rename func(from, to string) error
}

// Open prepares the directory path for a new set: it creates it with its
// parents where it is missing, puts right what a killed run left behind, and
// refuses a path that is no directory, cannot be written, or holds files and
// no manifest of sovsim's, or files of a set that are not as they were written, or
// that another process has open. A symbolic link to a directory is followed. It reads
// the set that is there; stop, where set, is asked now and then, and ends it with its
// error.
func Open(path string, stop func() error) (*Dir, error) {
	d := &Dir{path: filepath.Clean(path), rename: os.Rename, stop: stop}
	if err := d.create(); err != nil {
		return nil, err
	}
	if err := d.prepare(); err != nil {
		d.removeMade()
		d.release()
		return nil, d.named(err)
	}
	return d, nil
}

// named is an error with the directory before it.
func (d *Dir) named(err error) error { return fmt.Errorf("output directory %s: %w", d.path, err) }

// Path is the directory.
func (d *Dir) Path() string { return d.path }

// Former is the manifest of the set that is there; nil without one.
func (d *Dir) Former() []byte {
	if d.old == nil {
		return nil
	}
	return d.old.data
}

// create makes the directory and its parents, and remembers which are new.
func (d *Dir) create() error {
	info, err := os.Stat(d.path)
	switch {
	case err == nil && !info.IsDir():
		return d.named(refuse("it is a file; give the name of a directory"))
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
			return d.named(refuse("it is a symbolic link that leads nowhere; give a directory"))
		}
		return d.named(fault(err, "cannot be created"))
	}
	return nil
}

// errBusy is that another process has the directory open.
var errBusy = refuse("another run of sovsim is writing it; wait for its end, or give another directory")

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
		return err
	}
	staging, others, err := d.entries()
	if err != nil {
		return err
	}
	if d.old, err = readManifest(d.at(Manifest)); err != nil {
		return err
	}
	if d.old == nil && len(staging) > 0 {
		if others, err = d.restore(staging, others); err != nil {
			return err
		}
	}
	if d.old == nil && claims(d.at(Manifest)) {
		return refuse("its %s does not say by size and SHA-256 which files sovsim wrote (an earlier version made it, or it was changed), so nothing is touched; remove the directory yourself, or give another", Manifest)
	}
	if d.old == nil && len(others) > 0 {
		return refuse("it holds files and no %s of sovsim's, so nothing in it is touched; give a new or empty directory", Manifest)
	}
	if err := d.know(); err != nil {
		return err
	}
	for _, name := range staging {
		if err := d.sweep(d.at(name)); err != nil {
			return fmt.Errorf("cannot remove what a killed run left behind: %w", err)
		}
	}
	if d.staging, err = os.MkdirTemp(d.path, prefix); err != nil {
		return fault(err, "cannot be written")
	}
	return nil
}

// entries are the names of the staging folders, and of all else, in the directory.
func (d *Dir) entries() (staging, others []string, err error) {
	list, err := os.ReadDir(d.path)
	if err != nil {
		return nil, nil, fault(err, "cannot be read")
	}
	for _, e := range list {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			staging = append(staging, e.Name())
		} else {
			others = append(others, e.Name())
		}
	}
	return staging, others, nil
}

// know finds the files of the set that is there. One that is not as it was written is
// the user's now.
func (d *Dir) know() error {
	d.found = map[string]fs.FileInfo{}
	if d.old == nil {
		return nil
	}
	for _, f := range d.old.files {
		info, same, err := isFile(d.at(f.Name), f, d.stop)
		switch {
		case err != nil:
			return fmt.Errorf("%s cannot be read: %w", f.Name, err)
		case info == nil: // the user did not need it
		case !same:
			return refuse("%s is not as sovsim wrote it, so nothing is touched; move it away, or give another directory", f.Name)
		default:
			d.found[f.Name] = info
		}
	}
	return nil
}

// Create makes a file of the new set, in staging: a .csv, a .json or a .part.
// It may be called from several goroutines with different names. The caller
// closes the file.
func (d *Dir) Create(name string) (*os.File, error) {
	if !result(strings.TrimSuffix(name, Part)) && !piece(name) {
		return nil, d.named(fmt.Errorf("%q is no name for a result file", name))
	}
	f, err := os.OpenFile(d.staged(name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, d.named(fmt.Errorf("cannot create %s: %w", name, cause(err)))
	}
	return f, nil
}

// Open opens a closed file of the new set for reading.
func (d *Dir) Open(name string) (*os.File, error) { return os.Open(d.staged(name)) }

// Append opens a closed file of the new set for writing at its end.
func (d *Dir) Append(name string) (*os.File, error) {
	// Not O_APPEND: the kernel cannot copy from file to file into such a one.
	f, err := os.OpenFile(d.staged(name), os.O_WRONLY, 0)
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
func (d *Dir) Remove(name string) error { return os.Remove(d.staged(name)) }

// Describe is the entry of a closed file of the new set in the manifest.
func (d *Dir) Describe(name string) (File, error) {
	n, sum, err := hashFile(d.staged(name), d.stop)
	if err != nil {
		return File{}, d.named(fmt.Errorf("cannot read %s: %w", name, err))
	}
	return File{name, n, sum}, nil
}

// Abort gives the new set up. What was there before is as it was; directories
// that Open made are removed if they are empty. After a commit it does nothing.
func (d *Dir) Abort() {
	if d.staging == "" {
		return
	}
	_ = d.sweep(d.staging)
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

func (d *Dir) at(name string) string { return filepath.Join(d.path, name) }

// staged is where a file of the new set is being made. Until the set is committed all
// of them are parts, by which they are known.
func (d *Dir) staged(name string) string { return part(d.staging, name) }

func part(staging, name string) string {
	if filepath.Ext(name) != Part {
		name += Part
	}
	return filepath.Join(staging, name)
}

// piece reports whether name is that of a part of a result file: x.csv.part, or
// x.csv-3.part.
func piece(name string) bool {
	stem, is := strings.CutSuffix(name, Part)
	if i := strings.LastIndexByte(stem, '-'); i > 0 && strings.Trim(stem[i+1:], "0123456789") == "" {
		stem = stem[:i]
	}
	return is && result(stem)
}

// sweep removes a staging folder: the parts, and what of an old set was moved aside,
// then the folder if nothing else is in it. What someone else put there stays.
func (d *Dir) sweep(staging string) error {
	entries, err := os.ReadDir(staging)
	if err != nil {
		return cause(err)
	}
	old, err := readManifest(filepath.Join(staging, aside+Manifest))
	if err != nil {
		return err
	}
	for _, e := range entries {
		ours := e.Type().IsRegular() && piece(e.Name())
		if name, was := strings.CutPrefix(e.Name(), aside); was && old != nil {
			i := slices.IndexFunc(old.files, func(f File) bool { return f.Name == name })
			if i >= 0 {
				_, ours, err = isFile(filepath.Join(staging, e.Name()), old.files[i], d.stop)
			}
			if err != nil {
				return err
			}
		}
		if ours {
			if err := os.Remove(filepath.Join(staging, e.Name())); err != nil {
				return cause(err)
			}
		}
	}
	if old != nil { // the last: without it nobody knows the others
		if left, err := os.ReadDir(staging); err == nil && len(left) == 1 {
			_ = os.Remove(filepath.Join(staging, aside+Manifest))
		}
	}
	os.Remove(staging)
	return nil
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
