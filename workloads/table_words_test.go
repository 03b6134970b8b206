package workloads

import (
	"strings"
	"testing"
	"time"
)

// A column that restricts where a job may run is found whatever the signs in its name;
// words for anywhere restrict nothing. Of other columns that nothing reads there is a
// note, but not of those that the published files have.
func TestColumnsThatNothingReads(t *testing.T) {
	const head, record = "timestamp,duration,num_gpus,gpu_time,cluster", "2017-10-09 07:01:55,66,1,66,c1"
	for _, c := range []struct {
		name, value string
		restricted  int64
		note        string
	}{
		{"GPU-Type", "V100", 1, ""}, {"gpu type", "V100", 1, ""}, {"NodeList", "n[1-4]", 1, ""}, {"node.pool", "a", 1, ""},
		{"gpu_type", "any", 0, ""}, {"gpu_type", "ALL", 0, ""}, {"gpu_type", "*", 0, ""}, {"gpu_type", "[]", 0, ""}, {"gpu_type", "-1.0", 0, ""},
		{"gpu_type", " ", 0, ""}, {"gpu_time", "5", 0, ""}, {"GPU_Time", "5", 0, ""},
		{"where it ran", "n1", 0, `columns that nothing reads: "where it ran"`},
		{"a,b,c,d,e,f,g,h", "1,2,3,4,5,6,7,8", 0, `columns that nothing reads: "a", "b", "c", "d", "e", "f", 2 more`},
		{"\u202ea", "1", 0, `columns that nothing reads: "\u202ea"`},
	} {
		trace, err := Open(write(t, "trace", []byte(strings.ReplaceAll(head, "gpu_time", c.name)+"\n"+
			strings.Replace(record, "66,c1", c.value+",c1", 1)+"\n")), Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		counts, notes := trace.Stats(), strings.Join(trace.Header().Notes, "\n")
		if counts.Adjusted[Restricted] != c.restricted || notes != c.note {
			t.Errorf("%s = %s: %d restricted, notes %s, want %d, %s", c.name, c.value, counts.Adjusted[Restricted], notes, c.restricted, c.note)
		}
	}
}

// A word or −1 for what is not stated means that, in any form and in each column.
func TestMinusOneInAnyForm(t *testing.T) {
	pods := strings.ReplaceAll(openbHead, ",", ";") + "\n"
	for _, c := range []struct {
		text  string
		kept  int64
		drop  Drop
		count int64
	}{
		{pods + "a;1;1;2;-1,0;;LS;Running;1,5;100;20\n", 1, NoEnd, 0},
		{pods + "a;1;1;2;1000;;LS;Running;1,5;100;20\nb;1;1;2;1000;;LS;Running;1,5;-1,0;20\n", 1, NoEnd, 1},
		{pods + "a;1;1;2;1000;;LS;Running;1,5;100;20\nb;1;1;2;1000;;LS;Running;1,5;100;-1,0\n", 1, NeverScheduled, 1},
	} {
		_, n, err := read(t, c.text, Options{})
		if err != nil || n.Kept != c.kept || n.Dropped[c.drop] != c.count || n.TotalDropped() != c.count {
			t.Errorf("%s%s, %v", c.text, n.String(), err)
		}
	}
}

// What looks like a comment, and files of other kinds, are errors that say so.
func TestOtherwiseWritten(t *testing.T) {
	head := nativeHead + "\n"
	for _, c := range []struct{ text, want string }{
		{head + "1,,,,1,0,1,1\n#2,,,,1,0,1,1\n", "trace:3: a line that begins with # below the header, want comments above it"},
		{head + "1,,,,1,0,1,1\n# x\n", "trace:3: a line that begins with # below the header"},
		{nativeHead + ",patience_s\n1,,,,1,0,1,1,-0.0\n", `patience_s is "-0.0", want more than 0 seconds`},
		{nativeHead + ",patience_s\n1,,,,1,0,1,1,-2\n", `patience_s is "-2", want more than 0 seconds (at most 146 years), or nothing, -1,`},
		{"\xff\xfej\x00o\x00", "the file is in UTF-16, want UTF-8"},
		{"\xfe\xff\x00j\x00o", "the file is in UTF-16"}, {"j\x00o\x00b\x00", "the file is in UTF-16"},
		{"BZh91AY", "packed with bzip2, want it unpacked, or packed with gzip"}, {"PK\x03\x04\x00", "packed with zip"},
		{"\xfd7zXZ\x00\x00", "packed with xz"}, {"\x28\xb5\x2f\xfd\x00", "packed with zstd"},
		{string(pack(t, pack(t, []byte(head)))), "packed with gzip, twice"},
		{"timestamp,duration,num_gpus,gpu_time,cluster\n1970-01-01T00:30:00+01:00,1,1,1,c\n", `trace:2:1: timestamp is "1970-01-01T00:30:00+01:00", want`},
	} {
		if _, _, err := read(t, c.text, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: error %v, want %s", c.text, err, c.want)
		}
	}
}

// A job whose name begins with # comes back from a file of this program's own.
func TestNameThatLooksLikeAComment(t *testing.T) {
	const text = nativeHead + "\n\"#2 \"\"a\"\"\",,,,1,0,1,1\n"
	f, err := Check(write(t, "trace", []byte(text)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := Convert(&b, "native", f); err != nil || b.String() != text {
		t.Errorf("%q, %v, want %q", b.String(), err, text)
	}
	rows, _, err := read(t, b.String(), Options{})
	if err != nil || rows[0].Name != `#2 "a"` || rows[0].Run != time.Second {
		t.Errorf("%+v, %v", rows, err)
	}
}
