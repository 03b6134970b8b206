// Package scenario decodes and checks scenario files.
package scenario
