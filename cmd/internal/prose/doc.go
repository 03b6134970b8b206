// Package prose is text for a person who reads it on a terminal: broken into lines
// at spaces, and without characters of the input that would drive the terminal,
// hide, or turn the order of what stands beside them.
//
// All that the command writes goes through Mask or Lines, on both streams; files are
// data and hold names as they are.
//
// # An example by hand
//
// A class is called "a", U+202E (turn the order of what follows), "b". Mask makes
// "a·b" of it. Hang of "one two three four" in 12 characters, later lines
// indented by 2:
//
//	one two       7 characters; "three" would make 13
//	  three four  12
package prose
