package rng

import (
	"crypto/sha256"
	"encoding/binary"
)

// Key is the root of all streams of one replication.
type Key struct {
	// Seed is the root seed of the scenario. 0 is a seed like any other.
	Seed uint64
	// Replication counts from 0.
	Replication int
}

// Stream is the stream of one purpose ("failure") of one named entity
// ("leonardo/n17"). The same words under the same key give the same numbers;
// any other words give numbers that have nothing to do with them. Making one
// takes about a quarter of a microsecond.
func (k Key) Stream(purpose, entity string) *Stream {
	f := k.Family(purpose, entity)
	s := new(Stream)
	s.pcg.Seed(f.hi, f.lo)
	return s
}

// Family is the streams of one purpose of the numbered members of one named
// entity, such as the run times of the jobs of a class.
func (k Key) Family(purpose, entity string) Family {
	// Lengths go before the texts so that no two pairs of texts read alike.
	b := make([]byte, 0, 128)
	b = append(b, "sovsim/rng/1"...)
	b = binary.BigEndian.AppendUint64(b, k.Seed)
	b = binary.BigEndian.AppendUint64(b, uint64(k.Replication))
	b = binary.BigEndian.AppendUint64(b, uint64(len(purpose)))
	b = append(b, purpose...)
	b = binary.BigEndian.AppendUint64(b, uint64(len(entity)))
	b = append(b, entity...)
	sum := sha256.Sum256(b)
	return Family{hi: binary.BigEndian.Uint64(sum[:8]), lo: binary.BigEndian.Uint64(sum[8:16])}
}

// Family is a set of numbered streams. It is a value without state: its streams
// can be asked for in any order, again and again.
type Family struct{ hi, lo uint64 }

// At is the stream of member n. It costs a few nanoseconds.
//
// Its state is two outputs of SplitMix64, one from each half of the family's
// key, so that neighbours share nothing: Go's PCG has one cycle for all seeds,
// and states that follow one another must not give numbers that do.
func (f Family) At(n int64) Stream {
	const golden = 0x9e3779b97f4a7c15 // 2⁶⁴ ÷ the golden ratio, made odd
	step := uint64(n) * golden
	var s Stream
	s.pcg.Seed(mix(f.hi+step), mix(f.lo+step))
	return s
}

// mix is the output function of SplitMix64: Steele, Lea, Flood, "Fast
// splittable pseudorandom number generators", OOPSLA 2014, with Stafford's
// thirteenth variant of the constants.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
