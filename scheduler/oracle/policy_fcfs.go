package oracle

// fcfs: the head by arrival while it fits.
func init() { register("fcfs", Policy{Order: "fcfs", pass: (*world).listScheduling}) }
