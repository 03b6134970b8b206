package sim

import (
	"slices"
	"testing"
)

// Clusters come out once each and in file order, however they went in; one that
// goes in while others come out is next if it is before them.
func TestSiteSetIsInFileOrder(t *testing.T) {
	s := newSiteSet(130)
	if got := s.take(); got != -1 {
		t.Errorf("an empty set has %d", got)
	}
	for _, i := range []int{129, 64, 3, 63, 64, 0} {
		s.add(i)
	}
	var got []int
	for i := s.take(); i >= 0; i = s.take() {
		if got = append(got, i); i == 63 {
			s.add(1)
		}
	}
	if want := []int{0, 3, 63, 1, 64, 129}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
