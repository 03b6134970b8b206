package oracle

// sjf: the head by request while it fits.
func init() { register("sjf", Policy{Order: "sjf", pass: (*world).listScheduling}) }
