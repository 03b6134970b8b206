package scenario

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"sovsim/sim/unit"
)

// Inside { } YAML splits at commas, so that of {add: 20,000} the value is 20, and 000
// a key of its own without a value.

var (
	threeDigits = regexp.MustCompile(`^(?:\d{3}(?:\D.*)?|\d+ *[A-Za-z%].*)$`) // or decimals before a unit
	lastDigits  = regexp.MustCompile(`(?:^|[^\d.])\d{1,3}$`)
)

// isRest reports whether key i of a mapping is what a comma has split from the number
// before it.
func isRest(n *yaml.Node, i int) bool {
	if i < 2 || n.Style&yaml.FlowStyle == 0 {
		return false
	}
	key, val := n.Content[i], n.Content[i+1]
	if key.Kind != yaml.ScalarNode || val.Kind != yaml.ScalarNode || val.ShortTag() != "!!null" || val.Value != "" || !threeDigits.MatchString(key.Value) {
		return false
	}
	before := n.Content[i-1]
	if before.Kind == yaml.ScalarNode && before.Value != "" {
		return lastDigits.MatchString(before.Value)
	}
	return isRest(n, i-2) && strings.Trim(n.Content[i-2].Value, "0123456789") == ""
}

// splitAt is the value of key i. Where it goes on in the keys after it that is noted,
// and the value is as it was meant, so that reading goes on with it.
func (d *decoder) splitAt(v value, i int) *yaml.Node {
	n := v.node.Content[i+1]
	text := v.node.Content[i+1].Value
	for j := i + 2; j+1 < len(v.node.Content) && isRest(v.node, j); j += 2 {
		text += "," + v.node.Content[j].Value
	}
	plain, _, is := unit.Plain(text)
	if !is || text == n.Value {
		return n
	}
	d.fault(value{node: n, path: join(v.path, v.node.Content[i].Value)}, "inside { } YAML splits %s at its commas: write %s", clip(text), clip(plain))
	whole := *n
	whole.Value = plain
	if from := d.origins[n]; from != nil {
		d.origins[&whole] = from
	}
	return &whole
}
