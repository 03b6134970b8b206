package scenario

// Catalog tells Decode which names the program knows. Policies, routing and
// trace formats live in packages that scenario must not import, so the caller
// passes their names in. A nil list leaves names of that sort unchecked.
type Catalog struct {
	// Policies are the policies' names, without parameters.
	Policies []string
	// CheckPolicy checks a whole policy as typed, parameters included, once its
	// name is known; nil checks nothing more. Its error should say what is
	// wrong and what would be right.
	CheckPolicy func(spec string) error
	// Routings are the names of the routing policies, without parameters.
	Routings []string
	// CheckRouting checks a whole routing as typed, as CheckPolicy does a policy.
	CheckRouting func(spec string) error
	// Formats are the names of the trace formats.
	Formats []string
}
