package results

import (
	"flag"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/columns.md and the expected tables anew")

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
