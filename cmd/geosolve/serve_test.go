package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"testing"
)

const askedText = `{"model": "core-periphery", "parameters": {"mu": 0.4, "sigma": 5, "T": 1.7}, "geography": {"equidistant": {"regions": 2}}, "evaluate": {"share": [0.7, 0.3]}}`

// BenchmarkAsk compares a question to a process that stays with a process for each, for a short run at given
// shares and for all equilibria.
func BenchmarkAsk(b *testing.B) {
	program := filepath.Join(b.TempDir(), "geosolve")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, command := range []string{"evaluate", "solve"} {
		b.Run(command+"/stays", func(b *testing.B) {
			cmd := exec.Command(program, "serve-stdio")
			in, err := cmd.StdinPipe()
			if err != nil {
				b.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				b.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				b.Fatal(err)
			}
			lines := bufio.NewReader(out)
			b.ResetTimer()
			for i := range b.N {
				fmt.Fprintf(in, `{"id": %d, "command": %q, "scenario": %s}`+"\n", i, command, askedText)
				if _, err := lines.ReadBytes('\n'); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
			in.Close()
			if err := cmd.Wait(); err != nil {
				b.Fatal(err)
			}
		})
		b.Run(command+"/each", func(b *testing.B) {
			for range b.N {
				cmd := exec.Command(program, command, "-")
				in, err := cmd.StdinPipe()
				if err != nil {
					b.Fatal(err)
				}
				go func() {
					_, _ = io.WriteString(in, askedText)
					in.Close()
				}()
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
