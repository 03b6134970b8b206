package main

import (
	"slices"
	"testing"
)

// Warnings of a scale, one for each cluster, are one line; what differs in words, or
// has no place, stays.
func TestWarningsThatAreAlike(t *testing.T) {
	got := alike([]string{
		"blocks/a.yaml:22:5: clusters[0]: at scale 1/64 the 12 nodes of this cluster become one: its results say little",
		"blocks/b.yaml:4:5: clusters[11]: at scale 1/64 the 130 nodes of this cluster become one: its results say little",
		"all jobs (3): fewer than 30 jobs started",
		"blocks/b.yaml:4:5: clusters[12]: at scale 1/64 the 7 GPUs of this cluster become one: its results say little",
		"all jobs (4): fewer than 30 jobs started",
		"blocks/b.yaml:9:5: clusters[14]: at scale 1/64 the 9 nodes of this cluster become one: its results say little",
	})
	want := []string{
		"blocks/a.yaml:22:5: clusters[0]: at scale 1/64 the 12 nodes of this cluster become one: its results say little (and 2 more like it)",
		"all jobs (3): fewer than 30 jobs started",
		"blocks/b.yaml:4:5: clusters[12]: at scale 1/64 the 7 GPUs of this cluster become one: its results say little",
		"all jobs (4): fewer than 30 jobs started",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
