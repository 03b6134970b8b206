package results

// joint is what the row of a cluster, the first of these, is about: its jobs and
// its use. The row of a joint pool is about its whole queue: the jobs that have not
// started there and those of every member, on the GPUs of all of them. So its
// figures of waits are those of the queue; the rows of its members have only jobs
// that started there, whose waits say little by themselves.
func (c *Cluster) joint(at [][]*cell, uses []Use) ([]*cell, Use) {
	of, use := at[0], uses[0]
	for k := 1; k <= c.Members; k++ {
		of = append(of[:len(of):len(of)], at[k]...)
		use.Held += uses[k].Held
		use.Capacity += uses[k].Capacity
	}
	return of, use
}
