package scenario

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
)

// Load reads, decodes and checks the scenario file at path in fsys, with the files
// that it extends and includes. Each of sets is a PATH=VALUE that is set after these
// are merged. Its error is an *Errors that lists every fault with its position.
// Traces that the scenario refers to must be there; they are not read.
//
// Files are opened by their path from the root of fsys, with slashes: a path in a
// file is relative to the folder of that file. Whether an absolute path, or one that
// leads out by .., can be opened is up to fsys; an [embed.FS] refuses it.
func Load(fsys fs.FS, path string, c Catalog, sets ...string) (*Scenario, error) {
	d := &decoder{catalog: c, files: fsys}
	data, err := d.readFile(path)
	if err != nil {
		return nil, &Errors{List: []Problem{{File: path, Msg: err.Error()}}, cause: err}
	}
	s, err := d.decode(path, data, sets)
	if err != nil {
		return nil, err
	}
	s.FS, s.Dir, s.Files = fsys, d.reading.dir, d.read
	return s, nil
}

// Decode is Load for bytes in memory; name stands for the file in messages and,
// without folder and ending, for the scenario where that has no name. Traces
// that the scenario refers to are not looked for; other files it cannot have.
func Decode(name string, data []byte, c Catalog, sets ...string) (*Scenario, error) {
	d := &decoder{catalog: c}
	return d.decode(name, data, sets)
}

func (d *decoder) decode(name string, data []byte, sets []string) (s *Scenario, err error) {
	d.reading = &origin{file: name, dir: filepath.Dir(name)}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case tooBig:
			s, err = nil, &Errors{List: []Problem{{File: name, Msg: fmt.Sprintf(
				"the scenario holds more than %d values once its *aliases are followed: repeat less", maxVisits)}}}
		default:
			panic(p)
		}
	}()
	root := d.parse(data)
	if root != nil {
		root = d.compose(name, root, len(data))
	}
	root = d.settings(root, sets)
	if root == nil {
		return nil, d.failure()
	}
	s = d.scenario(value{node: root})
	if len(d.errs.list) > 0 {
		return nil, d.failure()
	}
	d.sayEach()
	s.Warnings = d.warns.sorted()
	return s, nil
}

func (d *decoder) failure() error {
	return &Errors{List: d.errs.sorted(), More: d.errs.more, cause: d.cause}
}

// Path is where a file that the scenario names is found in its file system:
// relative to the folder of the scenario file.
func (s *Scenario) Path(file string) string { return resolve(s.Dir, file) }

func resolve(dir, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(dir, filepath.FromSlash(file))
}

// isFile is what hinders path from being an ordinary file. It does not open the
// file where the file system can tell without: opening a pipe would wait for ever.
func (d *decoder) isFile(path string) error {
	info, err := fs.Stat(d.files, filepath.ToSlash(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.Is(err, fs.ErrInvalid):
		return errors.New("this path leads out of the file system that the scenario is read from")
	case err != nil:
		return plainError(err)
	case info.IsDir():
		return errors.New("this is a directory, not a file")
	case !info.Mode().IsRegular():
		return errors.New("this is not an ordinary file")
	}
	return nil
}

// readFile reads an ordinary file of at most MaxBytes; it reads one byte more
// of a larger one, so that decoding refuses it.
func (d *decoder) readFile(path string) ([]byte, error) {
	if err := d.isFile(path); err != nil {
		return nil, err
	}
	f, err := d.files.Open(filepath.ToSlash(path))
	if err != nil {
		return nil, plainError(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, plainError(err)
	}
	return data, nil
}

// plainError is err without the operation and path, which the message has.
func plainError(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return fmt.Errorf("the file cannot be read: %w", pe.Err)
	}
	return err
}
