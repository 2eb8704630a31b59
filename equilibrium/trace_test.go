package equilibrium

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"
)

func show(t *testing.T, d *Diagram) {
	for _, b := range d.Branches {
		p, q := b.Points[0], b.Points[len(b.Points)-1]
		t.Logf("branch %d parent %d %v iso %s orbit %d crit %v pts %d closed %v: %.6f %.4f -> %.6f %.4f", b.ID, b.Parent, b.Kind, b.Isotropy, b.Orbit, b.Criticality, len(b.Points), b.Closed, p.Value, p.Share, q.Value, q.Share)
	}
	for _, e := range d.Events {
		t.Logf("event %v %.16g ±%.1e mult %d mode %d rising %v branches %v %v %s %.4f", e.Kind, e.Value, e.Precision, e.Multiplicity, e.Mode, e.Rising, e.Branches, e.Criticality, e.Note, e.Share)
	}
	for _, l := range d.LeftOut {
		t.Logf("left out: %s", l)
	}
	t.Logf("curves %d", d.Curves)
}

func TestScratch(t *testing.T) {
	for _, r := range []int{2, 3, 4} {
		t0 := time.Now()
		d, err := Trace(context.Background(), cpEquidistant(.4, 5, r), TraceSettings{From: 1.2, To: 2.3})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(t0), fmt.Sprint(math.Pow(7, .25)-d.Events[0].Value))
		show(t, d)
	}
}

func TestScratchRing(t *testing.T) {
	for _, r := range []int{4, 6, 8} {
		t0 := time.Now()
		d, err := Trace(context.Background(), cpRing(.4, 5, r), TraceSettings{From: .5, To: 6})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(t0))
		show(t, d)
	}
}

func BenchmarkTwoRegions(b *testing.B) {
	b.ReportAllocs()
	f := cpEquidistant(.4, 5, 2)
	for range b.N {
		if _, err := Trace(context.Background(), f, TraceSettings{From: 1.2, To: 2.3}); err != nil {
			b.Fatal(err)
		}
	}
}
