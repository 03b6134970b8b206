package terminal

import (
	"bytes"
	"strings"
	"testing"
)

func TestVoice(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"done", "sovsim: done\n"},
		{"one\ntwo", "sovsim: one·two\n"}, // a line feed of the input
		// 72 columns beside the name, then 70.
		{strings.Repeat("a", 70) + " b c", "sovsim: " + strings.Repeat("a", 70) + " b\nsovsim:   c\n"},
		{"all jobs (-0.912 GPUs a day, 1170 on average): the backlog is not stationary: its trend over the run is more than half of its mean",
			"sovsim: all jobs (-0.912 GPUs a day, 1170 on average): the backlog is not\n" +
				"sovsim:   stationary: its trend over the run is more than half of its mean\n"},
		{"see /" + strings.Repeat("d", 90) + "/x.yaml:1:2: is wrong", "sovsim: see\nsovsim:   /" + strings.Repeat("d", 90) + "/x.yaml:1:2:\nsovsim:   is wrong\n"},
		{"a class \x1b[31mred\u202e\x9b\u2028end", "sovsim: a class ·[31mred·\ufffd·end\n"},
	} {
		var out bytes.Buffer
		NewVoice(&out).Say(c.text)
		if out.String() != c.want {
			t.Errorf("%q is said as\n%s\nwant\n%s", c.text, &out, c.want)
		}
	}
}

func TestVoiceSaysEachLine(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "one\ntwo": "sovsim: one\nsovsim: two\n", "one\n\ntwo\n": "sovsim: one\nsovsim:\nsovsim: two\n",
	} {
		var out bytes.Buffer
		if NewVoice(&out).SayEach(text); out.String() != want {
			t.Errorf("%q is said as %q, want %q", text, &out, want)
		}
	}
}

func TestVoiceVerbatim(t *testing.T) {
	var out bytes.Buffer
	NewVoice(&out).Verbatim("main.main()\n\t/src/" + strings.Repeat("x", 80) + ".go:12 +0x1d\n")
	if want := "sovsim: main.main()\nsovsim:     /src/" + strings.Repeat("x", 80) + ".go:12 +0x1d\n"; out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

func TestVoiceWriter(t *testing.T) {
	var out bytes.Buffer
	if n, err := NewVoice(&out).Write([]byte("a\n")); n != 2 || err != nil || out.String() != "sovsim: a\n" {
		t.Errorf("wrote %d bytes, %v: %q", n, err, &out)
	}
}

// However a text is cut into writes, what comes out is the masked text.
func TestMaskedIsTheSameForAllWrites(t *testing.T) {
	const text = "id,class\n1,\x1b[31mré\u202ed\n2,東\u2028京\x9b\n"
	const want = "id,class\n1,·[31mré·d\n2,東·京\ufffd\n"
	for size := 1; size <= len(text); size++ {
		var out bytes.Buffer
		m := &masked{w: &out}
		for i := 0; i < len(text); i += size {
			if n, err := m.Write([]byte(text[i:min(i+size, len(text))])); err != nil || n == 0 {
				t.Fatalf("wrote %d bytes: %v", n, err)
			}
		}
		if out.String() != want {
			t.Errorf("in writes of %d bytes: %q, want %q", size, &out, want)
		}
	}
}
