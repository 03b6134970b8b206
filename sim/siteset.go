package sim

import "math/bits"

// siteSet is a set of clusters, one bit for each, so that what a moment costs
// follows the clusters that it concerns and not those that there are.
type siteSet []uint64

func newSiteSet(sites int) siteSet { return make(siteSet, (sites+63)/64) }

func (s siteSet) add(site int) { s[site/64] |= 1 << (site % 64) }

func (s siteSet) has(site int) bool { return s[site/64]>>(site%64)&1 == 1 }

// take removes the first cluster in file order and returns it; −1 if there is
// none.
func (s siteSet) take() int {
	for w, word := range s {
		if word != 0 {
			s[w] = word & (word - 1)
			return w*64 + bits.TrailingZeros64(word)
		}
	}
	return -1
}
