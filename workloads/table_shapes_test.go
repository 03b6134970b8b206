package workloads

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
)

// Two jobs, as spreadsheets, pandas and R write a table of them: 0.5 s and 3 s, with a
// request of 20 s and none. Of what is passed over there is a note.
func TestTablesAsProgramsWriteThem(t *testing.T) {
	const s = time.Second
	want := []row{
		{Job: job(1, 1, 500*time.Millisecond, 10*s, 20*s), user: "ann"},
		{Job: job(2, 4, 3*s, 10*s, 10*s), user: "bob"},
	}
	const index, rows = indexNote, "the rows have a field before the columns that the header names: names of rows, passed over"
	semicolons := strings.ReplaceAll(nativeHead, ",", ";")
	tabs := strings.ReplaceAll(nativeHead, ",", "\t")
	for _, c := range []struct {
		from, text string
		notes      []string
	}{
		{"a spreadsheet with decimal commas", semicolons + "\r\n1;ann;;;1;0,5;10,0;2E+01\r\n2;bob;;;4,0;3;10;\r\n;;;;;;;\r\n", nil},
		{"a spreadsheet that names its separator", "sep=;\r\n" + semicolons + "\r\n1;ann;;;1;0,5;10;20\r\n2;bob;;;4;3;10;\r\n", nil},
		{"semicolons with points", semicolons + "\n1;ann;;;1;0.5;10;20\n2;bob;;;4;3.000;10;\n", nil},
		{"decimal commas in quotes", nativeHead + "\n1,ann,,,1,\"0,5\",10,20\n2,bob,,,4,\"3,000\",10,\n", nil},
		{"tabs", tabs + "\n1\tann\t\t\t1\t0.5\t10\t20\n2\tbob\t\t\t4\t3\t10\tNA\n", nil},
		{"pandas, with its index", "," + nativeHead + "\n0,1.0,ann,,,1.0,0.5,10.0,20.0\n1,2.0,bob,,,4.0,3.0,10.0,\n", []string{index}},
		{"pandas, read and written again", "Unnamed: 0," + nativeHead + "\n0,1,ann,,,1,0.5,10,20\n1,2,bob,,,4,3,10,NaN\n", []string{index}},
		{"an index before semicolons", ";" + semicolons + "\n0;1;ann;;;1;0,5;10;20\n1;2;bob;;;4;3;10;-1\n", []string{index}},
		{"R, write.csv", `"","job_id","user","class","region","gpus","submit_s","run_s","requested_s"` + "\n" +
			`"1",1,"ann","","",1,0.5,10,20` + "\n" + `"2",2,"bob","","",4,3e+00,1e+01,NA` + "\n", []string{index}},
		{"R, write.table without a name for the rows", `"job_id","user","class","region","gpus","submit_s","run_s","requested_s"` + "\n" +
			`"1",1,"ann","","",1,0.5,10,20` + "\n" + `"2",2,"bob","","",4,3,10,NA` + "\n", []string{rows}},
		{"R, write.table without quotes", tabs + "\n1\t1\tann\t\t\t1\t0.5\t10\t20\n2\t2\tbob\t\t\t4\t3\t10\tNA\n", []string{rows}},
		{"a separator after the columns, in all lines", nativeHead + ",\n1,ann,,,1,0.5,10,20,\n2,bob,,,4,3,10,,\n", nil},
		{"a separator after the columns, in the rows", nativeHead + "\n1,ann,,,1,0.5,10,20,\n2,bob,,,4,3,10,,\n", nil},
		{"blanks beside quotes", "\"job_id\", \"user\" ,\"class\", \"region\", \"gpus\", \"submit_s\", \"run_s\", \"requested_s\"\n1, \"ann\", \"\",\"\" , \"1\", \"0.5\", 10, \"20\"\n2,\"bob\" ,,, \"4\", 3, 10, \"\"\n", nil},
		{"pandas, read and written twice", "Unnamed: 0.1,Unnamed: 0," + nativeHead + "\n0,0,1,ann,,,1,0.5,10,20\n1,1,2,bob,,,4,3,10,NaN\n", []string{"the first 2 columns have no names: indices, passed over"}},
		{"a separator named in quotes", "\"SEP=;\"\n" + semicolons + "\n1;ann;;;1;0.5;10;20\n2;bob;;;4;3;10;\n", nil},
		{"lines of blanks, and of separators and blanks", nativeHead + "\n1,ann,,,1,0.5,10,20\n  \n\t\n , , , , , , , \n2,bob,,,4,3,10,\n\f\n", nil},
		{"line ends written twice", nativeHead + "\r\r\n1,ann,,,1,0.5,10,20\r\r\n2,bob,,,4,3,10,\r", nil},
		{"names in capitals, with blanks", "# made by hand\n Job_ID , USER,class,Region,GPUs,Submit_s,run_S,requested_s\n1,ann,,, 1 , 0.5,10 ,20\n2,bob,,,4,3,10, \n", nil},
	} {
		trace, err := Open(write(t, "trace", []byte(c.text)), Options{})
		if err != nil {
			t.Errorf("%s: %v", c.from, err)
			continue
		}
		if diff := cmp.Diff(want, drain(t, trace, trace.Directory()), cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.from, diff)
		}
		if diff := cmp.Diff(c.notes, trace.Header().Notes); diff != "" {
			t.Errorf("%s, notes (-want +got):\n%s", c.from, diff)
		}
	}
}

