package experiment

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A table as pandas writes it, with an index, jobs with names and requests that are not
// stated, on one GPU: each job has its run time, and jobs.csv repeats the names. What
// was passed over and adjusted is in the manifest. The run that reads the file itself
// (one policy) says the same as those that take it from memory.
func TestATableOfPandas(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.csv": ",job_id,user,class,region,gpus,submit_s,run_s,requested_s\n" +
			"0,4711_1,ann,,r,1.0,0.0,10.0,NaN\n1,\"a, b\",,,r,1.0,0.30000000000000004,10.0,0\n2,7.0,,,r,1.0,0.5,5.0,7.0\n",
		"a.yaml": "version: 1\nclusters: [{name: m, region: r, kind: pool, gpus: 1}]\nworkload: [{trace: a.csv}]\noutputs: {jobs: true}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want := [][]string{ // job_id, submit_s, start_s, end_s, requested_s, outcome
		{"4711_1", "0", "0", "10", "10", "completed"},
		{"a, b", "0.3", "10", "20", "10", "completed"},
		{"7", "0.5", "20", "25", "7", "completed"},
	}
	for _, policies := range []string{"[fcfs]", "[fcfs, easy]"} {
		s, err := Load(filepath.Join(dir, "a.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		s.Policies = strings.Split(strings.Trim(policies, "[]"), ", ")
		outcome, out := execute(t, s, Options{Workers: 1})
		data, err := os.ReadFile(filepath.Join(out, "jobs.csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			r := rows[i+1]
			if diff := cmp.Diff(w, []string{r[3], r[9], r[10], r[11], r[14], r[16]}); diff != "" {
				t.Errorf("%s, job %d (-want +got):\n%s", policies, i, diff)
			}
		}
		n := outcome.Manifest.Source
		if diff := cmp.Diff(map[string]int64{"a time rounded to the nanosecond": 1}, n.Adjusted); diff != "" {
			t.Errorf("%s, adjusted (-want +got):\n%s", policies, diff)
		}
		if diff := cmp.Diff([]string{"the first column has no name: an index, passed over"}, n.Notes); diff != "" {
			t.Errorf("%s, notes (-want +got):\n%s", policies, diff)
		}
	}
}
