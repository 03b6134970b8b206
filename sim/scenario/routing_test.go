package scenario

import (
	"errors"
	"strings"
	"testing"
)

// A routing is printed as it was typed; its name is checked here, the rest by the
// catalogue.
func TestRoutingWithParameters(t *testing.T) {
	known := catalog
	known.Routings = []string{"home", "least-loaded", "overflow"}
	known.CheckRouting = func(spec string) error {
		if strings.Contains(spec, "weit") {
			return errors.New(`overflow takes no parameter "weit"`)
		}
		return nil
	}
	for _, c := range []struct{ typed, want, fault string }{
		{"overflow(wait=4h, estimate=plan)", "overflow(wait=4h, estimate=plan)", ""},
		{`"overflow(wait=2h)"`, "overflow(wait=2h)", ""},
		{"home", "home", ""},
		{"overflow(weit=4h)", "", `10:10: routing: overflow takes no parameter "weit"`},
		{"overflwo(wait=4h)", "", `10:10: routing: unknown routing policy "overflwo": did you mean "overflow"?`},
		{"[overflow(wait=4h)]", "", "10:10: routing: "},
	} {
		text := strings.Replace(base, "routing: least-loaded", "routing: "+c.typed, 1)
		s, err := Decode("base.yaml", []byte(text), known)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%s: %v, want %s", c.typed, err, c.fault)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.typed, err)
			continue
		}
		again, err := Decode("again.yaml", s.Canonical(), known)
		if err != nil {
			t.Errorf("%s is printed as what is no scenario: %v", c.typed, err)
		} else if s.Routing != c.want || again.Routing != c.want {
			t.Errorf("%s: read as %s, then as %s", c.typed, s.Routing, again.Routing)
		}
	}
}
