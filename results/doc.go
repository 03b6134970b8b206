// Package results turns what happens in a run into numbers and files.
package results
