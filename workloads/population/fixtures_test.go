package population

import (
	"strconv"
	"strings"
	"time"

	"sovsim/sim/dist"
)

// philly is when the jobs of Microsoft's Philly cluster arrived, in per cent by
// hour and by weekday from Monday: Jeon et al., "Analysis of large-scale
// multi-tenant GPU clusters for DNN training workloads", USENIX ATC 2019, the
// published trace. The weekdays are given from Monday on.
var philly = dist.Profile{
	Hours: [24]float64{5.3, 4.1, 4.7, 4.6, 2.9, 4.8, 7.0, 8.7, 4.6, 4.2, 4.3, 3.6, 3.1, 2.9, 2.7, 2.7, 3.7, 2.8, 3.3, 3.0, 4.2, 3.8, 4.7, 4.2},
	Days:  [7]float64{12.3, 15.2, 16.3, 18.4, 20.6, 8.7, 8.5},
}

// rich is a class with every feature on.
func rich(name string) Class {
	c := busy(name)
	c.Users, c.Zipf, c.Projects = 400, 1.1, 40
	c.Offset, c.Profile, c.Growth = time.Hour, philly, 0.1
	c.Epoch = time.Date(2025, 7, 17, 9, 30, 0, 0, time.UTC)
	c.Interarrival = dist.Interarrival{Mean: 10 * time.Minute, CV: 11, Batch: 1.2}
	c.Sizes = []Size{
		{GPUs: 8, Weight: 6, Run: dist.Spec[time.Duration]{Kind: dist.KindQuantiles, Points: phillyLike}},
		{GPUs: 16, Weight: 2},
		{GPUs: 64, Weight: 2},
	}
	c.Divide = 4
	c.Residency = dist.Residency{Home: 0.2, Bloc: 0.3, Any: 0.5}
	c.Bytes = dist.ByteRange{Low: 100e9, High: 15e12}
	c.Segment = 24 * time.Hour
	return c
}

// phillyLike is spread as wide as the run times of a real log are.
var phillyLike = []dist.Point[time.Duration]{
	{P: 0, Value: time.Second}, {P: 0.1, Value: 30 * time.Second}, {P: 0.25, Value: 115 * time.Second},
	{P: 0.5, Value: 1144 * time.Second}, {P: 0.75, Value: 2932 * time.Second}, {P: 0.9, Value: 11266 * time.Second},
	{P: 0.95, Value: 10 * time.Hour}, {P: 0.98, Value: 30 * time.Hour}, {P: 0.99, Value: 254884 * time.Second},
	{P: 0.999, Value: 20 * 24 * time.Hour}, {P: 1, Value: 60 * 24 * time.Hour},
}

