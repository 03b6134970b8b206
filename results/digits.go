package results

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"time"

	"sovsim/sim/unit"
)

// appendInt is strconv.AppendInt in base ten: a row of jobs.csv has ten numbers,
// and most of the time that it takes is theirs.
func appendInt(b []byte, n int64) []byte {
	if uint64(n) >= 1e8 || cap(b)-len(b) < 8 {
		return strconv.AppendInt(b, n, 10)
	}
	word, digits := eightDigits(uint64(n))
	end := len(b)
	binary.LittleEndian.PutUint64(b[end:end+8], word)
	return b[:end+digits]
}

// eightDigits is n < 10⁸ as text, the first character in the lowest byte, and
// how many characters it has. All digits are found at once: 12345678 becomes
// 1234 and 5678 in halves of the word, these 12, 34, 56 and 78 in quarters, and
// so on; n·10486 >> 20 is n/100 for n < 10⁴, n·103 >> 10 is n/10 for n < 100.
func eightDigits(n uint64) (word uint64, digits int) {
	high := n / 10_000
	word = high | (n-10_000*high)<<32
	q := word * 10486 >> 20 & 0x0000007f_0000007f
	word = q | (word-100*q)<<16
	q = word * 103 >> 10 & 0x000f000f_000f000f
	word = q | (word-10*q)<<8
	zeros := bits.TrailingZeros64(word|1<<56) / 8 // the last digit stays
	return (word | 0x30303030_30303030) >> (8 * uint(zeros) & 63), 8 - zeros
}

// appendSeconds is unit.AppendSeconds: nearly all times are whole seconds.
func appendSeconds(b []byte, ns int64) []byte {
	if s := ns / int64(time.Second); s*int64(time.Second) == ns {
		return appendInt(b, s)
	}
	return unit.AppendSeconds(b, ns)
}
