package rng

import "testing"

func BenchmarkDraws(b *testing.B) {
	f := Key{}.Family("run", "a")
	for _, c := range []struct {
		name string
		draw func(*Stream) float64
	}{
		{"uniform", (*Stream).Float64},
		{"exponential", (*Stream).Exponential},
		{"normal", (*Stream).Normal},
		{"gamma", func(s *Stream) float64 { return s.Gamma(4) }},
		{"exp", func(s *Stream) float64 { return Exp(s.Float64()) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, sum := f.At(0), 0.0
			for b.Loop() {
				sum += c.draw(&s)
			}
		})
	}
	b.Run("first of a job", func(b *testing.B) {
		n, sum := int64(0), 0.0
		for b.Loop() {
			s := f.At(n)
			sum += s.Float64()
			n++
		}
	})
}
