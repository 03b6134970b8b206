package sim

import (
	"testing"

	"pgregory.net/rapid"
)

// The time below a size, between any two moments, is that of a plain list of what
// the level was when; whatever sizes become known in between.
func TestLevelAgreesWithAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type span struct{ value, time int64 }
		var list []span
		below := func(from int, size int64) int64 {
			sum := int64(0)
			for _, s := range list[from:] {
				if s.value < size {
					sum += s.time
				}
			}
			return sum
		}
		type look struct {
			size, noted int64
			from        int
		}
		var looks []look
		l, now, value := &level{}, Time(0), int64(0)
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				value = rapid.Int64Range(0, 40).Draw(t, "value")
				l.set(now, value)
			case 1:
				d := rapid.Int64Range(0, 5).Draw(t, "time")
				now, list = now+Time(d), append(list, span{value, d})
			case 2:
				size := rapid.Int64Range(1, 41).Draw(t, "size")
				looks = append(looks, look{size, l.below(now, size), len(list)})
			}
			for _, k := range looks {
				if got, want := l.below(now, k.size)-k.noted, below(k.from, k.size); got != want {
					t.Fatalf("%d ns below %d, want %d", got, k.size, want)
				}
			}
		}
	})
}
