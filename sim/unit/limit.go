package unit

// Limit is the most that there may be of something, 0 included; the zero Limit is
// none.
type Limit struct {
	bounded bool
	most    int
}

// AtMost is a limit of n.
func AtMost(n int) Limit { return Limit{true, n} }

// Most is the limit, and whether there is one.
func (l Limit) Most() (n int, bounded bool) { return l.most, l.bounded }
