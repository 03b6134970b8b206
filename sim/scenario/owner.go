package scenario

// Owner says with whose money a cluster was built. It has no effect on who may
// use it, which is what access is for; it is told apart in tables of what is
// there, because the gap between Europe and the US is one of private capacity.
type Owner string

const (
	// Public: a state, a university, or a body of theirs.
	Public Owner = "public"
	// Private: a company or a foundation.
	Private Owner = "private"
)

// readOwner reads the owner of a cluster; "" is not said.
func (d *decoder) readOwner(o object, c *clusterAt) {
	c.Owner, _ = read(o, "owner", "public or private", oneOf(Public, Private), "")
}
