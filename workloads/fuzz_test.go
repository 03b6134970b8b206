package workloads

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sovsim/sim"
)

// fuzzFormat reads arbitrary bytes as a format: one of the texts, in which some have
// taken the place of others. Either they are refused with an Error, or every job is
// one that the model allows and survives being written down and read again.
//
// The text is given by its index, for what is fuzzed must be short: when Go's fuzzer
// finds something new it tries to leave out each range of its bytes, and so it spends a
// minute, which is all of its time, on each file of a few hundred bytes.
func fuzzFormat(f *testing.F, format string, texts [][]byte) {
	dir := f.TempDir()
	for i := range texts {
		f.Add(uint8(i), uint16(0), uint16(0), []byte(nil))
	}
	f.Fuzz(func(t *testing.T, text uint8, from, to uint16, insert []byte) {
		if len(insert) > 64 {
			return
		}
		content := spliced(texts[int(text)%len(texts)], from, to, insert)
		in, err := newInput("fuzz", bytes.NewReader(content))
		if err != nil {
			isError(t, err)
			return
		}
		in.again = func() (*input, error) { return newInput("fuzz", bytes.NewReader(content)) }
		names := &sim.Directory{}
		spec, err := formatNamed(format)
		if err != nil {
			t.Fatal(err)
		}
		r := &rules{zeroRun: spec.zeroRun}
		rd, err := spec.open(in, r, names)
		if err != nil {
			isError(t, err)
			return
		}
		var rows []row
		for len(rows) < 1000 {
			var j sim.Job
			ok, err := rd.next(&j)
			if err != nil {
				isError(t, err)
				return
			}
			if !ok {
				break
			}
			if j.Run < 0 || j.Request < 0 || j.GPUs < 1 || j.GPUs > maxGPUs || j.Submit < 0 || j.Submit > sim.MaxTime ||
				j.Nodes < 0 || j.Patience < 0 || j.Checkpoint < 0 || j.Nodes > 0 && j.GPUs%j.Nodes != 0 {
				t.Fatalf("a job that no model allows: %+v", j)
			}
			if j.Number != r.counts.Read {
				t.Fatalf("the job of record %d has the number %d", r.counts.Read, j.Number)
			}
			j.Number = 0
			rows = append(rows, row{j, names.Users.Name(j.User), names.Classes.Name(j.Class), names.Regions.Name(j.Region)})
		}
		if r.counts.Kept != int64(len(rows)) && len(rows) < 1000 {
			t.Fatalf("%d jobs, but %s", len(rows), r.counts.String())
		}
		again(t, filepath.Join(dir, "again.csv"), rows)
	})
}

// spliced is a text with other bytes in place of those between two places.
func spliced(text []byte, from, to uint16, insert []byte) []byte {
	first := min(int(from), len(text))
	return slices.Concat(text[:first], insert, text[max(first, min(int(to), len(text))):])
}

func isError(t *testing.T, err error) {
	var e *Error
	if !errors.As(err, &e) || e.File != "fuzz" || len(err.Error()) > 600 {
		t.Fatalf("%T of %d bytes, want a short Error with the file's name: %.300v", err, len(err.Error()), err)
	}
}

