package outdir

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// A commit goes through these states; a process may be killed, or the machine stop, in
// each of them.
//
//	staging/manifest.json.part   old-manifest.json   DIR/manifest.json   state
//	no                           no                  old or none         files being written
//	yes                          no                  old                 about to commit
//	yes                          yes                 none                old set moving out, new in
//	yes                          no                  none                first set moving in
//	no                           yes or no           new                 done
//
// In the third and fourth state some files have moved. Recovery takes what the
// new manifest lists and is no longer in staging out of DIR, and puts the old
// files back. Between two states the directories are brought to the disk.

// Commit puts the new set in place of the old: the files, which have been created,
// closed and described, and the manifest, which must list them so. On an error
// the old set is back in its place and the new one gone.
func (d *Dir) Commit(files []File, manifest []byte) error {
	err := d.commit(files, manifest)
	if err != nil {
		if undo := d.rollBack(d.staging); undo != nil {
			// Let go of staging, even in Abort: it holds the only copy of the
			// old set, which the next Open puts back.
			kept := filepath.Base(d.staging)
			d.staging = ""
			d.release()
			return d.named(fmt.Errorf("%w; and the former files could not be put back (%v): they are in %s, from where the next run restores them",
				err, undo, kept))
		}
		d.Abort()
		return d.named(err)
	}
	// What was moved aside is known to be the old set.
	for name := range d.found {
		_ = os.Remove(filepath.Join(d.staging, aside+name))
	}
	_ = d.sweep(d.staging)
	d.staging = ""
	d.release()
	return nil
}

func (d *Dir) commit(files []File, manifest []byte) error {
	if m := parse(manifest); m == nil || !slices.Equal(m.files, files) {
		return fmt.Errorf("the manifest does not list the files of the set")
	}
	for _, f := range files {
		if _, err := os.Lstat(d.at(f.Name)); err == nil && d.found[f.Name] == nil {
			return refuse("%s is there and sovsim did not make it; move it away", f.Name)
		}
	}
	f, err := d.Create(Manifest)
	if err != nil {
		return err
	}
	_, err = f.Write(manifest)
	if err := errors.Join(err, f.Sync(), f.Close(), syncDir(d.staging), syncDir(d.path)); err != nil {
		return fmt.Errorf("cannot write %s: %w", Manifest, cause(err))
	}
	if err := d.moveOut(); err != nil {
		return err
	}
	for _, f := range files {
		if err := d.moveIn(f.Name); err != nil {
			return err
		}
	}
	if err := syncDir(d.path); err != nil {
		return err
	}
	if err := d.moveIn(Manifest); err != nil {
		return err
	}
	// The set is there; a disk that fails now has it or the old one.
	_ = syncDir(d.path)
	return nil
}

// moveOut moves the old set aside, the manifest first: a directory with a manifest is
// whole. A file that has changed since Open is the user's.
func (d *Dir) moveOut() error {
	if d.old == nil {
		return nil
	}
	now, err := readManifest(d.at(Manifest))
	if err != nil {
		return err
	}
	if now == nil || !bytes.Equal(now.data, d.old.data) {
		return refuse("%s has changed while the run went on; move it away, or give another directory", Manifest)
	}
	names := []string{Manifest}
	for _, f := range d.old.files {
		was := d.found[f.Name]
		is, err := os.Lstat(d.at(f.Name))
		switch {
		case errors.Is(err, os.ErrNotExist):
			delete(d.found, f.Name)
			continue
		case err != nil || was == nil || !os.SameFile(was, is) || was.Size() != is.Size() || !was.ModTime().Equal(is.ModTime()):
			return refuse("%s has changed while the run went on; move it away, or give another directory", f.Name)
		}
		names = append(names, f.Name)
	}
	for _, name := range names {
		if err := d.rename(d.at(name), filepath.Join(d.staging, aside+name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("cannot move the former %s: %w", name, cause(err))
		}
	}
	return errors.Join(syncDir(d.staging), syncDir(d.path))
}

// moveIn puts a file of the new set in its place, which is free.
func (d *Dir) moveIn(name string) error {
	if _, err := os.Lstat(d.at(name)); err == nil {
		return refuse("%s is there and sovsim did not make it; move it away", name)
	}
	if err := d.rename(d.staged(name), d.at(name)); err != nil {
		return fmt.Errorf("cannot put %s in place: %w", name, cause(err))
	}
	return nil
}
