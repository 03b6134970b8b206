package installed

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Page is docs/capacity.md.
func Page(list []Site) string {
	var b strings.Builder
	europe, us := Total(list, Of("public", false)), Total(list, Of("public", true))
	ours, theirs := Total(list, Of("private", false)), Total(list, Of("private", true))
	weapons := func(american bool) Sum {
		return Total(list, func(s *Site) bool {
			return s.Owner == "public" && s.US() == american && strings.HasPrefix(s.LeftOut, "weapons")
		})
	}
	likely := func(american bool) float64 {
		sum := Total(list, func(s *Site) bool {
			return s.Owner == "private" && s.US() == american && (s.Certainty == "likely" || s.Certainty == "unlikely")
		})
		return sum.BF16
	}
	aurora := one(list, "Argonne NL Aurora")

	fmt.Fprintf(&b, `# Installed capacity

What is known to have been on line in Europe and in the United States on 30 September 2025, in thousands of
H100-equivalents (h100e). Europe is the European Union, the United Kingdom, Switzerland, Norway and Iceland.

| | Europe | US | US ÷ Europe |
|---|---:|---:|---:|
`)
	row := func(what string, a, b float64) string {
		return fmt.Sprintf("| %s | %s | %s | %.1f |\n", what, thousands(a), thousands(b), b/a)
	}
	b.WriteString(row("public, bf16", europe.BF16, us.BF16))
	b.WriteString(row("public, 8 bits", europe.EightBit, us.EightBit))
	b.WriteString(row("private, bf16", ours.BF16, theirs.BF16))
	b.WriteString(row("private, 8 bits", ours.EightBit, theirs.EightBit))

	fmt.Fprintf(&b, `
**The gap is private capacity.** On American soil companies have %.0f times what they have on European soil (%.0f times in bf16). Public
machines are another story: in bf16, the arithmetic in which models are trained, the US has %s against %s, twice as much;
by the count in 8 bits the two are near parity, %s against %s. The scenarios count in bf16; most private machines are H100s, of
which both bases are the same.

This page is made from `+"[scenarios/data/installed-2025.csv](../scenarios/data/installed-2025.csv)"+` by `+"`make capacity`"+`. The data
are from Epoch AI, "Data on GPU Clusters" (epoch.ai/data/gpu-clusters, CC BY 4.0); `+"[scenarios/data/README.md](../scenarios/data/README.md)"+`
says what was done to them.

## Why the two bases differ

An H100 is twice as fast in 8 bits (1,979 TOPS) as in bf16 (989 TFLOPS). A machine whose accelerators gain less by
8 bits is worth fewer H100 there; one whose accelerators gain as much is worth the same.

| system | accelerators | bf16 | 8 bits | difference | why |
|---|---|---:|---:|---:|---|
`, theirs.EightBit/ours.EightBit, theirs.BF16/ours.BF16, k(us.BF16), k(europe.BF16), k(us.EightBit), k(europe.EightBit))
	for _, d := range []struct{ site, why string }{
		{"Argonne NL Aurora", "Epoch AI has no peak of its matrix engines, only of vectors"},
		{"Oak Ridge NL Frontier", "an MI250X is no faster in 8 bits than in 16"},
		{"Lawrence Livermore NL El Capitan Phase 2", "an MI300A gains as an H100 does"},
		{"Lawrence Livermore NL Sierra", "V100s have no 8-bit arithmetic in their tensor cores"},
		{"EuroHPC LUMI", "as Frontier"},
		{"Eni HPC6", "as Frontier; private"},
		{"Novo Nordisk Gefion", "counted with sparsity in 8 bits, twice its 1,528 H100; private"},
	} {
		s := one(list, d.site)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", name(s), kind(s), commas(s.BF16), commas(s.EightBit), commas(s.EightBit-s.BF16), d.why)
	}
	fmt.Fprintf(&b, `
So the near parity in 8 bits is for the most part one machine. Aurora's %s Max 1550 have matrix engines (839 TFLOPS in
bf16, ASSUMPTION, see `+"`scenarios/blocks/accelerators.yaml`"+`; and ASSUMPTION: twice that in 8 bits). With these it would be worth about %s in
8 bits too, and the public sites of the US %s.

These are peaks. What a training reaches of them is an efficiency, 0.40 for NVIDIA and 0.30 for MI250X and Max 1550
(ASSUMPTION, `+"`scenarios/blocks/accelerators.yaml`"+`), with which Aurora's %s count as %s in a run, Frontier's %s as %s.

## Who is in it

- **Weapons and defence.** Of the public machines of the US %s (bf16) serve weapons or defence, El Capitan before all, of Europe's %s.
  No scenario has them. What is open to research is %s in the US against %s in Europe.
- **Public** is who owns it. Gefion is a foundation's, open to research, and counts as private; Eni's HPC6 is a company's. On
  the site of `+"`nairr-pilot`"+` there is no machine: it is a share of those of its partners, and is in no total; nor is Dawn, which Epoch AI
  does not have.
- **Private** is mostly what companies say or what others infer: of Europe's %s (bf16) %s are "likely" in Epoch AI's terms, of the %s of
  the US %s are "likely" or worse, without those below that are added up.
- **Not in it** is what nobody has published. Epoch AI puts its coverage at 10 to 20 %% of the world (as quoted in the press; not verified), and it
  need not be the same on both sides.

## The sites

The column "cluster" is where a site is in the scenarios.
`,
		commas(float64(aurora.Count)), commas(aurora.BF16), k(us.EightBit-aurora.EightBit+aurora.BF16),
		commas(aurora.BF16), commas(aurora.BF16*0.75), commas(one(list, "Oak Ridge NL Frontier").BF16), commas(one(list, "Oak Ridge NL Frontier").BF16*0.75),
		commas(weapons(true).BF16), commas(weapons(false).BF16),
		k(us.BF16-weapons(true).BF16), k(europe.BF16-weapons(false).BF16),
		k(ours.BF16), k(likely(false)), k(theirs.BF16), k(likely(true)))
	for _, part := range []struct {
		title, owner string
		us           bool
	}{{"Public, Europe", "public", false}, {"Public, US", "public", true}, {"Private, Europe", "private", false}, {"Private, US", "private", true}} {
		fmt.Fprintf(&b, "\n### %s\n\n%s", part.title, Table(list, Of(part.owner, part.us)))
	}
	b.WriteString("\n### Of public and private owners\n\n")
	b.WriteString(Table(list, func(s *Site) bool { return s.Owner == "both" }))
	return b.String()
}