// The tables of others come by the same ways.
func TestTablesOfOthersInOtherShapes(t *testing.T) {
	const s = time.Second
	shaped := job(7, 16, 1500*time.Microsecond, 60*s, 60*s)
	shaped.Nodes = 2
	for _, c := range []struct {
		text string
		want row
	}{
		{";Timestamp;duration;num_gpus;cluster\n0;2017-10-09 00:00:10,5;60,0;2,0;a\n", row{Job: job(1, 2, 10500*time.Millisecond, 60*s, 60*s), region: "a"}},
		{strings.ReplaceAll(heliosHead, ",", "\t") + "\n7.0\tu\tv\tk\t1.5e+03\t16.0\t\t2.0\t60.0\tNone\tCOMPLETED\n", row{shaped, "u", "k", "v"}},
		{"," + openbHead + "\n0,openb-pod-0007,1,1,2.0,1000.0,,LS,Running,1e+01,95.0,35.0\n", row{Job: job(7, 2, 10*s, 60*s, 60*s), class: "LS"}},
		{openbHead + "\n1,openb-pod-0007,1,1,2,1000,,LS,Running,10,95,35\n", row{Job: job(7, 2, 10*s, 60*s, 60*s), class: "LS"}},
	} {
		rows, _, err := read(t, c.text, Options{})
		if diff := cmp.Diff([]row{c.want}, rows, cmp.AllowUnexported(row{})); err != nil || diff != "" {
			t.Errorf("%s%v (-want +got):\n%s", c.text, err, diff)
		}
	}
}

// A sign that may stand before thousands or before a fraction is settled by another
// number of the file, before it or after it; where none does, the place is reported.
func TestDecimalCommaOrThousands(t *testing.T) {
	head := strings.ReplaceAll(nativeHead, ",", ";") + "\n"
	for _, c := range []struct {
		text string
		run  time.Duration // of the first job
		want string
	}{
		{"1;;;;1;0;1,152;\n2;;;;1;0,5;1;\n", 1152 * time.Millisecond, ""},
		{"2;;;;1;0;2000,152;\n1;;;;1;1;1,152;\n", 2000152 * time.Millisecond, ""},
		{"1;;;;1;0;86.400;\n2;;;;1;0.5;1;\n", 86400 * time.Millisecond, ""},
		{"1;;;;1;0;1,152;\n2;;;;1;1;1;\n", 0, "trace:2:10: run_s is \"1,152\", want a number that is one only: no other number of the file tells whether the comma"},
		{"1;;;;1;0;86.400;\n", 0, "trace:2:10: run_s is \"86.400\", want a number that is one only: no other number of the file tells whether the point"},
		{"1;;;;1;0;86.400;\n2;;;;1;0,5;1;\n", 0, "trace:3:8: submit_s is \"0,5\", want one sign"},
		{"1;;;;1;0;1.152,5;\n", 0, "trace:2:10: run_s is \"1.152,5\", want one sign"},
		{"1;;;;1,5;0;1;\n", 0, "trace:2:6: gpus is \"1,5\", want a whole number"},
		{"1;;;;1;0;1 152;\n", 0, "run_s is \"1 152\", want seconds"},
		{"1;;;;1;0;1'152;\n", 0, "run_s is \"1'152\", want seconds"},
	} {
		rows, _, err := read(t, head+c.text, Options{})
		if c.want != "" {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s error %v\n  want …%s", c.text, err, c.want)
			}
			continue
		}
		if err != nil || rows[0].Run != c.run {
			t.Errorf("%s %v, %v; want a run time of %v", c.text, rows, err, c.run)
		}
	}
}

