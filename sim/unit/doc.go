// Package unit holds the quantities of the model.
package unit
