package outdir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// restore brings a directory without a manifest of sovsim's back from any state of a
// commit, where one of its staging folders says that there was one. others are the
// names of what else is in it, before and after. A folder with files of somebody
// else's and without a former set is not touched.
func (d *Dir) restore(staging, others []string) ([]string, error) {
	if slices.Contains(others, Manifest) {
		return others, nil // somebody else's
	}
	for _, name := range staging {
		folder := d.at(name)
		comes, err := readManifest(part(folder, Manifest))
		if err != nil {
			return nil, err
		}
		was, err := readManifest(filepath.Join(folder, aside+Manifest))
		if err != nil {
			return nil, err
		}
		if comes == nil || was == nil && slices.ContainsFunc(others, func(name string) bool { return !comes.has(name) }) {
			continue
		}
		if err := d.rollBack(folder); err != nil {
			return nil, fmt.Errorf("cannot put right what a killed run left behind in %s: %w", name, err)
		}
	}
	_, others, err := d.entries()
	if err == nil {
		d.old, err = readManifest(d.at(Manifest))
	}
	return others, err
}

func (m *listing) has(name string) bool {
	return slices.ContainsFunc(m.files, func(f File) bool { return f.Name == name })
}

// rollBack undoes a commit that did not reach its end. It first looks at everything
// that it would move: unless all of it is as the manifests say, it moves nothing.
func (d *Dir) rollBack(staging string) error {
	if _, err := os.Lstat(d.at(Manifest)); err == nil {
		return nil // not begun, or done
	}
	comes, err := readManifest(part(staging, Manifest))
	if err != nil || comes == nil {
		return err // nil: files were still being written
	}
	was, err := readManifest(filepath.Join(staging, aside+Manifest))
	if err != nil {
		return err
	}
	moves, free, err := d.comeOut(staging, comes, was)
	if err != nil {
		return err
	}
	if was != nil {
		back, err := d.goBack(staging, was, free)
		if err != nil {
			return err
		}
		moves = slices.Concat(moves, back, []move{{filepath.Join(staging, aside+Manifest), d.at(Manifest)}})
	}
	for i, m := range moves {
		if was != nil && i == len(moves)-1 { // the manifest comes last: with it the set is whole
			if err := syncDir(d.path); err != nil {
				return err
			}
		}
		if err := d.rename(m.from, m.to); err != nil && !errors.Is(err, os.ErrNotExist) {
			return cause(err)
		}
	}
	return syncDir(d.path)
}

// move is a file that is to get another path.
type move struct{ from, to string }

// notAsWritten refuses a file that a manifest lists otherwise.
func notAsWritten(name string) error {
	return refuse("%s is not as sovsim wrote it; move it away", name)
}

// comeOut is the moves of what has moved in of the set that comes, back to staging,
// and the names whose places that frees.
func (d *Dir) comeOut(staging string, comes, was *listing) (moves []move, free map[string]bool, err error) {
	free = map[string]bool{}
	for _, f := range comes.files {
		if _, err := os.Lstat(part(staging, f.Name)); err == nil {
			continue // it has not moved
		}
		info, same, err := isFile(d.at(f.Name), f, nil)
		switch {
		case err != nil:
			return nil, nil, err
		case same:
			free[f.Name] = true
			moves = append(moves, move{d.at(f.Name), part(staging, f.Name)})
		case info != nil && (was == nil || !was.has(f.Name)):
			return nil, nil, notAsWritten(f.Name)
		}
	}
	return moves, free, nil
}

// goBack is the moves of the files of the old set, back to places that are free.
func (d *Dir) goBack(staging string, was *listing, free map[string]bool) (moves []move, err error) {
	for _, f := range was.files {
		kept := filepath.Join(staging, aside+f.Name)
		info, same, err := isFile(kept, f, nil)
		switch {
		case err != nil:
			return nil, err
		case info == nil: // it has not moved, or was not there
			if info, same, err := isFile(d.at(f.Name), f, nil); err != nil || info != nil && !same && !free[f.Name] {
				return nil, errors.Join(err, notAsWritten(f.Name))
			}
			continue
		case !same:
			return nil, notAsWritten(aside + f.Name)
		}
		if _, err := os.Lstat(d.at(f.Name)); err == nil && !free[f.Name] {
			return nil, refuse("%s is in the place of a former file, and sovsim did not write it; move it away", f.Name)
		}
		moves = append(moves, move{kept, d.at(f.Name)})
	}
	return moves, nil
}
