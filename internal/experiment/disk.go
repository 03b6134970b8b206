package experiment

import (
	"io/fs"
	"os"
	"path/filepath"

	"sovsim/sim/scenario"
)

// Disk is the files of the machine as a file system. Unlike that of [os.DirFS] its
// names are paths as a user types them: relative to the working directory, absolute,
// or leading out of a folder by .. .
var Disk fs.FS = disk{}

type disk struct{}

func (disk) Open(name string) (fs.File, error) { return os.Open(filepath.FromSlash(name)) }

// Stat looks at a file without opening it, as a pipe must not be opened.
func (disk) Stat(name string) (fs.FileInfo, error) { return os.Stat(filepath.FromSlash(name)) }

// filesOf is where the files that a scenario names are opened. One that was decoded
// from memory has none of its own; the caller may still have given it a folder.
func filesOf(s *scenario.Scenario) fs.FS {
	if s.FS == nil {
		return Disk
	}
	return s.FS
}
