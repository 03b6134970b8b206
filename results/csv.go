package results

import (
	"io"
	"strconv"
	"strings"

	"sovsim/sim"
)

// blockSize is how much text is gathered before it is written.
const blockSize = 1 << 18

// rowBuffer gathers rows and writes them in blocks. After the first error it takes
// no more and keeps the error.
type rowBuffer struct {
	to  io.Writer
	buf []byte
	err error
}

func newRowBuffer(to io.Writer) rowBuffer {
	return rowBuffer{to: to, buf: make([]byte, 0, blockSize+4096)}
}

// spill writes the buffer out once it holds a block.
func (t *rowBuffer) spill() {
	if len(t.buf) >= blockSize {
		t.flush()
	}
}

func (t *rowBuffer) flush() {
	if t.err == nil && len(t.buf) > 0 {
		_, t.err = t.to.Write(t.buf)
	}
	t.buf = t.buf[:0]
}

// field is s as one field of a CSV row by RFC 4180: in quotes, with quotes
// doubled, where it holds a comma, a quote or a line break. Names are data:
// one that a spreadsheet would take for a formula stays as it is.
func field(s string) string {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// appendField appends a name as a field, as field has it.
func appendField(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	return append(b, field(s)...)
}

// appendNumber appends a figure that is no exact time or count with at most
// twelve significant digits, which is fewer than a float64 is good for.
func appendNumber(b []byte, x float64) []byte { return strconv.AppendFloat(b, x, 'g', 12, 64) }

// runNames are the names in the rows of a run, ready for CSV.
type runNames struct {
	edges    edges
	clusters []string
	failures bool
	billed   sim.Billed
	scale    uint64
	holds    bool
}

func newRunNames(c *Config) *runNames {
	n := &runNames{newEdges(c.Scenario, c.Policy, c.Replication, c.Variant), make([]string, len(c.Clusters)), c.Failures, c.Billed, uint64(c.Scale), c.HeldBack}
	for i := range c.Clusters {
		n.clusters[i] = field(c.Clusters[i].Name)
	}
	return n
}
