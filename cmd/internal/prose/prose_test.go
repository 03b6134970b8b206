package prose_test

import (
	"fmt"
	"strings"
	"testing"

	"sovsim/cmd/internal/prose"
)

func ExampleHang() {
	for _, line := range prose.Hang("one two three four", 12, 2) {
		fmt.Println(line)
	}
	// Output:
	// one two
	//   three four
}

// Each kind of character that must not reach a terminal, one dot for each; letters,
// accents, signs and blanks of other scripts stay.
func TestMask(t *testing.T) {
	for _, c := range []struct{ what, in, want string }{
		{"plain text", "EU-DE/small µ 5 × 3 – 東京", "EU-DE/small µ 5 × 3 – 東京"},
		{"an accent of its own", "e\u0301", "e\u0301"},
		{"escape sequences", "\x1b[31mred\x1b]0;pwn\x07", "·[31mred·]0;pwn·"},
		{"line feed, tab, return, delete", "a\nb\tc\rd\x7fe", "a·b·c·d·e"},
		{"C1: a control sequence of one character, and NEL", "a\u009b31mb\u0085", "a·31mb·"},
		{"a byte of C1 by itself", "a\x9b31m", "a\ufffd31m"},
		{"embeddings and overrides", "\u202aa\u202bb\u202cc\u202dd\u202ee", "·a·b·c·d·e"},
		{"isolates", "\u2066a\u2067b\u2068c\u2069d", "·a·b·c·d"},
		{"marks of direction", "\u200ea\u200fb\u061cc", "·a·b·c"},
		{"separators of lines and paragraphs", "a\u2028b\u2029c", "a·b·c"},
		{"without width", "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u180eh", "a·b·c·d·e·f·g·h"},
		{"fillers and selectors", "a\u034fb\u115fc\u3164d\ufe0fe\U000e0100f\U000e0041", "a·b·c·d·e·f·"},
	} {
		if got := prose.Mask(c.in); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.what, c.in, got, c.want)
		}
	}
	if got, want := prose.Lines("a\x1bb\nc\u2028d\n"), "a·b\nc·d\n"; got != want {
		t.Errorf("lines: got %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	long := strings.Repeat("x", 15)
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"", 10, ""},
		{"  one   two ", 10, "one two"},
		{"one two three", 7, "one two|three"},
		{"one two three", 8, "one two|three"},
		{"a " + long + " b c", 10, "a|" + long + "|b c"},
		{"東京 東京 東京", 9, "東京 東京|東京"}, // two columns each
	} {
		if got := strings.Join(prose.Wrap(c.in, c.width), "|"); got != c.want {
			t.Errorf("%q in %d: got %q, want %q", c.in, c.width, got, c.want)
		}
	}
}
