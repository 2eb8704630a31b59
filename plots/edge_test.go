package plots

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// A figure without data is an error that says so and writes nothing.
func TestEmpty(t *testing.T) {
	gone := []float64{math.NaN()}
	for name, f := range map[string]Figure{
		"bifurcation": Bifurcation{}, "gaps": Bifurcation{Branches: []Branch{{X: gone, Y: gone}}},
		"wiggle": Wiggle{}, "lines": Lines{}, "log of nothing positive": Lines{LogY: true, Series: []Series{{X: []float64{1}, Y: []float64{-1}}}},
		"scatter": Scatter{}, "heat": Heatmap{}, "heat of gaps": Heatmap{Field: Field{X: gone[:0], Y: nil}},
		"heat nan": Heatmap{Field: Field{X: []float64{1}, Y: []float64{1}, Z: [][]float64{gone}}},
		"regimes":  RegionMap{}, "unknown regimes": RegionMap{X: []float64{1}, Y: []float64{1}, Regime: [][]int{{-1}}},
		"ternary": Ternary{}, "ring": RingBars{}, "ring of gaps": RingBars{After: gone},
		"bars": StackedBars{}, "tornado": Tornado{}, "map": CityMap{}, "two maps": CityMap{TwoPanels: true}, "panels": Panels{},
	} {
		var out bytes.Buffer
		err := Render(f, Single(), SVG, &out)
		if !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: error %v, want ErrEmpty", name, err)
		}
		if out.Len() > 0 {
			t.Errorf("%s: something was written", name)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "plots: ") {
			t.Errorf("%s: error does not name its package: %v", name, err)
		}
	}
}

