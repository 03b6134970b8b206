package dist

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The mean of a range is the sum over its whole numbers, divided or not.
func TestMeanOfARange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := SizeRange{Low: rapid.IntRange(1, 300).Draw(t, "low")}
		r.High = r.Low + rapid.IntRange(1, 3000).Draw(t, "width")
		n := rapid.OneOf(rapid.IntRange(1, 5), rapid.IntRange(1, 5000)).Draw(t, "divide")
		f := func(x float64) float64 { // the share at most x
			return min(1, max(0, math.Log(x/float64(r.Low))/math.Log(float64(r.High)/float64(r.Low))))
		}
		want, sum := 0.0, 0.0
		for k := r.Low; k <= r.High; k++ {
			p := f(float64(k)+0.5) - f(float64(k)-0.5)
			sum += p
			want += p * math.Max(1, math.Floor(float64(k)/float64(n)+0.5))
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Fatalf("the shares sum to %v", sum)
		}
		if got := r.Mean(n, SizeLimit{}); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("%v ÷ %d: got %v, want %v", r, n, got, want)
		}
	})
	if got := (SizeRange{1, 16}).Mean(1, SizeLimit{}); math.Abs(got-5.3967) > 0.0001 {
		t.Errorf("1 to 16 GPUs are %v on average", got)
	}
	if got := (SizeRange{1, 100_000_000}).Mean(1, SizeLimit{}); math.Abs(got/(99_999_999/math.Log(1e8))-1) > 1e-6 {
		t.Errorf("the widest range has the mean %v", got)
	}
}

// The mean of a range within a limit, divided and cut, is the sum over its sizes.
func TestTheMeanWithinALimitIsASum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := SizeRange{Low: rapid.IntRange(1, 100).Draw(t, "low")}
		r.High = r.Low + rapid.IntRange(1, 2000).Draw(t, "width")
		l := SizeLimit{Most: rapid.IntRange(r.Low, r.High+10).Draw(t, "most"), Cap: rapid.IntRange(0, 30).Draw(t, "cap")}
		n := rapid.IntRange(1, 100).Draw(t, "n")
		sum, all := 0.0, 0.0
		for k := r.Low; k <= min(l.Most, r.High); k++ {
			a, b := max(float64(r.Low), float64(k)-0.5), min(float64(r.High), float64(k)+0.5)
			p, gpus := math.Log(b/a), float64(max(1, math.Floor(float64(k)/float64(n)+0.5)))
			if l.Cap > 0 {
				gpus = min(gpus, float64(l.Cap))
			}
			sum, all = sum+p*gpus, all+p
		}
		if got := r.Mean(n, l); math.Abs(got/(sum/all)-1) > 1e-9 {
			t.Errorf("%v within %+v ÷ %d: mean %v, by its sizes %v", r, l, n, got, sum/all)
		}
	})
}

func TestDivision(t *testing.T) {
	for _, c := range []struct{ gpus, by, want int }{
		{1, 1, 1}, {16384, 1, 16384}, {1, 64, 1}, {31, 64, 1}, {95, 64, 1}, {96, 64, 2}, {160, 64, 3}, // 2.5 goes up
		{3, 2, 2}, {5, 2, 3}, {4, 3, 1}, {5, 3, 2}, {256, 64, 4}, {16384, 64, 256},
	} {
		if got := Divided(c.gpus, c.by); got != c.want {
			t.Errorf("%d ÷ %d gives %d, want %d", c.gpus, c.by, got, c.want)
		}
	}
}
