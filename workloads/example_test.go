package workloads_test

import (
	"fmt"
	"log"
	"os"
	"time"

	"sovsim/sim"
	"sovsim/workloads"
)

// The trace that ships, as a source: its first three jobs.
func ExampleOpen() {
	trace, err := workloads.Open("../scenarios/traces/tiny.swf", workloads.Options{MaxGPUs: 32})
	if err != nil {
		log.Fatal(err)
	}
	defer trace.Close()
	for range 3 {
		var job sim.Job
		if _, err := trace.Next(&job); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("job %d of user %s: %d GPUs, submitted at %v, ran %v of %v\n", job.ID,
			trace.Directory().Users.Name(job.User), job.GPUs, time.Duration(job.Submit), job.Run, job.Request)
	}
	counts := trace.Stats()
	fmt.Println(counts.String())
	// Output:
	// job 1 of user 7: 1 GPUs, submitted at 0s, ran 2m20s of 10m0s
	// job 2 of user 1: 1 GPUs, submitted at 22m14s, ran 4m20s of 4m0s
	// job 3 of user 3: 2 GPUs, submitted at 29m1s, ran 28m54s of 1h0m0s
	// 203 records read, 200 kept, 3 dropped (3 no run time)
}

// A trace is checked once and opened once for each run.
func ExampleFile_Open() {
	file, err := workloads.Check("../scenarios/traces/tiny.csv", workloads.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, policy := range []string{"fcfs", "easy"} {
		trace, err := file.Open(&sim.Directory{})
		if err != nil {
			log.Fatal(err)
		}
		var job sim.Job
		ok, err := trace.Next(&job) // the engine does this
		fmt.Println(policy, job.ID, ok, err)
		trace.Close()
	}
	// Output:
	// fcfs 1 true <nil>
	// easy 1 true <nil>
}

func ExampleFile_Info() {
	file, err := workloads.Check("../scenarios/traces/tiny.swf", workloads.Options{MaxGPUs: 32})
	if err != nil {
		log.Fatal(err)
	}
	info, err := file.Info()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(info.Table())
	// Output:
	// trace         tiny.swf (swf)
	// records       203 read, 200 kept, 3 dropped
	//               3 dropped: no run time
	// submitted     from 0 s to 230439 s
	// span          2.7 days
	// machine       32 GPUs
	// GPU-hours     1,857 run, 7,229 requested
	// offered load  0.906
	// interarrival  mean 1158 s, coefficient of variation 1.111
	// different     6 sizes, 7 users, 0 classes, 0 regions
	// overruns      10 (run time over requested time)
	//
	//                   mean      p25      p50      p75      p90      p99      max
	// run time, s       6098      282     1770     7760    16080    41333    70666
	// request, s       21733     1800     7200    28800    86400    86400    86400
	// GPUs             6.260        1        2        8       16       32       32
}

func ExampleConvert() {
	jobs := "job_id,user,class,region,gpus,submit_s,run_s,requested_s\n1,anna,mid,FR,8,0,3600,7200\n2,bo,mid,DE,4,60,600,\n"
	if err := os.WriteFile("example.csv", []byte(jobs), 0o644); err != nil {
		log.Fatal(err)
	}
	defer os.Remove("example.csv")
	file, err := workloads.Check("example.csv", workloads.Options{})
	if err != nil {
		log.Fatal(err)
	}
	done, err := workloads.Convert(os.Stdout, "swf", file)
	fmt.Println(done.Lost, err)
	// Output:
	// ; Version: 2.2
	// ; User: 1000000 "anna"
	// 1 0 -1 3600 8 -1 -1 8 7200 -1 -1 1000000 -1 -1 -1 -1 -1 -1
	// ; User: 1000001 "bo"
	// 2 60 -1 600 4 -1 -1 4 600 -1 -1 1000001 -1 -1 -1 -1 -1 -1
	// [class region] <nil>
}

func ExampleFormats() {
	for _, f := range workloads.Formats() {
		fmt.Printf("%s: %s\n", f.Name, f.About)
	}
	// Output:
	// helios: table of SenseTime's Helios logs: job_id,user,tenant,class,submit_time,num_chips,...
	// native: sovsim's own CSV with the header job_id,user,class,region,gpus,submit_s,run_s,requested_s
	// openb: pods of Alibaba's GPU trace of 2023: name,...,num_gpu,gpu_milli,...,scheduled_time
	// philly: table of Microsoft's Philly log: timestamp,duration,num_gpus,gpu_time,cluster
	// swf: Standard Workload Format 2.2 of the Parallel Workloads Archive: 18 numbers a line
}

func ExampleMerge() {
	a := workloads.Slice([]sim.Job{{ID: 1, Submit: 0}, {ID: 2, Submit: 5}})
	b := workloads.Slice([]sim.Job{{ID: 3, Submit: 0}, {ID: 4, Submit: 2}})
	merged := workloads.Merge(a, b)
	var job sim.Job
	for ok, _ := merged.Next(&job); ok; ok, _ = merged.Next(&job) {
		fmt.Println(job.ID, int64(job.Submit))
	}
	// Output:
	// 1 0
	// 3 0
	// 4 2
	// 2 5
}

func ExampleNewWriter() {
	names := &sim.Directory{}
	job := sim.Job{ID: 1, User: names.Users.ID("Müller, A."), Class: names.Classes.ID("mid"), Region: names.Regions.ID("DE"),
		GPUs: 16, Nodes: 4, Submit: sim.Time(1500 * time.Millisecond), Run: time.Hour, Request: 2 * time.Hour}
	w, err := workloads.NewWriter("native", os.Stdout, names, workloads.WriterOptions{Columns: []string{"nodes"}})
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Write(&job); err != nil {
		log.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// job_id,user,class,region,gpus,submit_s,run_s,requested_s,nodes
	// 1,"Müller, A.",mid,DE,16,1.5,3600,7200,4
}