// Wrong shapes and values are errors that name what is wrong.
func TestBadInput(t *testing.T) {
	one, two := []float64{1}, []float64{1, 2}
	for want, f := range map[string]Figure{
		"branch 1 has 2 abscissae":  Bifurcation{Branches: []Branch{{X: two, Y: one}}},
		"1 stabilities":             Bifurcation{Branches: []Branch{{X: two, Y: two, Stable: []Stability{Stable}}}},
		"only one of Lo and Hi":     Lines{Series: []Series{{X: one, Y: one, Lo: one}}},
		"must increase":             Heatmap{Field: Field{X: []float64{2, 1}, Y: one, Z: [][]float64{two}}},
		"row 1 of the field has 2":  Heatmap{Field: Field{X: one, Y: one, Z: [][]float64{two}}},
		"regime 3 at row 1":         RegionMap{X: one, Y: one, Regime: [][]int{{3}}, Names: []string{"a"}},
		"N = 2 wants 6":             Ternary{Field: &SimplexField{N: 2, Values: two}},
		"sum to 1":                  Ternary{Equilibria: []SimplexPoint{{Shares: Shares{1, 1, 0}}}},
		"allowed: finite numbers":   RingBars{After: []float64{-1}},
		"2 values and the figure 1": StackedBars{Components: []string{"a"}, Groups: []BarGroup{{"g", []Stack{{"", two}}}}},
		"longitude 200":             CityMap{Cities: []City{{"x", 200, 0, 1, 0}}},
		"unknown macro":             Lines{XLabel: `$\nonsense$`, Series: []Series{{X: one, Y: one}}},
		"no glyph for":              Lines{XLabel: "東京", Series: []Series{{X: one, Y: one}}},
		"panel b":                   Panels{Figures: []Figure{tomahawk(), Lines{}}},
		"1 titles and 2 figures":    Panels{Figures: []Figure{tomahawk(), tomahawk()}, Titles: []string{"a"}},
	} {
		err := Render(f, Single(), SVG, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if err := Render(nil, Single(), SVG, io.Discard); err == nil {
		t.Error("no figure: no error")
	}
	small := Single()
	small.FontSize = 6
	if err := Render(tomahawk(), small, SVG, io.Discard); err == nil || !strings.Contains(err.Error(), "FontSize is 6; allowed: 7") {
		t.Errorf("small type: %v", err)
	}
	if err := Render(tomahawk(), Single(), "gif", io.Discard); err == nil || !strings.Contains(err.Error(), "pdf, svg, png, eps") {
		t.Errorf("unknown format: %v", err)
	}
}

// Odd but right data are drawn: single points, constants, gaps, huge and tiny
// numbers, markup in every label.
func TestOddData(t *testing.T) {
	nan := math.NaN()
	figs := map[string]Figure{
		"single point":  Bifurcation{Branches: []Branch{{X: []float64{1}, Y: []float64{0.5}, Stable: []Stability{Stable}}}},
		"constant":      Lines{Series: []Series{{Name: "c", X: []float64{1, 2, 3}, Y: []float64{7, 7, 7}}}},
		"all zero":      Lines{Series: []Series{{X: []float64{0, 0}, Y: []float64{0, 0}}}},
		"gaps":          Lines{Series: []Series{{X: []float64{1, 2, 3, 4, 5}, Y: []float64{1, nan, 2, nan, 4}}}},
		"infinite":      Lines{Series: []Series{{X: []float64{1, 2, 3}, Y: []float64{1, math.Inf(1), 2}}}},
		"huge":          Lines{XLabel: "x", YLabel: "y", Series: []Series{{X: []float64{1e12, 2e12}, Y: []float64{-1e15, 1e15}}}},
		"tiny":          Lines{YLabel: "y", Series: []Series{{X: []float64{1, 2}, Y: []float64{1e-9, 2e-9}}}},
		"near constant": Lines{Series: []Series{{X: []float64{1, 2}, Y: []float64{1, 1 + 1e-9}}}},
		"log constant":  Lines{LogX: true, LogY: true, Series: []Series{{X: []float64{10, 10}, Y: []float64{3, 3}}}},
		"log decades":   Lines{LogY: true, Series: []Series{{X: []float64{1, 2}, Y: []float64{1e-30, 1e30}}}},
		"log narrow":    Lines{LogX: true, Series: []Series{{X: []float64{1.1, 1.9}, Y: []float64{1, 2}}}},
		"one cell":      Heatmap{Field: Field{X: []float64{1}, Y: []float64{2}, Z: [][]float64{{3}}}},
		"flat field":    Heatmap{Field: Field{X: []float64{1, 2}, Y: []float64{2, 3}, Z: [][]float64{{3, 3}, {3, 3}}}, Palette: BlueWhiteRed, Midpoint: 3},
		"one city":      CityMap{Cities: []City{{"Łódź", 19.46, 51.76, 1, 0}}},
		"row of cities": CityMap{Cities: []City{{"a", 0, 50, 1, 0}, {"b", 40, 50, 2, 0}}},
		"polar city":    CityMap{Cities: []City{{"Pole", 0, 90, 1, 0}, {"Tromsø", 18.9, 69.6, 2, 0}}},
		"date line":     CityMap{Cities: []City{{"Suva", 178.4, -18.1, 1, 0}, {"Apia", -171.8, -13.8, 2, 0}}},
		"one bar":       StackedBars{Components: []string{"a"}, Groups: []BarGroup{{"g", []Stack{{"", []float64{-2}}}}}},
		"one region":    RingBars{After: []float64{1}},
		"two hundred":   ring(200, false),
		"many plain":    ring(90, true),
		"flat tornado":  Tornado{Base: 1, Rows: []TornadoRow{{"a", 1, 1, "", ""}}},
		"one share":     Ternary{Equilibria: []SimplexPoint{{Shares{1, 0, 0}, Stable}}},
		"smallest":      Ternary{Field: &SimplexField{N: 1, Values: []float64{1, 2, nan}}},
		"flat simplex":  Ternary{Field: &SimplexField{N: 2, Values: []float64{1, 1, 1, 1, 1, 1}}},
		"long names": StackedBars{Components: []string{"a"}, Groups: []BarGroup{
			{"Zachodniopomorskie, Lubuskie and the whole north-western macro-region", []Stack{{"", []float64{1}}}},
			{"Überlandverkehrsverbundgesellschaft", []Stack{{"", []float64{2}}}},
			{strings.Repeat("W", 200), []Stack{{"", []float64{2}}}},
		}},
		"long tornado": Tornado{Base: 1, XLabel: strings.Repeat("long ", 60), Rows: []TornadoRow{{strings.Repeat("Elasticity of substitution ", 6), 0, 2, strings.Repeat("9", 40), "2"}}},
		"long corner":  Ternary{Names: [3]string{"Voivodeship of Lower Silesia", "Nordrhein-Westfalen", "Trás-os-Montes e Alto Douro"}, Equilibria: []SimplexPoint{{Shares{1, 0, 0}, Stable}}},
		"long city":    CityMap{Cities: []City{{strings.Repeat("Llanfair", 12), 0, 50, 1, 0}, {"b", 1, 51, 2, 0}}},
		"long marks":   Lines{Series: []Series{{X: []float64{0, 10}, Y: []float64{0, 1}}}, Marks: []Mark{{1, strings.Repeat("word ", 30)}, {9, strings.Repeat("x", 90)}}},
		"dollar":       Lines{XLabel: Escape(`US$ 5 \ 100%`), Series: []Series{{X: []float64{0, 10}, Y: []float64{0, 1}}}},
		"reversed":     Lines{XRange: Range{2, 1}, Series: []Series{{X: []float64{0, 10}, Y: []float64{0, 1}}}},
		"cut":          Bifurcation{XRange: Range{1.5, 1.9}, YRange: Range{0.2, 0.8}, Branches: tomahawk().Branches, Events: tomahawk().Events},
	}
	for name, fig := range figs {
		for _, p := range []Preset{Single(), Beamer()} {
			pg, err := drawPage(fig, p)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			checkLabels(t, name+" "+p.Name, pg)
			if dir := os.Getenv("PLOTS_GALLERY"); dir != "" {
				if err := Save(fig, p, filepath.Join(dir, "odd-"+strings.ReplaceAll(name, " ", "-")+"-"+p.Name+".png")); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

// The CSV file reads back to the numbers of the figure, bit by bit.
func TestCSV(t *testing.T) {
	f := tomahawk()
	var b bytes.Buffer
	if err := f.Data().WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	k := 1
	for _, br := range f.Branches {
		for j := range br.X {
			x, errX := strconv.ParseFloat(rows[k][2], 64)
			y, errY := strconv.ParseFloat(rows[k][3], 64)
			if errX != nil || errY != nil || x != br.X[j] || y != br.Y[j] || rows[k][4] != br.Stable[j].String() {
				t.Fatalf("row %d: %v, want %v %v %v", k, rows[k], br.X[j], br.Y[j], br.Stable[j])
			}
			k++
		}
	}
	for name, fig := range gallery() {
		data := fig.Data()
		if len(data.Rows) == 0 {
			t.Errorf("%s: no data", name)
		}
		for _, c := range data.Columns {
			if c == "lambda" || c != strings.ToLower(c) || strings.Contains(c, " ") {
				t.Errorf("%s: column %q", name, c)
			}
		}
		for i, r := range data.Rows {
			if len(r) != len(data.Columns) {
				t.Fatalf("%s: row %d has %d cells and there are %d columns", name, i, len(r), len(data.Columns))
			}
			for _, v := range r {
				if v == "NaN" {
					t.Fatalf("%s: row %d holds NaN; a missing number is an empty cell", name, i)
				}
			}
		}
	}
}

// Save writes both files whole, leaves no others, and names what is allowed
// when the path is wrong.
func TestSave(t *testing.T) {
	dir := t.TempDir()
	if err := Save(tomahawk(), Single(), filepath.Join(dir, "a.pdf")); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 2 || list[0].Name() != "a.csv" || list[1].Name() != "a.pdf" {
		t.Errorf("folder holds %v (%v)", list, err)
	}
	for path, want := range map[string]string{
		"a.docx":        ".pdf, .svg, .png, .eps",
		"a":             "no extension",
		"missing/a.pdf": "folder must exist",
	} {
		if err := Save(tomahawk(), Single(), filepath.Join(dir, path)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
	if _, err := PresetByName("poster"); err == nil || !strings.Contains(err.Error(), "single, onehalf, double, beamer") {
		t.Errorf("unknown preset: %v", err)
	}
	for _, n := range PresetNames() {
		p, err := PresetByName(n)
		if err != nil || p.Name != n || p.Validate() != nil {
			t.Errorf("preset %q: %v %v", n, p, err)
		}
	}
}

// Ticks are round, in range, four to seven where the axis is long enough.
func TestTicks(t *testing.T) {
	width := func(s string) vg.Length { return vg.Length(4 * len([]rune(s))) }
	for _, r := range [][2]float64{{0, 1}, {-0.04, 1.04}, {1, 2.2}, {-3, 17}, {0.001, 0.0013}, {1e6, 5e6}, {-1e-7, 1e-7}, {1990, 2030}, {99.5, 100.5}} {
		ts, _ := linearTicks(r[0], r[1], 200, 5, width)
		if len(ts) < minTicks || len(ts) > maxTicks {
			t.Errorf("%v: %d ticks %v", r, len(ts), ts)
		}
		seen := map[string]bool{}
		for _, k := range ts {
			if slack := 1e-9 * (r[1] - r[0]); k.v < r[0]-slack || k.v > r[1]+slack || seen[k.label] {
				t.Errorf("%v: tick %v", r, k)
			}
			seen[k.label] = true
		}
	}
	for v, want := range map[float64]string{-0.5: "−0.5", 12000: "12\u2009000", 1234: "1234", math.Copysign(0, -1): "0"} {
		if got := number(v, -1); got != want {
			t.Errorf("number(%g) = %q, want %q", v, got, want)
		}
	}
}
