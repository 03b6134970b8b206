package scenario

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Load reads, decodes and checks the scenario file at path, with the files that
// it extends and includes. Each of sets is a PATH=VALUE that is set after these
// are merged. Its error is an *Errors that lists every fault with its position.
// Traces that the scenario refers to must be there; they are not read.
func Load(path string, c Catalog, sets ...string) (*Scenario, error) {
	d := &decoder{catalog: c, read: readFile}
	dir := filepath.Dir(path)
	d.exists = func(file string) error { return isFile(resolve(dir, file)) }
	return d.load(path, sets)
}

// load is Load with the decoder's ways to files.
func (d *decoder) load(path string, sets []string) (*Scenario, error) {
	data, err := d.read(path)
	if err != nil {
		return nil, &Errors{List: []Problem{{File: path, Msg: err.Error()}}, cause: err}
	}
	s, err := d.decode(path, data, sets)
	if err != nil {
		return nil, err
	}
	s.Dir, s.Files = d.reading.dir, d.files
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

// Path is where a file that the scenario names is found: relative to the
// folder of the scenario file.
func (s *Scenario) Path(file string) string { return resolve(s.Dir, file) }

func resolve(dir, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(dir, filepath.FromSlash(file))
}

// isFile tells what hinders path from being an ordinary file.
func isFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
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
func readFile(path string) ([]byte, error) {
	if err := isFile(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
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
