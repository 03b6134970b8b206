package scenarios

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.yaml blocks/*.yaml
var files embed.FS

// Ending is the end of the name of a scenario file.
const Ending = ".yaml"

// Files is the folder of the scenarios that ship: NAME.yaml, and their parts in blocks.
func Files() fs.FS { return files }

// Names are the scenarios that ship, sorted, without the ending of their files.
func Names() []string {
	list, err := fs.Glob(files, "*"+Ending)
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i := range list {
		list[i] = strings.TrimSuffix(list[i], Ending)
	}
	slices.Sort(list)
	return list
}