// A field too many is a fault where it could be before the columns or after them.
func TestAFieldTooMany(t *testing.T) {
	for _, line := range []string{"1,a,b,c,8,10,60,90,5", "1,1,u,c,3,8,10,60,90", "x,1,a,b,c,8.5,10,60,90"} {
		_, _, err := read(t, nativeHead+"\n"+line+"\n", Options{})
		if err == nil || !strings.Contains(err.Error(), "trace:2: 9 fields, want 8 as the header has") {
			t.Errorf("%s: %v", line, err)
		}
	}
	_, _, err := read(t, nativeHead+",\n1,a,b,c,8,10,60,90,5\n", Options{})
	if err == nil || !strings.Contains(err.Error(), `trace:2:20: "5" stands in a column without a name`) {
		t.Errorf("a value without a name: %v", err)
	}
}

// Everything that says that there is no limit, no interval, no size or no shape.
func TestMissingNumbers(t *testing.T) {
	want := job(1, 4, 0, 10*time.Second, 10*time.Second)
	marks := append([]string{"", " ", "0", "0.0", "-1", "-1.0", "nan", "na", "UNLIMITED", "Infinite", "Inf", "NULL"}, missingMarks[:]...)
	for _, m := range marks {
		for _, c := range []struct{ text, zero string }{
			{nativeHead + "\n1,,,,4,0,10," + m + "\n", ""},
			{nativeHead + ",nodes\n1,,,,4,0,10,," + m + "\n", ""},
			{nativeHead + ",checkpoint_s,segment_s,data_bytes\n1,,,,4,0,10,," + m + "," + m + "," + m + "\n", ""},
			{nativeHead + ",patience_s\n1,,,,4,0,10,," + m + "\n", "patience_s is"},
			{heliosHead + "\n1,,,,0,4,," + m + ",10," + m + ",\n", ""},
		} {
			rows, _, err := read(t, c.text, Options{})
			if c.zero != "" && strings.HasPrefix(m, "0") {
				if err == nil || !strings.Contains(err.Error(), c.zero) {
					t.Errorf("%q: %v, want a fault: 0 could mean to leave at once", m, err)
				}
				continue
			}
			if diff := cmp.Diff([]row{{Job: want}}, rows, cmp.AllowUnexported(row{})); err != nil || diff != "" {
				t.Errorf("%q in\n%s%v (-want +got):\n%s", m, c.text, err, diff)
			}
		}
	}
	// A number that must be there and is not makes the record no job.
	for _, c := range []struct {
		text string
		want Drop
	}{
		{nativeHead + "\n1,,,,NaN,0,10,\n", NoProcessors},
		{nativeHead + "\n1,,,,4,0,NA,\n", NoRunTime},
		{phillyHead + "\n2017-10-09 00:00:00,NaN,4,,c\n", NoRunTime},
		{phillyHead + "\n2017-10-09 00:00:00,5,,,c\n", NoGPU},
		{heliosHead + "\n1,,,,0,4,,,None,,\n", NoRunTime},
		{openbHead + "\np,1,1,,,,LS,Running,10,100,70\n", NoGPU},
		{openbHead + "\np,1,1,1,,,LS,Running,10,100,NaN\n", NeverScheduled},
		{openbHead + "\np,1,1,1,,,LS,Running,10,-1.0,70\n", NoEnd},
	} {
		_, _, err := read(t, c.text, Options{})
		if err == nil || !strings.Contains(err.Error(), "1 dropped (1 "+c.want.String()+")") {
			t.Errorf("%s%v, want it dropped: %s", c.text, err, c.want)
		}
	}
	// A request is never rounded to none.
	rows, counts, err := read(t, nativeHead+"\n1,,,,4,0,10,1e-12\n", Options{})
	if err != nil || rows[0].Request != 1 || counts.Adjusted[RoundedTime] != 1 {
		t.Errorf("a request of a picosecond: %v, %v", rows, err)
	}
}

