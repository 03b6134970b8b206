package unit

import "strings"

// Wrong is an error on a text that is no value, with what was perhaps meant. Who knows
// more of what is wanted shows only what would then be read; see Among.
type Wrong struct {
	// Says is what is wrong, without a full stop.
	Says string
	// Meant are values to write in its place, the likeliest first.
	Meant []Meant
}

// Meant is a value, and what it would be of, such as "days"; that may be empty.
type Meant struct{ Text, Of string }

// Error is what is wrong and what to write: "90" has no unit: write 90s for seconds or
// 90d for days.
func (w *Wrong) Error() string {
	if len(w.Meant) == 0 {
		return w.Says
	}
	parts := make([]string, len(w.Meant))
	for i, m := range w.Meant {
		parts[i] = m.Text
		if m.Of != "" {
			parts[i] += " for " + m.Of
		}
	}
	last := len(parts) - 1
	text := parts[last]
	if last > 0 {
		text = strings.Join(parts[:last], ", ") + " or " + text
	}
	return w.Says + ": write " + text
}

// Among is w with only what ok accepts.
func (w *Wrong) Among(ok func(string) bool) *Wrong {
	out := &Wrong{Says: w.Says}
	for _, m := range w.Meant {
		if ok(m.Text) {
			out.Meant = append(out.Meant, m)
		}
	}
	return out
}

// values are texts that may be meant.
func values(texts ...string) []Meant {
	list := make([]Meant, len(texts))
	for i, t := range texts {
		list[i].Text = t
	}
	return list
}
