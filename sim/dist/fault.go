package dist

import (
	"errors"
	"fmt"
)

// Fault is one thing that is wrong with a specification, in a form that
// whoever knows the file can turn into a line and a column.
type Fault struct {
	// Path leads to the field from what was validated: "run.cv", "sizes[2].gpus".
	Path string
	// Message says what is wrong and what would be right.
	Message string
}

// Error is the path and the message.
func (f Fault) Error() string { return f.Path + ": " + f.Message }

// Under is the faults with their paths led through the field or element prefix.
func Under(prefix string, faults []Fault) []Fault {
	under := make([]Fault, len(faults))
	for i, f := range faults {
		under[i] = Fault{prefix + "." + f.Path, f.Message}
	}
	return under
}

// Join is all faults as one error, one a line; nil if there are none.
func Join(faults []Fault) error {
	errs := make([]error, len(faults))
	for i, f := range faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

type faults []Fault

func (f *faults) add(path, format string, args ...any) {
	*f = append(*f, Fault{path, fmt.Sprintf(format, args...)})
}
