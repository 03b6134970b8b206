package population

import (
	"strconv"
	"testing"

	"sovsim/sim"
	"sovsim/sim/rng"
)

// A class may have a million users; a hundred jobs bring at most a hundred of
// them into the directory, under the names that they always had.
func TestUsersEnterWithTheirFirstJob(t *testing.T) {
	c := busy("mid")
	c.Users, c.Projects = 1_000_000, 900_000
	dir := &sim.Directory{}
	p, err := New(Spec{Classes: []Class{c}, MaxJobs: 100}, rng.Key{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := dir.Users.Len(); n != 0 {
		t.Fatalf("%d users before the first job", n)
	}
	seen := map[int32]bool{}
	for range 100 {
		var j sim.Job
		if ok, err := p.Next(&j); !ok || err != nil {
			t.Fatal(ok, err)
		}
		seen[j.User] = true
		user, project := dir.Users.Name(j.User), dir.Projects.Name(j.Project)
		u := &p.classes[0].users
		i := -1
		for k, id := range u.ids {
			if id == j.User+1 {
				i = k
			}
		}
		if want := u.prefix + strconv.Itoa(i+1); user != want {
			t.Errorf("user %q, want %q", user, want)
		}
		if want := c.Region + "/mid-p" + strconv.Itoa(i%900_000+1); project != want {
			t.Errorf("project %q of user %q, want %q", project, user, want)
		}
	}
	if n := dir.Users.Len(); n != len(seen) {
		t.Errorf("%d users in the directory, and %d have jobs", n, len(seen))
	}
}
