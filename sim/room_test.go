package sim

import (
	"testing"

	"pgregory.net/rapid"
)

// After any number of steps a job of up to room GPUs can run some day, however
// long it asks for; and while nothing falls one more GPU is too many.
func TestRoomIsWhatEverFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def := &Cluster{Kind: rapid.SampledFrom([]Kind{Pool, Nodes}).Draw(t, "kind")}
		for range rapid.IntRange(1, 3).Draw(t, "groups") {
			size := rapid.IntRange(1, 4).Draw(t, "GPUs a node")
			if def.Kind == Pool {
				size = 1
			}
			def.Groups = append(def.Groups, Group{Nodes: rapid.IntRange(0, 5).Draw(t, "nodes"), GPUsPerNode: size})
			if def.Kind == Pool {
				break
			}
		}
		level := []int{}
		for _, g := range def.Groups {
			level = append(level, g.Nodes)
		}
		var steps []Step
		for i := range rapid.IntRange(0, 4).Draw(t, "steps") {
			g := rapid.IntRange(0, len(level)-1).Draw(t, "group")
			change := rapid.IntRange(-level[g], 5).Draw(t, "change")
			level[g] += change
			steps = append(steps, Step{At: Time(10 * (i + 1)), Group: g, Change: change, Announced: rapid.Bool().Draw(t, "announced")})
		}
		var line timeline
		if err := line.open(def, steps); err != nil {
			t.Fatal(err)
		}
		for i := 0; ; i++ {
			now := Time(10 * i)
			room := line.room()
			for gpus := 1; gpus <= room; gpus++ {
				if why := line.everFits(&JobView{GPUs: gpus, Request: 1 << 60}, now); why != NoReason {
					t.Fatalf("after %d steps there is room for %d GPUs, but %d can never run: %v", i, room, gpus, why)
				}
			}
			if why := line.everFits(&JobView{GPUs: room + 1, Request: 1}, now); why == NoReason && !line.walls[i] {
				t.Fatalf("after %d steps there is room for %d GPUs, but one more can run too", i, room)
			}
			if line.next() == nil {
				return
			}
			line.take()
		}
	})
}