// Job numbers stay numbers, other texts stay to the letter, and both survive being
// written down; swf has numbers only, and says so.
func TestJobsWithNames(t *testing.T) {
	list := []struct {
		text, name string
		id         int64
	}{
		{"7", "", 7}, {"-7", "", -7}, {"7.0", "", 7}, {"1e+05", "", 100_000}, {"123456789012345678", "", 123456789012345678}, {"0", "", 0},
		{"007", "007", 7}, {"4711_1", "4711_1", 8}, {"4712+1", "4712+1", 9}, {"train-llama", "train-llama", 10},
		{"12e5", "12e5", 11}, {"9223372036854775807", "9223372036854775807", 12}, {"\"a, \"\"b\"\"\"", `a, "b"`, 13}, {"é;1", "é;1", 14}, {"1.5", "1.5", 15},
	}
	var b strings.Builder
	b.WriteString(nativeHead + "\n")
	for _, l := range list {
		b.WriteString(l.text + ",,,,1,0,1,1\n")
	}
	f, err := Check(write(t, "t.csv", []byte(b.String())), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time of what was written
		trace, err := f.Open(nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range drain(t, trace, trace.Directory()) {
			if r.ID != list[i].id || r.Name != list[i].name {
				t.Errorf("%s is %d %q, want %d %q", list[i].text, r.ID, r.Name, list[i].id, list[i].name)
			}
		}
		var out bytes.Buffer
		if _, err := Convert(&out, "native", f); err != nil {
			t.Fatal(err)
		}
		if f, err = Check(write(t, "again.csv", out.Bytes()), Options{}); err != nil {
			t.Fatal(err)
		}
	}
	done, err := Convert(&bytes.Buffer{}, "swf", f)
	if err != nil || len(done.Lost) != 1 || !strings.HasPrefix(done.Lost[0], "names of jobs") {
		t.Errorf("to swf: lost %v, %v", done.Lost, err)
	}
	_, err = read1(t, nativeHead+"\n4711_1,,,,3,0,1,1\n4711_2,,,,3,0.5,1,1\n", "swf")
	if err == nil || !strings.Contains(err.Error(), "job 4711_2 has a submit of 500ms") {
		t.Errorf("messages name the job: %v", err)
	}
}

// read1 converts a trace.
func read1(t *testing.T, text, format string) (Conversion, error) {
	f, err := Check(write(t, "t.csv", []byte(text)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Convert(&bytes.Buffer{}, format, f)
}

// Columns that say where a job may run are counted where they say something; digits
// below a nanosecond where they change a time.
func TestAdjustedRecords(t *testing.T) {
	for _, c := range []struct {
		text string
		want Counts
	}{
		{openbHead + "\na,1,1,1,1000,V100M32,LS,,0,100,0\nb,1,1,1,1000,T4|P100,LS,,0,100,0\nc,1,1,1,1000,,LS,,0,100,0\nd,1,1,0,1000,T4,LS,,0,100,0\n",
			Counts{Read: 4, Kept: 3, Dropped: [Drops]int64{NoGPU: 1}, Adjusted: [Adjusts]int64{Restricted: 2}}},
		{heliosHead + "\n1,,,,0,1,V100,,10,,\n2,,,,0,1,NaN,,10,,\n3,,,,0,1,,,10,,\n", Counts{Read: 3, Kept: 3, Adjusted: [Adjusts]int64{Restricted: 1}}},
		{phillyHead + ",Partition,gpu_type\n2017-10-09 00:00:00,1,1,,c,p1,A100\n2017-10-09 00:00:00,1,1,,c,,\n",
			Counts{Read: 2, Kept: 2, Adjusted: [Adjusts]int64{Restricted: 1}}},
		{nativeHead + "\n1,,,,1,0.30000000000000004,10,\n2,,,,1,0.5,10.000000000000,\n3,,,,1,1,1.00000000049,1.9999999996\n",
			Counts{Read: 3, Kept: 3, Adjusted: [Adjusts]int64{RoundedTime: 2}}},
		{phillyHead + "\n2017-10-09 00:00:00.1234567894,1,1,,c\n2017-10-09 00:00:01.1234567890,1,1,,c\n",
			Counts{Read: 2, Kept: 2, Adjusted: [Adjusts]int64{RoundedTime: 1}}},
	} {
		rows, counts, err := read(t, c.text, Options{})
		if err != nil || counts != c.want {
			t.Errorf("%s%v: %s, want %s", c.text, err, counts.String(), c.want.String())
		}
		if c.want.Adjusted[RoundedTime] == 2 && (rows[0].Submit != sim.Time(300*time.Millisecond) || rows[2].Run != time.Second || rows[2].Request != 2*time.Second) {
			t.Errorf("rounded: %+v", rows)
		}
	}
}
