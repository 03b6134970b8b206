package workloads

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever plain accepts, parse accepts too, and reads the same values; and what
// a log mostly holds is plain.
func TestPlainReadsWhatParseReads(t *testing.T) {
	number := rapid.OneOf(
		rapid.Map(rapid.Int64Range(-99, 99_999), func(n int64) string { return fmt.Sprint(n) }),
		rapid.StringMatching(`-?[0-9]{7,11}`), rapid.StringMatching(`[3-4][0-9]{9}`), rapid.StringMatching(`-?[0-9]{1,3}\.[0-9]{0,3}`),
		rapid.StringMatching(`-?[0-9]{17,20}`), rapid.SampledFrom([]string{"-1", "-1", "-1", "+1", "-", ".5", "1e3", "x", "007", "-0", "1-1", "1:", "/", ";", "\x00", "é"}))
	plain := rapid.Map(rapid.Int64Range(-1, 99_999_999), func(n int64) string { return fmt.Sprint(n) })
	gap := rapid.SampledFrom([]string{" ", " ", " ", "  ", "\t", "    ", "\r"})
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		fields := rapid.SampledFrom([]int{18, 18, 18, 18, 17, 19, 1, 0}).Draw(t, "fields")
		odd := rapid.IntRange(-3, 17).Draw(t, "odd")
		tidy := rapid.IntRange(0, 3).Draw(t, "untidy") < 3 // most lines are, as those of logs
		for n := range fields {
			if n > 0 || rapid.Bool().Draw(t, "indent") {
				if tidy {
					b.WriteByte(' ')
				} else {
					b.WriteString(gap.Draw(t, "gap"))
				}
			}
			if n == odd {
				b.WriteString(number.Draw(t, "odd field"))
			} else {
				b.WriteString(plain.Draw(t, "field"))
			}
		}
		end := rapid.SampledFrom([]string{"\n", "\r\n", " \n", "\n9 9 9 9 9 9 9 9 9\n"}).Draw(t, "end")
		in, err := newInput("lines", strings.NewReader(b.String()+end))
		if err != nil {
			t.Fatal(err)
		}
		line, err := in.next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		quick, thorough := &swfReader{in: in}, &swfReader{in: in}
		if !quick.plain(line) {
			return
		}
		accepted++
		n, err := thorough.parse(line)
		if err != nil || n != swfFields {
			t.Fatalf("plain accepts %q, parse gives %d fields, %v", line, n, err)
		}
		for i, kind := range swfKinds {
			if kind != swfOther && quick.values[i] != thorough.values[i] {
				t.Errorf("field %d of %q: plain reads %d, parse %d", i+1, line, quick.values[i], thorough.values[i])
			}
		}
	})
	if accepted == 0 {
		t.Error("no line was plain")
	}
}

// Plain looks beyond a line's end for speed; what lies there is not read.
func TestPlainEndsWithTheLine(t *testing.T) {
	for _, c := range []struct {
		line, after string
		want        bool
	}{
		{"1 0 -1 10 4 -1 -1 4 20 -1 1 7 -1 -1 -1 -1 -1 -1", "\n99999999999999999999", true},
		{"1 0 -1 10 4 -1 -1 4 20 -1 1 7 -1 -1 -1 -1 -1 -1  ", "\n99999999999999999999", true},
		{"1 0 -1 10 4 -1.5 -1 4 20 -1 1 7 -1 -1 -1 -1 -1 -1", "\n99999999999999999999", true},
		{"1 0 -1 10 4 -1 -1 4 20 -1 1 7 -1 -1 -1 -1 -1", "\n99999999999999999999", false},
		{"1 0 -1 10 4 -1 -1 4 20 -1 1 7 -1 -1 -1 -1 -1 -", "\n99999999999999999999", false},
		{"1 0 -1 10.5 4 -1 -1 4 20 -1 1 7 -1 -1 -1 -1 -1 -1", "\n99999999999999999999", false},
		{"; comment", "\n99999999999999999999", false},
		{"", "\n99999999999999999999", false},
		{"1 0 -1 10 4 -1 -1 4 20 -1 1 7 -1 -1 -1 -1 -1 -1", "\n", false}, // parse takes the end of the buffer
	} {
		buf := bytes.NewBufferString(c.line + c.after).Bytes()
		r := &swfReader{}
		if got := r.plain(buf[: len(c.line) : len(c.line)+len(c.after)]); got != c.want {
			t.Errorf("plain(%q) before %q is %v, want %v", c.line, c.after, got, c.want)
		}
		if c.want && (r.values[swfRun] != 10e9 || r.values[swfUser] != 7) {
			t.Errorf("plain(%q) reads a run time of %d and user %d", c.line, r.values[swfRun], r.values[swfUser])
		}
	}
}
