package population

import (
	"strconv"

	"sovsim/sim"
)

// members are the users or the projects of a class: prefix1, prefix2, …. Each
// enters the directory when it is drawn first: of a million users with a few
// thousand jobs few ever do, and names are most of what they take.
type members struct {
	names  *sim.Names
	prefix string
	ids    []int32 // in the directory, plus 1; 0 for one that is not there yet
}

func newMembers(names *sim.Names, prefix string, n int) members {
	return members{names, prefix, make([]int32, n)}
}

// id is that of member i, counted from 0.
func (m *members) id(i int) int32 {
	if m.ids[i] == 0 {
		m.ids[i] = m.names.ID(m.prefix+strconv.Itoa(i+1)) + 1
	}
	return m.ids[i] - 1
}
