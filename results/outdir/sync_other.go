//go:build !unix

package outdir

// syncDir does nothing where directories cannot be opened.
func syncDir(string) error { return nil }