// again writes the jobs natively in the order in which they came and reads them.
func again(t *testing.T, path string, rows []row) {
	if len(rows) == 0 {
		return
	}
	names := &sim.Directory{}
	var b bytes.Buffer
	w, err := NewWriter("native", &b, names, WriterOptions{Columns: nativeOptional[:]})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		j := rows[i].Job
		j.ID, j.Name = int64(i), "" // order is restored by it below
		j.User, j.Class, j.Region = names.Users.ID(rows[i].user), names.Classes.ID(rows[i].class), names.Regions.ID(rows[i].region)
		if err := w.Write(&j); err != nil {
			isCarriageReturn(t, rows[i], err)
			return
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	_, got := get(t, path, "native")
	if len(got) != len(rows) {
		t.Fatalf("%d jobs come back of %d", len(got), len(rows))
	}
	for _, g := range got {
		want := rows[g.ID]
		want.ID, want.Name, want.User, want.Class, want.Region = g.ID, "", 0, 0, 0
		if g != want {
			t.Fatalf("%+v comes back as %+v", want, g)
		}
	}
}

func isCarriageReturn(t *testing.T, r row, err error) {
	for _, name := range []string{r.user, r.class, r.region} {
		if bytes.ContainsRune([]byte(name), '\r') {
			return
		}
	}
	t.Fatalf("%+v is refused: %v", r, err)
}

func FuzzSWF(f *testing.F) {
	texts := [][]byte{pack(f, []byte(oneJob)), pack(f, []byte(oneJob))[:30]}
	for _, s := range []string{
		oneJob,
		"; Version: 2.2\n; MaxProcs: 100\n" + oneJob + oneJob,
		"2 5.25 0 60.000000001 16 1.5 -1 12 90 -1 1 4 1 -1 -1 -1 -1 -1\r\n",
		"3 99 0 -1 -1 -1 -1 -1 -1 -1 5 4 1 -1 -1 -1 -1 -1\n1 0 0",
		"1 0 0 60 1 -1 -1 99999999999999999999 60 -1 1 1 1 -1 -1 -1 -1 -1\n",
		"\ufeff;\n\n\t\n;:\n", "1 2", "-", "\x1f\x8b", "\x00\x00\x00", "\x1f\x8b\x08\x00",
		"# MaxProcs: 1,152\r" + strings.ReplaceAll(oneJob, "\n", "\r"), ";\r" + oneJob + "\r\r" + oneJob,
		"job submit wait run\n" + oneJob + "job submit wait run\n",
		"7 0 0 30 2 -1 -1 2 40 -1 1 1 1 -1 1 -1 -1 -1\n7 0 0 10 2 -1 -1 2 40 -1 2 1 1 -1 1 -1 -1 -1\n7 -1 10 20 2 -1 -1 2 40 -1 3 1 1 -1 1 -1 -1 -1\n",
		"7 0 0 10 2 -1 -1 2 40 -1 2 1 1 -1 1 -1 -1 -1\n7 -1 10 20 2.0 -1 -1 2 40 -1 4 1 1 -1 1 -1 6 0.5 {1} q\n",
		"1.0 0 -1.00 10 1e0 -1 -1 2.00 20 -1 1 1 1 -1 1 -1 1 100 ; x\n",
	} {
		texts = append(texts, []byte(s))
	}
	fuzzFormat(f, "swf", texts)
}

func FuzzNative(f *testing.F) {
	texts := [][]byte{nil, pack(f, []byte(nativeHead+"\n1,,,,1,0,1,1\n"))}
	for _, s := range []string{
		nativeHead + "\n1,anna,mid,FR,8,10,60,90\n",
		nativeHead + "\n1,\"a, \"\"b\"\"\",\"x\ny\",,8,0.5,0,\n2,,,,9,0,-1,\n",
		nativeHead + ",nodes,patience_s,checkpoint_s\n1,,,,8,0,60,90,4,1.5,600\n1,,,,8,0,60,90,3,,\n",
		"run_s,job_id,gpus,region,class,user,submit_s,requested_s\n1,2,3,4,5,6,7,8\n",
		strings.ReplaceAll(nativeHead, ",", ";") + "\n1;;;;1,0;1,152;2e+01;NaN\n4711_1;;;;2;0,5;1;\n;;;;;;;\n",
		"sep=\t\n\t" + strings.ReplaceAll(nativeHead, ",", "\t") + "\n0\t1.0\t\t\t\t1.0\t0.30000000000000004\t1e-10\tNA\n",
		"\"job_id\",\"user\",\"class\",\"region\",\"gpus\",\"submit_s\",\"run_s\",\"requested_s\"\n\"1\",1,\"a\",\"\",\"\",1,0,1,NA\n",
		"# a comment\n" + nativeHead + ",\n\"x\ny\",,,,1,0,1,-1,\n", nativeHead + "\n1,,,,1,0,1,1,\n", nativeHead + "\n1,,,,1,\"1,152\",1,1\n",
		nativeHead + "\n1,a\rb,,,8,10,60,90\n", nativeHead + "\n1,\"", nativeHead, ",,,,\n", "\"\n", "\ufeff" + nativeHead + "\r\n1,,,,1,0,1,\r\n",
	} {
		texts = append(texts, []byte(s))
	}
	fuzzFormat(f, "native", texts)
}

// fuzzTable begins with the sample of the format, and what may hurt its reader.
func fuzzTable(f *testing.F, format string, more ...string) {
	sample, err := os.ReadFile(filepath.Join("testdata", format+".csv"))
	if err != nil {
		f.Fatal(err)
	}
	texts := [][]byte{sample, pack(f, sample)}
	for _, s := range append(more, "", "#", ",", "\"", "\"\"\"", "#:\n\n", "\ufeff#") {
		texts = append(texts, []byte(s))
	}
	fuzzFormat(f, format, texts)
}

func FuzzPhilly(f *testing.F) {
	fuzzTable(f, "philly", phillyHead+"\n2017-10-09 07:01:55,66,1,66,\"a\"\"b\"\n2016-02-29 00:00:00,1,1,,\n",
		phillyHead+"\n2099-12-31 23:59:59,4000000000,1,,\n", phillyHead+"\r\n2017-13-41 07:01:55,0,0,,\n",
		phillyHead+"\n2017-10-09T07:01:55.0000000005+02:00,1e+01,2.0,,\n2017-10-09,NaN,1,,\n", strings.ReplaceAll(phillyHead, ",", ";")+"\n2017-10-09 07:01Z;1,5;1;;\n")
}

func FuzzHelios(f *testing.F) {
	fuzzTable(f, "helios", heliosHead+"\n1,,,,4611686018427387,2147483647,,2147483647,0,4611686018,\n", heliosHead+"\n1,,,,-1,1,,-1,-1,-1,\n",
		heliosHead+"\n4711_1,,,,1.5,1.0,V100,nan,1e-12,unlimited,\n")
}

func FuzzOpenb(f *testing.F) {
	fuzzTable(f, "openb", openbHead+"\n1,,,1,1,,,,0,4611686018,-4611686018\n", openbHead+"\n999999999999999999,,,1,0,,,,0,0,0\n")
}
