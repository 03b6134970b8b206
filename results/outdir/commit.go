package outdir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// A commit goes through these states; a process may be killed in each of them.
//
//	staging/manifest.json   old-manifest.json   DIR/manifest.json   state
//	no                      no                  old or none         files being written
//	yes                     no                  old                 about to commit
//	yes                     yes                 none                old set moving out, new in
//	yes                     no                  none                first set moving in
//	no                      yes or no           new                 done
//
// In the third and fourth state some files have moved. Recovery takes what the
// new manifest lists and is no longer in staging out of DIR, and puts the old
// files back.

// Commit puts the new set in place of the old: the named files, which have
// been created and closed, and the manifest, which must list them. On an error
// the old set is back in its place and the new one gone.
func (d *Dir) Commit(files []string, manifest []byte) error {
	err := d.commit(files, manifest)
	if err != nil {
		if undo := d.rollBack(d.staging); undo != nil {
			// Let go of staging, even in Abort: it holds the only copy of the
			// old set, which the next Open puts back.
			kept := filepath.Base(d.staging)
			d.staging = ""
			d.release()
			return fmt.Errorf("output directory %s: %w; and the former files could not be put back (%v): they are in %s, from where the next run restores them",
				d.path, err, undo, kept)
		}
		d.Abort()
		return fmt.Errorf("output directory %s: %w", d.path, err)
	}
	sweep(d.staging)
	d.staging = ""
	d.release()
	return nil
}

func (d *Dir) commit(files []string, manifest []byte) error {
	for _, name := range files {
		if !made(name) || name == Manifest {
			return fmt.Errorf("%q is no name for a result file", name)
		}
		if _, err := os.Lstat(d.at(name)); err == nil && !slices.Contains(d.old, name) {
			return fmt.Errorf("%s is there and sovsim did not make it; move it away", name)
		}
	}
	f, err := d.Create(Manifest)
	if err != nil {
		return err
	}
	_, err = f.Write(manifest)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", Manifest, cause(err))
	}
	if _, listed, ours := readManifest(d.staged(Manifest)); !ours || !slices.Equal(listed, append(slices.Clone(files), Manifest)) {
		return fmt.Errorf("the manifest does not list the files of the set")
	}
	// The manifest goes first and comes last: a directory with a manifest is whole.
	for _, name := range slices.Backward(d.old) {
		if err := d.rename(d.at(name), d.staged(aside+name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("cannot move the former %s: %w", name, cause(err))
		}
	}
	for _, name := range append(slices.Clone(files), Manifest) {
		if err := d.rename(d.staged(name), d.at(name)); err != nil {
			return fmt.Errorf("cannot put %s in place: %w", name, cause(err))
		}
	}
	return nil
}

func (d *Dir) at(name string) string     { return filepath.Join(d.path, name) }
func (d *Dir) staged(name string) string { return filepath.Join(d.staging, name) }

// recover brings the directory from any state of a commit back to a whole set
// and removes the staging folder.
func (d *Dir) recover(staging string) error {
	if err := d.rollBack(staging); err != nil {
		return err
	}
	return sweep(staging)
}

// rollBack undoes a commit that did not reach its end.
func (d *Dir) rollBack(staging string) error {
	if _, err := os.Lstat(d.at(Manifest)); err == nil {
		return nil // not begun, or done
	}
	_, listed, ours := readManifest(filepath.Join(staging, Manifest))
	if !ours {
		return nil // files were still being written
	}
	for _, name := range listed {
		if _, err := os.Lstat(filepath.Join(staging, name)); err == nil {
			continue // it has not moved
		}
		if err := os.Remove(d.at(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return cause(err)
		}
	}
	_, old, _ := readManifest(filepath.Join(staging, aside+Manifest))
	for _, name := range old {
		err := d.rename(filepath.Join(staging, aside+name), d.at(name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return cause(err)
		}
	}
	return nil
}
