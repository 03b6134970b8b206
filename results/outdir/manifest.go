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

// File is a file of a set, as its manifest lists it under files. A file in the
// directory is the set's if name, size and hash are these; no other is ever moved or
// removed.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// listing is a manifest of sovsim's.
type listing struct {
	data  []byte
	files []File
}

// maxManifest is the size of the largest manifest in bytes.
const maxManifest = 64 << 20

// ReadManifest is the manifest in the directory path, nil unless sovsim made it.
func ReadManifest(path string) []byte {
	if m, err := readManifest(filepath.Join(path, Manifest)); err == nil && m != nil {
		return m.data
	}
	return nil
}

// readManifest is the manifest at path: nil where there is none of sovsim's, an error
// where what is there cannot be read.
func readManifest(path string) (*listing, error) {
	data, err := readSmall(path)
	if err != nil || data == nil {
		return nil, err
	}
	return parse(data), nil
}

// readSmall is a file that may be a manifest; nil where there is none at path.
func readSmall(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && (!info.Mode().IsRegular() || info.Size() > maxManifest):
		return nil, nil
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", filepath.Base(path), cause(err))
	}
	return data, nil
}

// parse is the manifest in data, nil unless it is one of sovsim's in every respect:
// one that lists what sovsim cannot have written is somebody else's.
func parse(data []byte) *listing {
	var m struct {
		MadeBy string `json:"made_by"`
		Files  []File `json:"files"`
	}
	if json.Unmarshal(data, &m) != nil || m.MadeBy != MadeBy {
		return nil
	}
	seen := map[string]bool{Manifest: true}
	for _, f := range m.Files {
		sum, err := hex.DecodeString(f.SHA256)
		if !result(f.Name) || seen[f.Name] || f.Bytes < 0 || err != nil || len(sum) != sha256.Size {
			return nil
		}
		seen[f.Name] = true
	}
	return &listing{data, m.Files}
}

// claims reports whether a manifest says that sovsim made it, however little else it says.
func claims(path string) bool {
	data, err := readSmall(path)
	var m struct {
		MadeBy string `json:"made_by"`
	}
	return err == nil && json.Unmarshal(data, &m) == nil && m.MadeBy == MadeBy
}

// result reports whether name is one of a file that a set can have.
func result(name string) bool {
	ext := filepath.Ext(name)
	return (ext == ".csv" || ext == ".json") && plain(name)
}

// plain reports whether name is one of a visible file directly in a directory.
func plain(name string) bool {
	return name != "" && name[0] != '.' && !strings.ContainsAny(name, `/\:`)
}

// isFile reports whether what is at path is f, and what it is; nil where there is
// nothing. stop, where set, is asked now and then.
func isFile(path string, f File, stop func() error) (info fs.FileInfo, same bool, err error) {
	info, err = os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, cause(err)
	case !info.Mode().IsRegular() || info.Size() != f.Bytes:
		return info, false, nil
	}
	n, sum, err := hashFile(path, stop)
	return info, n == f.Bytes && strings.EqualFold(sum, f.SHA256), err
}

// hashFile is the size and the SHA-256 of a file.
func hashFile(path string, stop func() error) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", cause(err)
	}
	defer f.Close()
	n, sum, err := Hash(f, stop)
	return n, sum, cause(err)
}

// Hash reads to the end of r, and is the number of bytes and their SHA-256. stop, where
// set, is asked now and then, and ends it with its error.
func Hash(r io.Reader, stop func() error) (int64, string, error) {
	h := sha256.New()
	n, err := io.Copy(h, &stoppable{r, stop})
	if err != nil {
		return 0, "", err
	}
	return n, hex.EncodeToString(h.Sum(nil)), nil
}

// stoppable is a reader that ends with the error of stop.
type stoppable struct {
	r    io.Reader
	stop func() error
}

// Read is the reader's, unless stop says otherwise.
func (s *stoppable) Read(p []byte) (int, error) {
	if s.stop != nil {
		if err := s.stop(); err != nil {
			return 0, err
		}
	}
	return s.r.Read(p)
}