// academic is GPUs and run time of the jobs of at most 8 GPUs in the Philly
// trace, as quantiles of the run time in seconds for each size.
var academic = []struct {
	gpus      int
	weight    float64
	quantiles string
}{
	{1, 76627, `0:1 0.05:52 0.1:62 0.15:69 0.2:76 0.25:122 0.3:215 0.35:385 0.4:600 0.45:855 0.5:1117 0.55:1446 0.6:1728
0.65:2054 0.7:2464 0.75:2716 0.8:3754 0.85:5342 0.875:5911 0.8875:6368 0.9:8512 0.925:11166 0.9375:13665
0.95:19138 0.9575:24114 0.965:32181 0.98:68258 0.9825:78200 0.985:93467 0.9875:110469 0.99:135427
0.9925:176195 0.99375:210053 0.995:267070 0.997:384452 0.9975:430886 0.998:504661 0.9985:640614
0.999:868274 0.999225:1045700 0.99945:1373799 0.999675:1830949 0.9999:2636958 1:3256045`},
	{2, 1818, `0:2 0.05:9 0.1:11 0.15:13 0.2:15 0.25:16 0.3:17 0.35:18 0.4:19 0.45:20 0.5:21 0.55:23 0.6:25 0.65:28
0.7:33 0.75:76 0.8:150 0.825:1234 0.85:22326 0.8625:26703 0.875:37946 0.9:73246 0.925:124935 0.95:197237
0.965:253885 0.9725:276008 0.97625:297263 0.98:344608 0.9825:376847 0.985:436522 0.9875:463117
0.99:526121 0.99125:550854 0.9925:652179 0.995:827680 0.997:1163467 0.9975:1386926 0.998:1398864
0.999:1502880 0.9999:2582803 1:2582803`},
	{4, 1870, `0:3 0.05:75 0.1:137 0.15:179 0.2:403 0.25:772 0.3:1696 0.35:4456 0.4:7466 0.45:13082 0.5:17410
0.55:26253 0.6:36297 0.65:56900 0.7:78676 0.75:89422 0.775:95439 0.8:106297 0.825:121892 0.85:151663
0.875:177094 0.9:184472 0.925:196582 0.9375:224213 0.95:274339 0.9575:330998 0.965:420887 0.98:536482
0.985:656898 0.99:908288 0.9925:1111510 0.995:1219866 0.996:1341164 0.997:1637362 0.998:1995272
0.999:2558427 0.9999:2750674 1:2750674`},
	{8, 1643, `0:1 0.05:119 0.1:216 0.15:463 0.2:783 0.25:1874 0.3:3988 0.35:7266 0.4:12378 0.45:16649 0.5:23683
0.55:36599 0.6:65144 0.65:105959 0.7:140753 0.75:173268 0.8:203118 0.85:242309 0.875:272330 0.9:353140
0.925:408795 0.95:527100 0.965:620612 0.98:801959 0.985:927761 0.99:1068030 0.9925:1244325
0.993125:1816403 0.99375:1957749 0.995:2011900 0.997:2176681 0.999:2658271 0.9999:4628226 1:4628226`},
}

func points(text string) (points []dist.Point[time.Duration]) {
	for _, field := range strings.Fields(text) {
		share, seconds, _ := strings.Cut(field, ":")
		p, err := strconv.ParseFloat(share, 64)
		v, err2 := strconv.Atoi(seconds)
		if err != nil || err2 != nil {
			panic(field)
		}
		points = append(points, dist.Point[time.Duration]{P: p, Value: time.Duration(v) * time.Second})
	}
	return points
}

// researchDemand is Europe's demand for research training in H100s busy on average.
const researchDemand = 248_500

var researchShares = []float64{0.15, 0.10, 0.20, 0.55} // of GPU-hours

// research is four classes of research training that share the demand:
// small-academic as in the Philly trace, the others log-uniform in size and
// run time. At scale 1/n, classes of at most 16 GPUs come n times as seldom and
// the others in sizes divided by n, at the rate that leaves 1/n of the GPU-hours.
func research(n int) []Class {
	span := func(low, high time.Duration) dist.Spec[time.Duration] {
		return dist.Spec[time.Duration]{Kind: dist.KindLogUniform, Low: low, High: high}
	}
	const h = time.Hour
	classes := []Class{
		{Name: "small-academic"},
		{Name: "finetune", Range: dist.SizeRange{Low: 1, High: 16}, Run: span(h, 24*h)},
		{Name: "mid", Range: dist.SizeRange{Low: 16, High: 256}, Run: span(4*h, 72*h)},
		{Name: "pretrain", Range: dist.SizeRange{Low: 256, High: 16384}, Run: span(24*h, 14*24*h), Segment: 24 * h},
	}
	for _, a := range academic {
		classes[0].Sizes = append(classes[0].Sizes, Size{GPUs: a.gpus, Weight: a.weight,
			Run: dist.Spec[time.Duration]{Kind: dist.KindQuantiles, Points: points(a.quantiles)}})
	}
	for i := range classes {
		c := &classes[i]
		c.Region, c.Users, c.Projects, c.Zipf = "Europe", 1000, 100, 1.1
		if n > 1 && c.Range.High > 16 {
			c.Divide = n
		}
		seconds := c.MeanWork() / (researchDemand * researchShares[i]) * float64(n)
		c.Interarrival = dist.Interarrival{Mean: time.Duration(seconds * 1e9), CV: 11, Batch: 1.5}
	}
	return classes
}
