// Package scheduler decides which queued jobs start.
package scheduler
