package scenarios

import (
	"embed"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed *.yaml blocks/*.yaml
var files embed.FS

// Ending is the end of the name of a scenario file.
const Ending = ".yaml"

// Files is the folder of the scenarios that ship: NAME.yaml, and their parts in blocks.
func Files() fs.FS { return files }

// Names are the scenarios that ship, sorted, without the ending of their files.
func Names() []string {
	list := matching("*" + Ending)
	for i := range list {
		list[i] = strings.TrimSuffix(list[i], Ending)
	}
	return list
}

// Parts are the files that scenarios include, by path, sorted.
func Parts() []string { return matching("blocks/*" + Ending) }

// matching is the files whose paths match a pattern, which is one of this package's.
func matching(pattern string) []string {
	list, err := fs.Glob(files, pattern)
	if err != nil {
		panic(err)
	}
	return list
}

// Read is the text of a scenario, by its name with or without the ending, or of a
// part, by its path. Its error is an [fs.ErrNotExist] where there is none.
func Read(name string) ([]byte, error) {
	return files.ReadFile(strings.TrimSuffix(name, Ending) + Ending)
}

// Describe is the line in which a scenario says what it is.
func Describe(name string) string {
	var s struct{ Description string }
	text, err := Read(name)
	if err == nil {
		err = yaml.Unmarshal(text, &s)
	}
	if err != nil {
		return ""
	}
	return s.Description
}