// Table lists the sites that are in, with the sum of those that are counted.
func Table(list []Site, in func(*Site) bool) string {
	var b strings.Builder
	b.WriteString("| site | region | accelerators | h100e, bf16 | h100e, 8 bits | cluster |\n|---|---|---|---:|---:|---|\n")
	for i := range list {
		s := &list[i]
		if !in(s) {
			continue
		}
		where := "`" + s.Cluster + "`"
		if s.Cluster == "" {
			where = "none: " + s.LeftOut
		}
		eight := "–"
		if s.EightBit > 0 {
			eight = commas(s.EightBit)
		}
		title := name(s)
		switch {
		case !s.Counted():
			title += " (" + s.Source + "; in no total)"
		case s.Certainty != "confirmed" && s.Certainty != "mixed":
			title += " (" + s.Certainty + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", title, s.Region, kind(s), commas(s.BF16), eight, where)
	}
	sum := Total(list, in)
	fmt.Fprintf(&b, "| **all** | | | **%s** | **%s** | |\n", commas(sum.BF16), commas(sum.EightBit))
	return b.String()
}

func one(list []Site, name string) *Site {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return &Site{Name: name}
}

// name leaves out what Epoch AI puts before or behind the name of a machine that everyone knows.
func name(s *Site) string {
	text := s.Name
	for _, before := range []string{"Lawrence Livermore NL ", "Argonne NL ", "Oak Ridge NL ", "Los Alamos NL ", "Sandia NL ", "Lawrence Berkeley NL NERSC "} {
		text = strings.TrimPrefix(text, before)
	}
	return strings.TrimPrefix(text, "University of Bristol ")
}

// kind is how many accelerators of what type.
func kind(s *Site) string {
	if s.Count == 0 || s.Accelerators == "mixed" {
		return s.Accelerators
	}
	return commas(float64(s.Count)) + " " + s.Accelerators
}

// thousands is a number in thousands, with a decimal.
func thousands(x float64) string { return strconv.FormatFloat(math.Round(x/100)/10, 'f', 1, 64) }

// k is a number in thousands, as text has it.
func k(x float64) string { return thousands(x) + "k" }

// commas is a whole number with commas; a real minus where it is negative.
func commas(x float64) string {
	text := strconv.FormatFloat(math.Round(math.Abs(x)), 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	if math.Round(x) < 0 {
		return "−" + text
	}
	return text
}
