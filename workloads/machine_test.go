package workloads

import "testing"

// A number of the header is read whole or not at all.
func TestHeaderMachine(t *testing.T) {
	procs := func(value string) []HeaderField { return []HeaderField{{"MaxProcs", value}} }
	for _, c := range []struct {
		fields []HeaderField
		want   int
		by     string
	}{
		{nil, 0, ""},
		{procs("1152"), 1152, "MaxProcs"},
		{procs("+1152"), 0, "MaxProcs"},
		{procs("1,152"), 1152, "MaxProcs"},
		{procs("1'152"), 1152, "MaxProcs"},
		{procs("1’152"), 1152, "MaxProcs"},
		{procs("1_152"), 1152, "MaxProcs"},
		{procs("1\u00a0152"), 1152, "MaxProcs"},
		{procs("1\u202f152"), 1152, "MaxProcs"},
		{procs("1,152,000"), 1152000, "MaxProcs"},
		{procs("1,152.00"), 1152, "MaxProcs"},
		{procs("1152.0"), 1152, "MaxProcs"},
		{procs("1152.000"), 1152, "MaxProcs"},
		{procs("1e+05"), 100000, "MaxProcs"},
		{procs("1.152e3"), 1152, "MaxProcs"},
		{procs("01152"), 1152, "MaxProcs"},
		// What follows the number does not change it.
		{procs("128 (of 130)"), 128, "MaxProcs"},
		{procs("1152 (see note)"), 1152, "MaxProcs"},
		{procs("1,152 processors"), 1152, "MaxProcs"},
		{procs("1152 CPUs (2 x 576)"), 1152, "MaxProcs"},
		{procs("1152, see note"), 1152, "MaxProcs"},
		{procs("1152; without the login nodes"), 1152, "MaxProcs"},
		{procs("1152."), 1152, "MaxProcs"},
		// It may be another number.
		{procs("1 152"), 0, "MaxProcs"},
		{procs("1.152"), 0, "MaxProcs"},
		{procs("1.000"), 0, "MaxProcs"},
		{procs("1.5"), 0, "MaxProcs"},
		{procs("1,15"), 0, "MaxProcs"},
		{procs("1,1524"), 0, "MaxProcs"},
		{procs("11,52,000"), 0, "MaxProcs"},
		{procs("1,152'000"), 0, "MaxProcs"},
		{procs("0,152"), 0, "MaxProcs"},
		{procs("2 x 576"), 0, "MaxProcs"},
		{procs("576x2"), 0, "MaxProcs"},
		{procs("576 (x 2)"), 0, "MaxProcs"},
		{procs("2k"), 0, "MaxProcs"},
		{procs("2 thousand"), 0, "MaxProcs"},
		{procs("128-256"), 0, "MaxProcs"},
		{procs("128/256"), 0, "MaxProcs"},
		{procs("128, 256 from May on"), 0, "MaxProcs"},
		{procs("144 nodes of 8 processors"), 0, "MaxProcs"},
		{procs("144 nodes"), 0, "MaxProcs"},
		{procs("0x480"), 0, "MaxProcs"},
		{procs("about 1152"), 0, "MaxProcs"},
		{procs("-4"), 0, "MaxProcs"},
		{procs("2147483648"), 0, "MaxProcs"},
		{procs("99999999999999999999999"), 0, "MaxProcs"},
		// MaxNodes is for headers that do not say MaxProcs.
		{[]HeaderField{{"MaxNodes", "144"}}, 144, "MaxNodes"},
		{[]HeaderField{{"maxnodes", "1,024 nodes"}}, 1024, "MaxNodes"},
		{[]HeaderField{{"MaxNodes", "144"}, {"MaxProcs", "1152"}}, 1152, "MaxProcs"},
		{[]HeaderField{{"MaxProcs", "-1"}, {"MaxNodes", "144"}}, 144, "MaxNodes"},
		{[]HeaderField{{"MaxProcs", "Unknown"}, {"MaxNodes", "144"}}, 144, "MaxNodes"},
		{[]HeaderField{{"MaxProcs", ""}, {"MaxNodes", "0"}}, 0, ""},
		{[]HeaderField{{"MaxProcs", "8 per node"}, {"MaxNodes", "144"}}, 0, "MaxProcs"},
		// Two logs in one file.
		{[]HeaderField{{"MaxProcs", "128"}, {"MaxProcs", "128"}}, 128, "MaxProcs"},
		{[]HeaderField{{"MaxProcs", "128"}, {"MaxProcs", "1152"}}, 0, "MaxProcs"},
	} {
		h := Header{Fields: c.fields}
		if n, by := h.Machine(); n != c.want || by.Key != c.by {
			t.Errorf("%q: a machine of %d by %q, want %d by %q", c.fields, n, by.Key, c.want, c.by)
		}
	}
}
