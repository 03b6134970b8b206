// Package outdir replaces a directory's set of result files as a whole, or not
// at all.
//
// A writer opens the directory, creates the new files in a staging folder
// inside it, and commits. Until the commit the old set is untouched; a failure
// or an interrupt aborts and leaves nothing. In the commit the old set moves
// aside and the new files take their names by renaming, the manifest last; if
// a rename fails everything moves back. Whoever kills the process (kill -9) in
// the middle leaves a staging folder, from which the next Open restores the
// directory.
//
//	d, err := outdir.Open("out/kth")   // refuses a folder that is not ours
//	f, err := d.Create("summary.csv")  // out/kth/.sovsim-staging-123/summary.csv
//	...
//	err = d.Commit([]string{"summary.csv"}, manifest)
//
// A directory is sovsim's if its manifest.json says so ("made_by": "sovsim"),
// and only the files that a manifest lists are ever moved or removed: what a
// user puts beside them stays. One process at a time may write a directory; the
// second is refused (by a lock on the directory, which ends with its process; on
// Windows, which has none, the second cleans the first's staging away and the
// first fails).
package outdir
