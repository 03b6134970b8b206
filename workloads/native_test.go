package workloads

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const nativeHead = "job_id,user,class,region,gpus,submit_s,run_s,requested_s"

func TestNativeRules(t *testing.T) {
	const s = time.Second
	shaped := job(5, 16, 0, 60*s, 90*s)
	shaped.Nodes, shaped.Patience, shaped.Checkpoint = 4, 1500*time.Millisecond, 600*s
	for _, c := range []struct {
		rule, text string
		want       row
	}{
		{"all columns", nativeHead + "\n1,anna,mid,FR,8,10,60,90\n",
			row{job(1, 8, 10*s, 60*s, 90*s), "anna", "mid", "FR"}},
		{"no request: the run time", nativeHead + "\n1,anna,mid,FR,8,10,60,\n",
			row{job(1, 8, 10*s, 60*s, 60*s), "anna", "mid", "FR"}},
		{"a request of 0 is none", nativeHead + "\n1,anna,mid,FR,8,10,60,0\n",
			row{job(1, 8, 10*s, 60*s, 60*s), "anna", "mid", "FR"}},
		{"a job of zero length", nativeHead + "\n1,,,,8,10,0,90\n",
			row{Job: job(1, 8, 10*s, 0, 90*s)}},
		{"exact fractions", nativeHead + "\n1,,,,8,0.1,0.000000001,2.50\n",
			row{Job: job(1, 8, 100*time.Millisecond, 1, 2500*time.Millisecond)}},
		{"quoted names", nativeHead + "\n1,\"Müller, \"\"A\"\"\",\"two\nlines\", FR ,8,0,1,1\n",
			row{job(1, 8, 0, s, s), `Müller, "A"`, "two\nlines", " FR "}},
		{"columns in another order, optional ones among them",
			"patience_s,requested_s,run_s,nodes,submit_s,gpus,checkpoint_s,region,class,user,job_id\n1.5,90,60,4,0,16,600,DE,mid,bo,5\n",
			row{shaped, "bo", "mid", "DE"}},
		{"optional columns may be empty", nativeHead + ",nodes,patience_s,checkpoint_s\n5,bo,mid,DE,16,0,60,90,,,\n",
			row{job(5, 16, 0, 60*s, 90*s), "bo", "mid", "DE"}},
		{"carriage returns, a byte order mark, no line feed at the end", "\ufeff" + nativeHead + "\r\n1,a,b,c,8,10,60,90",
			row{job(1, 8, 10*s, 60*s, 90*s), "a", "b", "c"}},
		{"a negative job number", nativeHead + "\n-7,,,,1,0,1,1\n",
			row{Job: job(-7, 1, 0, s, s)}},
	} {
		rows, counts, err := read(t, c.text, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		if diff := cmp.Diff([]row{c.want}, rows, cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.rule, diff)
		}
		if counts.Kept != 1 || counts.TotalDropped() != 0 {
			t.Errorf("%s: %s", c.rule, counts.String())
		}
	}
}

func TestNativeDrops(t *testing.T) {
	_, counts, err := read(t, nativeHead+`
1,,,,8,0,60,
2,,,,9,0,60,
3,,,,0,0,60,
4,,,,-1,0,60,
5,,,,8,0,-1,
6,,,,8,-0.5,60,
7,,,,8,0,0,
`, Options{MaxGPUs: 8})
	want := Counts{Read: 7, Kept: 2, Dropped: [Drops]int64{NoRunTime: 1, NoProcessors: 2, TooLarge: 1, NegativeSubmit: 1}}
	if err != nil || counts != want {
		t.Errorf("%s, %v; want %s", counts.String(), err, want.String())
	}
}

func TestNativeErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{nativeHead + "\n", "no usable job: 0 records read"},
		{nativeHead + ",colour\n1,,,,1,0,1,,red\n", `trace:1:58: unknown column "colour", want some of job_id,user,class,region,gpus,submit_s,run_s,requested_s and perhaps nodes,patience_s,checkpoint_s`},
		{nativeHead + ",gpus\n", "trace:1:58: the column gpus is there twice"},
		{"job_id,user,class,gpus,submit_s,run_s\n", "trace:1: the header has no column region, requested_s"},
		{nativeHead + "\n1,a,b,c,8,10\n", "trace:2: 6 fields, want 8 as the header has"},
		{nativeHead + "\n1,a,b,c,8,10,60,90,5\n", "trace:2: 9 fields, want 8"},
		{nativeHead + "\n\n1,a,b,c,8,10,60,90\n,a,b,c,8,10,60,90\n", `trace:4:1: job_id is "", want a number or a name`},
		{nativeHead + "\n1,a,b,c,8.5,10,60,90\n", `trace:2:9: gpus is "8.5", want a whole number`},
		{nativeHead + "\n1,a,b,c,x,10,60,90\n", `trace:2:9: gpus is "x", want a whole number`},
		{nativeHead + "\n1,a,b,c,\"1,152\",10,60,90\n", `trace:2:9: gpus is "1,152", want a whole number`},
		{nativeHead + "\n1,a,b,c,1,\"1,152,000\",60,90\n", `trace:2:11: submit_s is "1,152,000", want one sign in all numbers of the file`},
		{nativeHead + "\n1,a,b,c,1,\"1,152.5\",60,90\n", `trace:2:11: submit_s is "1,152.5", want one sign`},
		{nativeHead + "\n1,a,b,c,1,0.5,\"1,152\",90\n", `trace:2:15: run_s is "1,152", want one sign`},
		{nativeHead + "\n1,a,b,c,1,2017-10-09 07:01:55,60,90\n", `trace:2:11: submit_s is "2017-10-09 07:01:55", want seconds such as 3600 or 0.25 (at most 146 years): a time stamp, and`},
		{nativeHead + "\n1,a,b,c,1,NaN,60,90\n", `trace:2:11: submit_s is "NaN", want seconds`},
		{nativeHead + "\n" + strings.Repeat("n", 257) + ",a,b,c,8,10,60,90\n", "want a number or a name of at most 256 bytes"},
		{nativeHead + "\na\x1bb,a,b,c,8,10,60,90\n", `trace:2:1: job_id is "a\x1bb", want a number or a name`},
		{nativeHead + "\n1,M\xfcller,b,c,8,10,60,90\n", `trace:2:3: user is "M\xfcller", want text in UTF-8 without NUL`},
		{nativeHead + "\n1,a,b\x00,c,8,10,60,90\n", `trace:2:5: class is "b\x00", want text in UTF-8 without NUL`},
		{nativeHead + "\n1,a,b,c,8,10,60,90\n2,a,b,\xff,8,10,60,90\n", `trace:3:7: region is "\xff", want text in UTF-8 without NUL`},
		{nativeHead + "\n1,a,b,c,3000000000,10,60,90\n", "trace:2:9: gpus is \"3000000000\", want at most 2147483647"},
		{nativeHead + "\n1,a,b,c,8,,60,90\n", `trace:2:11: submit_s is "", want seconds`},
		{nativeHead + "\n1,a,b,c,8,10,1h,90\n", `trace:2:14: run_s is "1h", want seconds`},
		{nativeHead + "\n1,a,b,c,8,10,60,-2\n", `trace:2:17: requested_s is "-2", want seconds such as 3600 or 0.25 (at most 146 years), or nothing, 0, -1, NA or such`},
		{nativeHead + "\n1,\"a\nb\",b,c,8,10,99999999999,90\n", "trace:3:13: run_s is"},
		{nativeHead + "\n1,a\"b,b,c,8,10,60,90\n", "trace:2:4: a quote within a field"},
		{nativeHead + "\n1,\"ab,b,c,8,10,60,90\n", "trace:2:3: a quote without its end"},
		{nativeHead + ",nodes\n1,a,b,c,8,10,60,90,3\n", "trace:2:20: 8 GPUs on 3 nodes, want the same number on each"},
		{nativeHead + ",nodes\n1,a,b,c,8,10,60,90,-2\n", `nodes is "-2", want 1 or more`},
		{nativeHead + ",patience_s\n1,a,b,c,8,10,60,90,0\n", "patience_s is \"0\", want more than 0 seconds (at most 146 years), or nothing, -1, NA or such"},
		{nativeHead + ",data_bytes\n1,a,b,c,8,10,60,90,1.5\n", `data_bytes is "1.5", want a whole number of at most 18 digits, or nothing`},
		{nativeHead + ",segment_s\n1,a,b,c,8,10,60,90,0.5\n", "segment_s is \"0.5\", want 60 or more seconds (at most 146 years), or nothing, 0, -1, NA or such"},
		{nativeHead + ",residency\n1,a,b,c,8,10,60,90,Home\n", `trace:2:20: residency is "Home", want home, bloc or any`},
		{nativeHead + ",project\n1,a,b,c,8,10,60,90,\xff\n", `trace:2:20: project is "\xff", want text in UTF-8`},
		{nativeHead + "\n1,\"" + strings.Repeat("ab\n", 100_000), "a record of more than 65536 bytes: is a quote left open?"},
		{nativeHead + "\n1," + strings.Repeat("a", 100_000), "a line of more than 65536 bytes"},
	} {
		_, _, err := read(t, c.text, Options{})
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.120q\n error %v\n  want …%s", c.text, err, c.want)
		}
	}
	_, _, err := read(t, "\n\n", Options{Format: "native"})
	if err == nil || !strings.Contains(err.Error(), "no header line") {
		t.Errorf("blank lines read as native: %v", err)
	}
}
