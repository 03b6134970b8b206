package results

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/columns.md and the expected tables anew")

// golden compares got with a file, or writes the file with -update.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	path = filepath.FromSlash(path)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))) {
		t.Errorf("%s is not up to date (go test ./results -update writes it):\n%s", path, got)
	}
}

func TestColumnsDocumentIsUpToDate(t *testing.T) {
	golden(t, "../docs/columns.md", ColumnsMarkdown())
}

// The leading columns are the outward contract: scripts rely on them.
func TestLeadingColumnsAreTheContract(t *testing.T) {
	for _, f := range []struct{ got, want string }{
		{string(header(jobColumns)), "scenario,policy,replication,job_id,user,class,region,cluster,gpus,submit_s,start_s,end_s,wait_s,run_s,requested_s,restarts,outcome,"},
		{string(header(summaryColumns)), "scenario,policy,replication,group,key,jobs,"},
		{string(header(seriesColumns)), "scenario,policy,replication,cluster,time_s,"},
		{string(header(lossColumns)), "scenario,policy,replication,group,key,outcome,reason,jobs,"},
		{string(header(soilColumns)), "scenario,policy,replication,group,key,bloc,jobs,"},
	} {
		if !strings.HasPrefix(f.got, f.want) {
			t.Errorf("header %q does not begin with %q", f.got, f.want)
		}
	}
}

func TestEveryColumnIsDocumentedOnce(t *testing.T) {
	for _, table := range Tables() {
		file, columns := table.File, table.Columns
		seen := map[string]bool{}
		for _, c := range columns {
			if c.Name == "" || len(c.Doc) < 10 || !strings.HasSuffix(c.Doc, ".") {
				t.Errorf("%s: column %q has the document %q", file, c.Name, c.Doc)
			}
			if strings.ContainsAny(c.Doc, "|\n") {
				t.Errorf("%s: %s would break the table of docs/columns.md", file, c.Name)
			}
			if seen[c.Name] {
				t.Errorf("%s: two columns %s", file, c.Name)
			}
			seen[c.Name] = true
			if strings.HasSuffix(c.Name, "_s") != (c.Unit == "s") {
				t.Errorf("%s: %s has the unit %q", file, c.Name, c.Unit)
			}
		}
	}
}
