package outdir_test

import (
	"fmt"
	"os"
	"path/filepath"

	"sovsim/results/outdir"
)

func Example() {
	root, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)

	d, err := outdir.Open(filepath.Join(root, "out", "kth"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Abort() // nothing, once committed
	f, err := d.Create("summary.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprintln(f, "policy,jobs")
	f.Close()
	before, _ := filepath.Glob(filepath.Join(root, "out", "kth", "*.*"))
	summary, err := d.Describe("summary.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = d.Commit([]outdir.File{summary}, fmt.Appendf(nil, `{"made_by": "sovsim", "files": [{"name": %q, "bytes": %d, "sha256": %q}]}`,
		summary.Name, summary.Bytes, summary.SHA256))
	after, _ := filepath.Glob(filepath.Join(root, "out", "kth", "[a-z]*"))
	fmt.Println(len(before), "staging folder;", len(after), "files;", err)
	// Output: 1 staging folder; 2 files; <nil>
}
