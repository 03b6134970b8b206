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
	var moves [][2]string
	free := map[string]bool{}
	for _, f := range comes.files {
		if _, err := os.Lstat(part(staging, f.Name)); err == nil {
			continue // it has not moved
		}
		info, same, err := isFile(d.at(f.Name), f, nil)
		switch {
		case err != nil:
			return err
		case same:
			free[f.Name] = true
			moves = append(moves, [2]string{d.at(f.Name), part(staging, f.Name)})
		case info != nil && (was == nil || !was.has(f.Name)):
			return refuse("%s is not as sovsim wrote it; move it away", f.Name)
		}
	}
	if was != nil {
		for _, f := range was.files {
			kept := filepath.Join(staging, aside+f.Name)
			info, same, err := isFile(kept, f, nil)
			switch {
			case err != nil:
				return err
			case info == nil: // it has not moved, or was not there
				if info, same, err := isFile(d.at(f.Name), f, nil); err != nil || info != nil && !same && !free[f.Name] {
					return errors.Join(err, refuse("%s is not as sovsim wrote it; move it away", f.Name))
				}
				continue
			case !same:
				return refuse("%s%s is not as sovsim wrote it; move it away", aside, f.Name)
			}
			if _, err := os.Lstat(d.at(f.Name)); err == nil && !free[f.Name] {
				return refuse("%s is in the place of a former file, and sovsim did not write it; move it away", f.Name)
			}
			moves = append(moves, [2]string{kept, d.at(f.Name)})
		}
		moves = append(moves, [2]string{filepath.Join(staging, aside+Manifest), d.at(Manifest)})
	}
	for i, m := range moves {
		if was != nil && i == len(moves)-1 { // the manifest comes last: with it the set is whole
			if err := syncDir(d.path); err != nil {
				return err
			}
		}
		if err := d.rename(m[0], m[1]); err != nil && !errors.Is(err, os.ErrNotExist) {
			return cause(err)
		}
	}
	return syncDir(d.path)
}
