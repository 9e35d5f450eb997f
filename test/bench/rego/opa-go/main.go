// Measures the workloads on OPA as a Go library: a prepared query, input already parsed to OPA's own values.
// Usage: opa-go WORKLOADS.json  ->  one line of JSON a workload: name, nanoseconds (median of batches), value.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

type workload struct {
	Name   string         `json:"name"`
	Module string         `json:"module"`
	Path   string         `json:"path"`
	Data   map[string]any `json:"data"`
	Input  any            `json:"input"`
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var workloads []workload
	check(json.Unmarshal(text, &workloads))
	for _, w := range workloads {
		ctx := context.Background()
		query, err := rego.New(rego.Query(w.Path), rego.Module("policy.rego", w.Module),
			rego.Store(inmem.NewFromObject(w.Data))).PrepareForEval(ctx)
		check(err)
		input, err := ast.InterfaceToValue(w.Input)
		check(err)
		evaluate := func() rego.ResultSet {
			results, err := query.Eval(ctx, rego.EvalParsedInput(input))
			check(err)
			return results
		}
		value, err := json.Marshal(evaluate()[0].Expressions[0].Value)
		check(err)
		line, err := json.Marshal(map[string]any{"name": w.Name, "ns": median(func() { evaluate() }), "value": json.RawMessage(value)})
		check(err)
		fmt.Println(string(line))
	}
}

func median(run func()) float64 {
	start := time.Now()
	for time.Since(start) < 300*time.Millisecond {
		run()
	}
	once := time.Now()
	run()
	batch := max(1, int(20*time.Millisecond/max(1, time.Since(once))))
	var times []float64
	for i := 0; i < 31; i++ {
		start := time.Now()
		for j := 0; j < batch; j++ {
			run()
		}
		times = append(times, float64(time.Since(start).Nanoseconds())/float64(batch))
	}
	sort.Float64s(times)
	return times[len(times)/2]
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
