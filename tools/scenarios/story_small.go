package main

// asked is what Europe asks for, in H100-equivalents busy on average if nothing waited, from the
// jobs that came in a year of 365 days.
var asked = figure{name: "asked", head: "asked for", unit: "h100e", digits: -3,
	value: times(1.0/(365*24), fullScale(col("bloc", "Europe", "demanded_h100h")))}

func replaced(part string) variant {
	return with(part+" % replaced", "workload.europe.replace.share="+part+"%")
}

var smallModels = story{
	name:  "small-open-models",
	title: "Fine-tuning small open models replaces a part of the large training runs: is the present compute enough?",
	claim: "The claim: small open models let university researchers work with what they have. Fine-tuning, at 5 % of their " +
		"cost, replaces 30 % of the GPU-hours of mid-size and pretraining jobs.",
	answer: "With 30 % replaced Europe asks for {{at \"as shipped\" \"asked\"}} instead of {{at \"0 % replaced\" \"asked\"}}, and the " +
		"95th percentile of the waits of small academic jobs falls from {{at \"0 % replaced\" \"small\"}} to " +
		"{{at \"as shipped\" \"small\"}}, with 70 % replaced to {{at \"70 % replaced\" \"small\"}}. For 90 % of Europe's " +
		"GPU-hours to be done on European soil, " +
		"{{reaches \"soil\" 90 \"0 % replaced\" \"10 % replaced\" \"50 % replaced\" \"70 % replaced\" \"80 % replaced\" \"90 % replaced\"}} " +
		"would have to be replaced, as long as jobs go abroad when they expect to wait four hours (at 70 % the share is " +
		"{{at \"70 % replaced\" \"soil\"}}, and {{at \"70 % replaced, leaving home after a day\" \"soil\"}} if they are willing " +
		"to wait for a day): small models shorten the waits of small jobs long before they end the dependence.",
	check: "In the fluid model demand falls by 21 % at 30 % replaced and by 50 % at 70 %, and 90 % on soil is possible from " +
		"68 % replaced on; as shipped the share is at most {{bound \"as shipped\" \"Europe\"}}. The simulation needs more, " +
		"because machines are not used to the last GPU, jobs look abroad after four hours of expected wait, and some are " +
		"withdrawn.",
	assumed: "Both numbers: how much is replaced, and that it costs 5 %; that nobody else asks for the capacity set free; that " +
		"the model to be tuned was trained elsewhere.",
	runs: variants(replaced("0"), replaced("10"), replaced("50"), replaced("70"), replaced("80"), replaced("90"),
		with("70 % replaced, leaving home after a day", "workload.europe.replace.share=70%", "routing=overflow(wait=24h)")),
	columns: []figure{asked, soil, withdrawn, turnedAway,
		waits("small", "p95 small-academic", "bloc-class", "Europe/small-academic"),
		waits("tune", "p95 finetune", "bloc-class", "Europe/finetune"),
		p95Train, within24},
	against: "0 % replaced",
	shares:  []string{"soil", "small"},
}
