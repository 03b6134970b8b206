package workloads

import "bytes"

// decimals finds out what stands between the whole and the fraction of a table's
// numbers: a point, or the comma of spreadsheets in many languages. Either sign sets
// off thousands elsewhere, so that 1,152 can be two numbers. A file has one of the
// two, and shows which by a number that can be read in one way only; where none does,
// a doubtful number is a fault.
type decimals struct {
	// used is the sign that the file has so far, 0 for none; sure reports whether a number
	// has shown that it begins the fraction.
	used byte
	sure bool
	// doubt is the fault of the first number that could be two.
	doubt error
	buf   []byte
}

// wantOne says of a number that has several signs, or not that of the file, what would
// be right.
const wantOne = "one sign in all numbers of the file, before the fraction, and none between thousands"

// plain is a number with a point before its fraction, if with anything; not ok is a
// number with several signs, or with another sign than those before it. suspect tells
// that a point, too, may set off thousands; fault makes the fault of a doubtful number.
func (d *decimals) plain(text []byte, suspect bool, fault func() error) ([]byte, bool) {
	at := bytes.IndexByte(text, ',')
	sign := byte(',')
	if at < 0 {
		if at = bytes.IndexByte(text, '.'); at < 0 {
			return text, true
		}
		sign = '.'
	}
	if d.used != 0 && d.used != sign || bytes.ContainsAny(text[at+1:], ",.") || sign == ',' && bytes.IndexByte(text[:at], '.') >= 0 {
		return nil, false
	}
	d.used = sign
	if !d.sure && (sign == ',' || suspect) {
		if d.sure = !thousands(text, at); !d.sure && d.doubt == nil {
			d.doubt = fault()
		}
	}
	if sign == '.' {
		return text, true
	}
	d.buf = append(d.buf[:0], text...)
	d.buf[at] = '.'
	return d.buf, true
}

// unsettled is the fault of a file that never showed what its sign means.
func (d *decimals) unsettled() error {
	if d.sure {
		return nil
	}
	return d.doubt
}

// thousands reports whether the sign at that place may set off thousands: one to three
// digits before it, the first not 0, and exactly three after it.
func thousands(text []byte, at int) bool {
	whole := bytes.TrimLeft(text[:at], "+-")
	fraction := text[at+1:]
	if len(whole) < 1 || len(whole) > 3 || whole[0] == '0' || len(fraction) != 3 {
		return false
	}
	for _, part := range [...][]byte{whole, fraction} {
		for _, c := range part {
			if c-'0' > 9 {
				return false
			}
		}
	}
	return true
}
