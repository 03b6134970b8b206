package workloads

import (
	"io"
	"strings"
	"testing"

	"sovsim/sim"
)

// BenchmarkSWF reads a real log to its end: check opens, unpacks and checks it
// (once a command), held and streamed are what a run then pays per job.
func BenchmarkSWF(b *testing.B) {
	path := realLog(b, "KTH-SP2-1996-2")
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Check(path, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, l := range map[string]limits{"held": fileLimits, "streamed": {}} {
		f, err := check(path, Options{}, l)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				consume(b, f)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(f.counts.Read), "ns/record")
		})
	}
}

// BenchmarkStream reads plain files record by record.
func BenchmarkStream(b *testing.B) {
	const line = "    1        0 964980  97225   56     -1    -1   56 210000    -1  1   1   1  -1 -1 -1 -1 -1\n"
	for _, c := range []struct{ name, content string }{
		{"swf", strings.Repeat(line, 100_000)},
		{"native", nativeHead + "\n" + strings.Repeat("1,anna,mid,FR,56,0,97225,210000\n", 100_000)},
		{"philly", phillyHead + "\n" + strings.Repeat("2017-10-09 07:01:55,2951.0,1,2951.0,6214e9\n", 100_000)},
		{"helios", heliosHead + "\n" + strings.Repeat("765563,uH3om,vcvGl,finetune,5835000000,128,,16,24.0,24.0,CANCELED\n", 100_000)},
		{"openb", openbHead + "\n" + strings.Repeat("openb-pod-0001,6000,12288,1,460,,LS,Running,427061,12902960,427061\n", 100_000)},
	} {
		f, err := check(write(b, "trace", []byte(c.content)), Options{}, limits{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				consume(b, f)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(f.counts.Read), "ns/record")
		})
	}
}

// BenchmarkConvert writes a held trace in each format.
func BenchmarkConvert(b *testing.B) {
	f, err := Check(realLog(b, "KTH-SP2-1996-2"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, format := range Formats() {
		if !format.Writable {
			continue
		}
		b.Run(format.Name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Convert(io.Discard, format.Name, f); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(f.counts.Kept), "ns/record")
		})
	}
}

func consume(b *testing.B, f *File) {
	t, err := f.Open(nil)
	if err != nil {
		b.Fatal(err)
	}
	var j sim.Job
	for ok := true; ok; {
		if ok, err = t.Next(&j); err != nil {
			b.Fatal(err)
		}
	}
}
