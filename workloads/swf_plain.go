package workloads

import (
	"encoding/binary"
	"math/bits"
	"time"
)

// plain reads a line in the form that nearly every record has: 18 short whole
// numbers, fractions only where nothing reads them. Of any other line, be it a
// comment, a record in an unusual form or a fault, it reports false, and parse
// has to read it. What plain accepts, parse accepts with the same values.
//
// It looks at eight bytes at a time, also beyond the end of the line: the line
// must lie in its buffer with its line feed after it.
func (r *swfReader) plain(line []byte) bool {
	buf, i := line[:cap(line)], 0
	for n := range swfFields {
		kind := swfKinds[n]
		if i+17 > len(buf) {
			return false // the end of the buffer is near
		}
		word := binary.LittleEndian.Uint64(buf[i:])
		if blank(byte(word)) {
			i += bits.TrailingZeros64(word^eightSpaces) / 8
			for i < len(line) && blank(line[i]) { // tabs, and what is beyond the eight
				i++
			}
			if i+9 > len(buf) {
				return false
			}
			word = binary.LittleEndian.Uint64(buf[i:])
		}
		if word&0xffffff == unknown {
			r.values[n], i = -swfUnits[kind], i+2
			continue
		}
		negative := byte(word) == '-'
		if negative {
			i++
			word = binary.LittleEndian.Uint64(buf[i:])
		}
		v, digits := leadingDigits(word)
		i += digits
		if digits == 8 {
			for ; i < len(line) && line[i]-'0' <= 9; i++ {
				if digits++; digits > maxPlainDigits {
					return false
				}
				v = v*10 + int64(line[i]-'0')
			}
		}
		if digits == 0 || kind == swfSeconds && v > maxPlainSeconds {
			return false
		}
		if i < len(line) && !blank(line[i]) {
			if kind != swfOther || line[i] != '.' {
				return false
			}
			first := i + 1
			for i++; i < len(line) && line[i]-'0' <= 9; i++ {
			}
			if i == first || i < len(line) && !blank(line[i]) {
				return false
			}
		}
		if negative {
			v = -v
		}
		r.values[n] = v * swfUnits[kind]
	}
	for i < len(line) && blank(line[i]) {
		i++
	}
	return i == len(line)
}

// swfUnits is what 1 in a field of each kind is as a value.
var swfUnits = [...]int64{swfOther: 1, swfInteger: 1, swfSeconds: int64(time.Second), swfSign: 1}

const (
	eightSpaces = 0x2020202020202020
	// unknown is "-1 ", the commonest of all fields.
	unknown = '-' | '1'<<8 | ' '<<16
	// maxPlainSeconds are seconds that surely fit: the limit is somewhat higher.
	maxPlainSeconds = 4_000_000_000
	// maxPlainDigits is how many digits surely fit into an int64.
	maxPlainDigits = 18
)

// leadingDigits is the number with which eight bytes of text begin, the first
// byte the lowest, and how many of them are its digits: "120 -1 5" is 120 and 3.
//
// A digit xor '0' is its value, and every other byte becomes more than 9; adding
// 0x76 takes just those beyond 0x7f. Shifted to the top, with zeros before them,
// the digits are joined to pairs, fours and eight.
func leadingDigits(word uint64) (value int64, digits int) {
	word ^= 0x3030303030303030
	others := (word + 0x7676767676767676 | word) & 0x8080808080808080
	digits = bits.TrailingZeros64(others) / 8 // 8 where there is no other
	word <<= uint(64 - 8*digits)
	word = word*10 + word>>8
	return int64(((word&0x000000ff000000ff)*(100+1000000<<32) + (word>>16&0x000000ff000000ff)*(1+10000<<32)) >> 32), digits
}
