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
//	d, err := outdir.Open("out/kth", nil)  // refuses a folder that is not ours
//	f, err := d.Create("summary.csv")      // out/kth/.sovsim-staging-123/summary.csv.part
//	...
//	summary, err := d.Describe("summary.csv")         // 1,234 bytes, SHA-256 9f86…
//	err = d.Commit([]outdir.File{summary}, manifest)  // which lists just this
//
// A directory is sovsim's if its manifest.json says so ("made_by": "sovsim") and lists
// its files with size and SHA-256. Only a file that is as a manifest lists it, and a
// .part in a staging folder, is ever moved or removed: what a user puts beside them
// stays, and so does a result file that was changed, for which the directory is refused.
// [Refused] tells such errors from those of a disk.
//
// Files are on the disk before they get their names, and the directory after each step
// of a commit. One process at a time may write a directory; the
// second is refused (by a lock on the directory, which ends with its process; on
// Windows, which has none, the second cleans the first's staging away and the
// first fails).
package outdir
