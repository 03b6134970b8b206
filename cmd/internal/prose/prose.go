package prose

import (
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Width is the widest line that is written for a person, in columns.
const Width = 80

// dot stands for a character that must not reach a terminal.
const dot = '·'

// Mask is s in one line, with a dot for each character that drives a terminal, breaks
// a line, turns the order of letters or cannot be seen: controls (C0, DEL, C1), line
// and paragraph separators, and what Unicode calls format characters, default
// ignorable ones and variation selectors: marks of direction, characters without
// width. Bytes that are no UTF-8 become U+FFFD.
func Mask(s string) string { return strings.Map(maskRune, s) }

// Lines is Mask for a text of several lines: line feeds stay.
func Lines(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return maskRune(r)
	}, s)
}

func maskRune(r rune) rune {
	if r < ' ' || r >= 0x7f && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
		return dot
	}
	return r
}

// Wrap is a text as lines of at most width columns, broken at spaces. A longer word,
// such as a path, has a line of its own and stays whole.
func Wrap(s string, width int) []string { return Hang(s, width, 0) }

// Hang is Wrap with all lines but the first indented by so many spaces, which count
// in their width.
func Hang(s string, width, indent int) []string {
	var lines []string
	line, columns := "", 0
	for _, word := range strings.Fields(s) {
		w := text.StringWidth(word)
		switch {
		case line == "":
		case columns+1+w > width:
			lines = append(lines, line)
			line, columns = strings.Repeat(" ", indent), indent
		default:
			line, columns = line+" ", columns+1
		}
		line, columns = line+word, columns+w
	}
	return append(lines, line)
}
