package scenario

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"sovsim/sim/unit"
)

// accelerators reads the types with their speeds. The value is the zero ratio
// for a type whose speed could not be read.
func (d *decoder) accelerators(o object) map[string]unit.Ratio {
	speeds := map[string]unit.Ratio{}
	if !o.has("accelerators") {
		return speeds
	}
	v := d.visit(o.get("accelerators"), 0)
	if !d.isMapping(v, "a block with a line for each type, such as A100: {speed: 0.315}") {
		return speeds
	}
	for _, e := range d.entries(v) {
		name, err := label(e.key.node.Value)
		if err != nil {
			d.fault(e.key, "%s", err)
			continue
		}
		speeds[name] = unit.Ratio{}
		if a, ok := d.object(e.value, acceleratorKeys); ok {
			speeds[name] = d.speedOf(a)
			d.readFailures(name, a)
			d.typePower(a, name)
		}
	}
	return speeds
}

// speed reads a speed relative to one H100. Outside the bounds it is a mistake
// (TFLOPS, say), and run times would leave the range of the clock.
func speed(s string) (unit.Ratio, error) {
	r, err := unit.ParseRatio(s)
	if err == nil && max(r.Num, r.Den) >= 1e15 {
		// Beyond that the ratio could not be written so that it is read back.
		err = fmt.Errorf("%s has more digits than a speed needs: write a few, such as 0.315", clip(s))
	}
	if err == nil && (r.Float() < 1e-6 || r.Float() > 1e6) {
		err = fmt.Errorf("%s is outside 0.000001 to 1000000; a speed is relative to one H100", clip(s))
	}
	return r, err
}

// h100Efficiency is the part of its peak that an H100 reaches in training, to
// which the efficiency of the others is set in relation.
var h100Efficiency = unit.Ratio{Num: 2, Den: 5}

// speedOf reads the speed of a type: speed itself, or ratio × efficiency ÷ 0.40.
// It is the zero ratio where that could not be read.
func (d *decoder) speedOf(a object) unit.Ratio {
	if a.has("speed") {
		for _, key := range []string{"ratio", "efficiency"} {
			if a.has(key) {
				d.fault(a.get(key), "an accelerator has either speed, or ratio and efficiency, from which its speed follows")
				return unit.Ratio{}
			}
		}
		v, _ := read(a, "speed", "the speed relative to one H100, such as 0.315", speed, unit.Ratio{})
		return v
	}
	if !a.has("ratio") {
		if a.has("efficiency") {
			a.missing("ratio", "give the peak relative to one H100, such as 0.387, beside the efficiency")
		} else {
			a.missing("speed", "give the speed relative to one H100, such as 0.315, or ratio and efficiency")
		}
		return unit.Ratio{}
	}
	ratio, ok := read(a, "ratio", "the peak relative to one H100, such as 0.387", speed, unit.One)
	efficiency, okEfficiency := read(a, "efficiency", "the part of the peak that is reached, such as 0.30", fraction, h100Efficiency)
	if !ok || !okEfficiency {
		return unit.Ratio{}
	}
	v, ok := product(ratio, efficiency, unit.Ratio{Num: h100Efficiency.Den, Den: h100Efficiency.Num})
	if !ok {
		d.fault(a.get("ratio"), "ratio × efficiency ÷ 0.40 has more digits than a speed can hold: write fewer")
		return unit.Ratio{}
	}
	return v
}

// fraction reads an exact part of one, above 0.
func fraction(s string) (unit.Ratio, error) {
	r, err := unit.ParseRatio(s)
	if err == nil && (r.Num > r.Den || max(r.Num, r.Den) >= 1e15) {
		err = fmt.Errorf("%s is not a part of one: write a number above 0 and at most 1, such as 0.30", clip(s))
	}
	return r, err
}

// product is the exact product, if its terms stay within what can be printed
// and read back.
func product(ratios ...unit.Ratio) (unit.Ratio, bool) {
	p := big.NewRat(1, 1)
	for _, r := range ratios {
		p.Mul(p, big.NewRat(r.Num, r.Den))
	}
	if p.Num().BitLen() > 49 || p.Denom().BitLen() > 49 { // 2^49 is below 10^15
		return unit.Ratio{}, false
	}
	return unit.Ratio{Num: p.Num().Int64(), Den: p.Denom().Int64()}, true
}

// H100PerEF is the H100 equivalents of one AI exaFLOPS: 10^18 FP8 operations a
// second with sparsity, of which an H100 makes 3.958·10^15 (NVIDIA's data sheet),
// rounded to four digits as in the usual conversion.
const H100PerEF = 252.7

// h100e reads an amount of computing power, in H100 equivalents: "27,200 h100e"
// or "63 EF". is is false for what has neither unit.
func h100e(s string) (amount float64, is bool, err error) {
	text := strings.TrimSpace(s)
	number, isEF := strings.CutSuffix(text, "EF")
	if !isEF {
		if number, is = strings.CutSuffix(text, "h100e"); !is {
			if number, is = strings.CutSuffix(text, "H100e"); !is {
				return 0, false, nil
			}
		}
	}
	number = strings.TrimSpace(number)
	if plain, ok := ungroup(number); ok {
		number = plain
	}
	x, err := unit.ParseNumber(number)
	switch {
	case err != nil || x < 0:
		return 0, true, fmt.Errorf("%q is not an amount: write a number from 0 and its unit, such as 63 EF or 27,200 h100e", clip(s))
	case isEF:
		x = float64(x * H100PerEF)
	}
	if x > maxPool {
		return 0, true, fmt.Errorf("%s is more than the %d H100 equivalents that there can be", clip(s), maxPool)
	}
	return x, true, nil
}

// ungroup takes the commas out of a number in which they set off thousands.
func ungroup(s string) (string, bool) {
	whole, _, _ := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if len(g) == 0 || len(g) > 3 || i > 0 && len(g) != 3 {
			return s, false
		}
	}
	return strings.ReplaceAll(s, ",", ""), len(groups) > 1
}

// withoutPoint is a number without decimals that are all zero: with a unit beside it
// 20.000 is an amount, of which there is a warning, and not a count.
func withoutPoint(s string) string {
	whole, fraction, has := strings.Cut(s, ".")
	if has && fraction != "" && whole != "" && strings.Trim(fraction, "0") == "" {
		return whole
	}
	return s
}

// wholes is an amount in H100 equivalents as things (nodes, or GPUs of a pool)
// that have each of them each, rounded to the nearest.
func wholes(amount, each float64) int {
	return int(min(math.Round(amount/each), 1<<53))
}
