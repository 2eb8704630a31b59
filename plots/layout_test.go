package plots

import (
	"sort"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/plots/internal/page"
	"gonum.org/v1/plot/vg"
)

// every is each figure with the presets that suit it.
func every(t *testing.T, check func(name string, fig Figure, p Preset)) {
	t.Helper()
	run := func(figs map[string]Figure, presets ...Preset) {
		var names []string
		for n := range figs {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			for _, p := range presets {
				check(n+" "+p.Name, figs[n], p)
			}
		}
	}
	titled := OneHalf()
	titled.Name, titled.ShowTitle, titled.Grey = "titled", true, true
	squat := Double()
	squat.Name, squat.Aspect = "squat", 0.5
	run(gallery(), Single(), Double(), Beamer(), titled)
	run(wide(), Double(), squat, titled)
	run(map[string]Figure{"mixed": mixed()}, Double(), titled)
}

// No text leaves the page and none touches another: this catches margins that
// are too small, labels that collide and legends that run out.
func TestLabelsInsideAndApart(t *testing.T) {
	every(t, func(name string, fig Figure, p Preset) {
		pg, err := drawPage(fig, p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		checkLabels(t, name, pg)
	})
}

func checkLabels(t *testing.T, name string, pg *page.Page) {
	t.Helper()
	whole := vg.Rectangle{Max: vg.Point{X: pg.Width, Y: pg.Height}}
	if len(pg.Labels) == 0 {
		t.Errorf("%s: no labels", name)
	}
	for i, l := range pg.Labels {
		if !within(l.Box, whole) {
			t.Errorf("%s: label %q leaves the page: %v not in %v", name, l.Text, l.Box, whole)
		}
		for _, o := range pg.Labels[:i] {
			if overlap(l.Box, o.Box) && !turnedApart(l, o) {
				t.Errorf("%s: labels %q and %q overlap: %v %v", name, l.Text, o.Text, l.Box, o.Box)
			}
		}
	}
	if b := pg.Bounds(); !within(b, grown(whole, 0.01)) {
		t.Errorf("%s: drawing %v leaves the page %v", name, b, whole)
	}
}

// turnedApart excuses the symbols along the slanted sides of a simplex, whose
// upright boxes are larger than they are.
func turnedApart(a, b page.Label) bool {
	return strings.Contains(a.Text, "arrow") || strings.Contains(b.Text, "arrow")
}

// Labels of events do not lie on curves: they stand above the data area.
func TestEventLabelsAboveCurves(t *testing.T) {
	f := tomahawk()
	f.Events = nil
	for i := range 9 { // a crowd
		f.Events = append(f.Events, Event{Fold, 1.6 + 0.01*float64(i), 0.5, "$T_{" + strings.Repeat("1", i+1) + "}$"})
	}
	f.Events = append(f.Events, Event{Break, 1, 0.5, "First of all"}, Event{Break, 2.2, 0.5, "Last of all"})
	pg, err := drawPage(f, Single())
	if err != nil {
		t.Fatal(err)
	}
	checkLabels(t, "crowd", pg)
	found := 0
	for _, l := range pg.Labels {
		if strings.HasPrefix(l.Text, "$T_{") || strings.HasSuffix(l.Text, "of all") {
			found++
		}
	}
	if found != 11 {
		t.Errorf("%d event labels drawn, want 11", found)
	}
}

// In grey every colour of the page is a grey.
func TestGrey(t *testing.T) {
	p := Single()
	p.Grey = true
	for name, fig := range gallery() {
		pg, err := drawPage(fig, p)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, it := range pg.Items {
			if c := it.Color; it.Kind <= page.Stroke && (c.R != c.G || c.G != c.B) {
				t.Fatalf("%s: colour %v", name, c)
			}
		}
	}
}

// spread keeps order, keeps intervals apart and within bounds, and leaves
// those that are free where they are.
func TestSpread(t *testing.T) {
	mids := []vg.Length{10, 11, 12, 60}
	widths := []vg.Length{10, 10, 10, 10}
	spread(mids, widths, 0, 100)
	want := []vg.Length{5, 15, 25, 60}
	for i := range mids {
		if mids[i] != want[i] {
			t.Errorf("spread: %v, want %v", mids, want)
			break
		}
	}
}

// TestSharedAxes catches panels whose ranges differ where the label is the same, and numbers of an inner axis.
func TestSharedAxes(t *testing.T) {
	line := func(top float64) Figure {
		return Lines{XLabel: "$T$", YLabel: `$\lambda$`, Series: []Series{{Name: "a", X: []float64{1, 2}, Y: []float64{0, top}}}}
	}
	f := Panels{Figures: []Figure{line(1), line(4), line(2), line(3)}, Columns: 2, SharedAxes: true, SharedLegend: true}
	st := newStyle(Double())
	g, err := f.grid(st, st.width())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range g.charts {
		if c.y.scale != g.charts[0].y.scale || c.y.scale.hi < 4 {
			t.Errorf("panel %s has the range %v", letter(i), c.y.scale)
		}
		if c.x.inner != (i < 2) || c.y.inner != (i%2 == 1) {
			t.Errorf("panel %s: inner axes %v and %v", letter(i), c.x.inner, c.y.inner)
		}
	}
	if l := g.charts[1].y.fit(st, mm(40), false); !l.label.empty() || l.depth != 0 || len(l.ticks) == 0 {
		t.Errorf("an inner axis has %v, want ticks alone", l)
	}
}
