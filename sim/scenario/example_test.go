package scenario_test

import (
	"fmt"

	"sovsim/sim/scenario"
)

const small = `
version: 1
name: small
epoch: 2025-01-01
horizon: 90d
clusters:
  - name: hill
    region: US
    gpus: 64
    timeline:
      - {at: 2025-02-01, set: 100}
      - {from: 2025-03-01, until: 2025-03-04, remove: 4, announced: false}
workload:
  - {class: all, region: US, interarrival: 10m, run-time: 2h, gpus: 4}
`

func ExampleDecode() {
	s, err := scenario.Decode("small.yaml", []byte(small), scenario.Catalog{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range s.Clusters[0].Timeline {
		fmt.Printf("%v days: %+d %s, announced %t\n", step.At.Hours()/24, step.Change, step.Loss, step.Announced)
	}
	// Output:
	// 31 days: +36 drain, announced true
	// 60 days: -1 drain, announced false
	// 61 days: -1 drain, announced false
	// 62 days: -2 drain, announced false
}

func ExampleDecode_errors() {
	_, err := scenario.Decode("bad.yaml", []byte(`
version: 1
horizon: 90
clusters:
  - {name: hill, region: US, gpu: 64}
workload:
  - {class: all, region: UK, interarrival: 10m, run-time: 2h, gpus: 4}
`), scenario.Catalog{})
	fmt.Println(err)
	// Output:
	// bad.yaml:3:10: horizon: "90" has no unit: write 90s for seconds, 90m for minutes, 90h for hours or 90d for days
	// bad.yaml:5:30: clusters[0]: unknown key "gpu": did you mean "gpus"?
	// bad.yaml:7:26: workload[0].region: the region "UK" is unknown: known are US; a region without a cluster is declared by regions: [UK] at the top of the file
}

func ExampleScenario_YAML() {
	s, err := scenario.Decode("small.yaml", []byte(small), scenario.Catalog{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", s.YAML())
	// Output:
	// version: 1
	// name: small
	// epoch: 2025-01-01
	// horizon: 90d
	// warm-up: 0s
	// seed: 1
	// replications: 1
	// overrun: kill
	// routing: home
	// policies:
	//   - easy
	// clusters:
	//   - name: hill
	//     region: US
	//     kind: pool
	//     gpus: 64
	//     speed: 1
	//     timeline:
	//       - {at: 2025-02-01, add: 36, announced: true}
	//       - {at: 2025-03-02, remove: 1, loss: drain, announced: false}
	//       - {at: 2025-03-03, remove: 1, loss: drain, announced: false}
	//       - {at: 2025-03-04, remove: 2, loss: drain, announced: false}
	// workload:
	//   - class: all
	//     region: US
	//     users: 1
	//     interarrival: {mean: 10m, cv: 1}
	//     run-time: 2h
	//     gpus:
	//       4: 1
	// outputs:
	//   jobs: false
	//   interval: 1h
	//   follow-up: 28d
	//   target: 1d
}
