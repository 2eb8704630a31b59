package plots

import (
	"math"
)

// gap is a curve of the shape of the real-wage gap of two regions: zero at one
// half, with slope and curvature of the given signs.
func gap(l, slope, cubic float64) float64 {
	d := l - 0.5
	return slope*d + cubic*d*d*d
}

func wiggle() Wiggle {
	f := Wiggle{
		Title:  "Incentive to move",
		XLabel: `Share of region 1, $\lambda$`, YLabel: `Real wage gap, $\omega_1-\omega_2$`,
	}
	for _, c := range []struct {
		t            string
		slope, cubic float64
		eq           []Equilibrium
	}{
		{"1.5", 0.06, -0.02, []Equilibrium{{0.5, 0, Unstable}, {0, gap(0, 0.06, -0.02), Stable}, {1, gap(1, 0.06, -0.02), Stable}}},
		{"1.7", -0.02, 0.15, []Equilibrium{
			{0.5, 0, Stable}, {0.5 + math.Sqrt(0.02/0.15), 0, Unstable}, {0.5 - math.Sqrt(0.02/0.15), 0, Unstable},
			{0, gap(0, -0.02, 0.15), Stable}, {1, gap(1, -0.02, 0.15), Stable},
		}},
		{"2.1", -0.08, 0.05, []Equilibrium{{0.5, 0, Stable}}},
	} {
		curve := Curve{Name: "$T=" + c.t + "$", Equilibria: c.eq}
		for i := 0; i <= 100; i++ {
			l := float64(i) / 100
			curve.X, curve.Y = append(curve.X, l), append(curve.Y, gap(l, c.slope, c.cubic))
		}
		f.Curves = append(f.Curves, curve)
	}
	return f
}

func paths() Lines {
	f := Lines{
		Title:  "Population after the opening of the bridge",
		XLabel: "Year", YLabel: "Population (thousands)", XRange: Range{1990, 2030},
		Marks: []Mark{{2000, "Bridge opens"}, {2003, "Toll ends"}, {2020, "Second track"}},
		Bands: []Band{{2008, 2012, "Recession"}},
	}
	for k, n := range []string{"Łódź", "São Paulo", "Köln", "Öresund"} {
		s := Series{Name: n, Markers: k == 1}
		for y := 1990; y <= 2030; y++ {
			v := 500 + 120*float64(k) + 90*math.Tanh(float64(y-2000)/8)*(1-0.6*float64(k))
			if k == 3 && y > 2010 && y < 2016 {
				v = math.NaN()
			}
			s.X, s.Y = append(s.X, float64(y)), append(s.Y, v)
			if k == 0 {
				s.Lo, s.Hi = append(s.Lo, v-float64(y-1990)), append(s.Hi, v+float64(y-1990))
			}
		}
		f.Series = append(f.Series, s)
	}
	return f
}

func logLines() Lines {
	f := Lines{XLabel: `Rank`, YLabel: `Population`, LogX: true, LogY: true}
	for k, n := range []string{"Data", `Zipf's law, $\zeta=1$`} {
		s := Series{Name: n, Markers: k == 0}
		for r := 1; r <= 60; r++ {
			s.X = append(s.X, float64(r))
			s.Y = append(s.Y, 1.2e7*math.Pow(float64(r), -1-0.12*float64(1-k)))
		}
		f.Series = append(f.Series, s)
	}
	return f
}

func scatter() Scatter {
	f := Scatter{
		Title:  "Model and data",
		XLabel: `Market access, $\ln \Phi_i$`, YLabel: `Wage, $\ln w_i$`,
	}
	for k, n := range []string{"Portugal", "Poland"} {
		s := Series{Name: n}
		for i := 0; i < 14; i++ {
			x := 0.3*float64(i) + 0.1*float64(k)
			y := 0.4*x + 0.3*math.Sin(3.7*float64(i)+float64(k))
			s.X, s.Y = append(s.X, x), append(s.Y, y)
			s.Lo, s.Hi = append(s.Lo, y-0.15), append(s.Hi, y+0.2)
		}
		f.Series = append(f.Series, s)
	}
	f.Lines = []Series{{Name: `$\hat{w}=0.4\,\Phi$`, X: []float64{0, 4}, Y: []float64{0, 1.6}}}
	return f
}

func field(n int, g func(x, y float64) float64, x0, x1, y0, y1 float64) Field {
	var f Field
	for i := range n {
		t := float64(i) / float64(n-1)
		f.X, f.Y = append(f.X, x0+t*(x1-x0)), append(f.Y, y0+t*(y1-y0))
	}
	for i := range n {
		var row []float64
		for j := range n {
			row = append(row, g(f.X[j], f.Y[i]))
		}
		f.Z = append(f.Z, row)
	}
	return f
}

func heat() Heatmap {
	return Heatmap{
		Title:  "Real wage gap",
		XLabel: `Share, $\lambda$`, YLabel: `Trade cost, $T$`, ZLabel: `$\omega_1-\omega_2$`,
		Palette: BlueWhiteRed,
		Field: field(60, func(l, t float64) float64 {
			return gap(l, 0.5*(1.63-t), 0.6*(t-1.3))
		}, 0, 1, 1, 2.2),
	}
}

func heatSequential() Heatmap {
	h := Heatmap{
		XLabel: `Expenditure share, $\mu$`, YLabel: `Elasticity, $\sigma$`, ZLabel: `Break point, $T_B$`,
		Field: field(50, func(mu, s float64) float64 {
			rho := (s - 1) / s
			if rho <= mu {
				return math.NaN()
			}
			return math.Pow((rho+mu)*(1+mu)/((rho-mu)*(1-mu)), 1/(s-1))
		}, 0.1, 0.7, 2.5, 9),
		ZRange: Range{1, 4}, Smooth: true,
	}
	return h
}

func regimes() RegionMap {
	f := RegionMap{
		Title:  "Regimes",
		XLabel: `Trade cost, $T$`, YLabel: `Expenditure share, $\mu$`,
		Names: []string{"Symmetry", "Core and symmetry both stable", "Core", "Black hole"},
	}
	for i := range 80 {
		f.X = append(f.X, 1+1.6*float64(i)/79)
		f.Y = append(f.Y, 0.05+0.9*float64(i)/79)
	}
	const s = 5.0
	breakPoint := func(mu float64) float64 {
		rho := (s - 1) / s
		return math.Pow((rho+mu)*(1+mu)/((rho-mu)*(1-mu)), 1/(s-1))
	}
	for _, mu := range f.Y {
		var row []int
		for _, t := range f.X {
			switch {
			case mu >= (s-1)/s:
				row = append(row, 3)
			case t < breakPoint(mu):
				row = append(row, 2)
			case t < 1.15*breakPoint(mu):
				row = append(row, 1)
			default:
				row = append(row, 0)
			}
		}
		f.Regime = append(f.Regime, row)
	}
	b, su := Curve{Name: "Break point, $T_B$"}, Curve{Name: "Sustain point, $T_S$"}
	for i := 0; i < 70; i++ {
		mu := 0.05 + 0.7499*float64(i)/69
		b.X, b.Y = append(b.X, breakPoint(mu)), append(b.Y, mu)
		su.X, su.Y = append(su.X, 1.15*breakPoint(mu)), append(su.Y, mu)
	}
	f.Curves = []Curve{b, su}
	return f
}

// latticeValues samples a function of shares in the order of SimplexField.
func latticeValues(n int, g func(s Shares) float64) []float64 {
	var v []float64
	for i := 0; i <= n; i++ {
		for j := 0; j <= n-i; j++ {
			a, b := float64(i)/float64(n), float64(j)/float64(n)
			v = append(v, g(Shares{a, b, 1 - a - b}))
		}
	}
	return v
}

func pull(s Shares) Shares {
	var w Shares
	mean := 0.0
	for k := range s {
		w[k] = s[k] - 1.2*s[k]*s[k]*s[k] + 0.3
		mean += s[k] * w[k]
	}
	return Shares{s[0] * (w[0] - mean), s[1] * (w[1] - mean), s[2] * (w[2] - mean)}
}

var simplexEquilibria = []SimplexPoint{
	{Shares{1, 0, 0}, Stable}, {Shares{0, 1, 0}, Stable}, {Shares{0, 0, 1}, Stable},
	{Shares{0.5, 0.5, 0}, Unstable}, {Shares{0.5, 0, 0.5}, Unstable}, {Shares{0, 0.5, 0.5}, Unstable},
	{Shares{1.0 / 3, 1.0 / 3, 1 - 2.0/3}, Indeterminate},
}

func ternaryField() Ternary {
	return Ternary{
		Title:   "Welfare",
		Symbols: [3]string{`$\lambda_1$`, `$\lambda_2$`, `$\lambda_3$`},
		Names:   [3]string{"North", "South", "East"},
		Field: &SimplexField{N: 40, Values: latticeValues(40, func(s Shares) float64 {
			return s[0]*s[0] + 0.8*s[1]*s[1] + 0.6*s[2]*s[2] + 0.9*s[0]*s[1]
		})},
		ZLabel:     `Mean real wage, $\bar{\omega}$`,
		Equilibria: simplexEquilibria,
	}
}

func ternaryFlow() Ternary {
	f := Ternary{
		Symbols: [3]string{`$\lambda_1$`, `$\lambda_2$`, `$\lambda_3$`},
		Basins:  &SimplexBasins{N: 40, Names: []string{"Core in 1", "Core in 2", "Core in 3"}},
	}
	for _, v := range latticeValues(40, func(s Shares) float64 {
		switch {
		case s[0] >= s[1] && s[0] >= s[2]:
			return 0
		case s[1] >= s[2]:
			return 1
		}
		return 2
	}) {
		f.Basins.Basin = append(f.Basins.Basin, int(v))
	}
	for i := 1; i < 12; i++ {
		for j := 1; j < 12-i; j++ {
			s := Shares{float64(i) / 12, float64(j) / 12, 1 - float64(i+j)/12}
			f.Vectors = append(f.Vectors, SimplexVector{s, pull(s)})
		}
	}
	f.Equilibria = simplexEquilibria
	return f
}

func ring(n int, plain bool) RingBars {
	f := RingBars{Title: "Racetrack", YLabel: "Share of manufacturing", Plain: plain, XLabel: "Region"}
	for i := range n {
		f.Before = append(f.Before, 1/float64(n))
		f.After = append(f.After, (1+0.95*math.Cos(4*math.Pi*float64(i)/float64(n)))/float64(n))
	}
	return f
}

func decomposition() StackedBars {
	f := StackedBars{
		Title:      "Decomposition",
		YLabel:     "Change of regional income (%)",
		Components: []string{"Passive", "Active", "Interaction"},
		ShowTotal:  true,
	}
	for i, r := range []string{"Norte", "Centro", "Lisboa", "Alentejo", "Algarve"} {
		x := float64(i)
		f.Groups = append(f.Groups, BarGroup{Name: r, Stacks: []Stack{{Values: []float64{2 - x, 1 + 0.5*x, -0.8 + 0.3*x}}}})
	}
	return f
}

func groupedBars() StackedBars {
	f := StackedBars{YLabel: "Jobs", Components: []string{"Farming", "Manufacturing", "Services"}, XLabel: "Region and scenario"}
	for i, r := range []string{"Pomorskie", "Mazowieckie", "Łódzkie"} {
		x := float64(i)
		f.Groups = append(f.Groups, BarGroup{Name: r, Stacks: []Stack{
			{"Base", []float64{2e5 + 1e4*x, 4e5, 5e5 + 9e4*x}}, {"Bridge", []float64{1.8e5 + 1e4*x, 5e5, 6e5 + 9e4*x}},
		}})
	}
	return f
}

func tornado() Tornado {
	return Tornado{
		Title:  "Sensitivity",
		XLabel: `Break point, $T_B$`, Base: 1.63,
		Rows: []TornadoRow{
			{`Elasticity, $\sigma$`, 2.4, 1.35, "4", "7"},
			{`Expenditure share, $\mu$`, 1.42, 1.94, "0.3", "0.5"},
			{`Share of farmers, $\phi$`, 1.6, 1.66, "0.4", "0.6"},
			{`Speed of adjustment, $\gamma$`, 1.63, 1.63, "", ""},
			{`Commuting cost, $\tau_c$`, 1.65, 1.7, "0.1", "0.2"},
		},
	}
}

func cities() CityMap {
	return CityMap{
		Title: "Portugal",
		Cities: []City{
			{"Lisboa", -9.14, 38.72, 0.35, 0.30},
			{"Porto", -8.61, 41.15, 0.22, 0.22},
			{"Braga", -8.42, 41.55, 0.08, 0.08},
			{"Coimbra", -8.43, 40.21, 0.06, 0.07},
			{"Aveiro", -8.65, 40.64, 0.05, 0.06},
			{"Setúbal", -8.89, 38.52, 0.06, 0.05},
			{"Évora", -7.91, 38.57, 0.03, 0.05},
			{"Faro", -7.93, 37.02, 0.05, 0.05},
			{"Viseu", -7.91, 40.66, 0.04, 0.05},
			{"Bragança", -6.76, 41.81, 0.02, 0.03},
			{"Guarda", -7.27, 40.54, 0.01, 0.02},
			{"Beja", -7.86, 38.01, 0.02, 0.02},
			{"Guimarães", -8.30, 41.44, 0.01, 0.02},
		},
		ShareName: "Share of population",
		Outlines:  []Outline{{Lon: []float64{-8.87, -8.66, -8.8, -9.4, -9.5, -8.8, -8.99, -7.4}, Lat: []float64{41.87, 41.1, 40.2, 39.3, 38.75, 38.4, 37.0, 37.17}}},
	}
}

func twoMaps() CityMap {
	m := cities()
	m.TwoPanels, m.BeforeName, m.AfterName = true, "Before the bridge", "After the bridge"
	return m
}

func panels() Panels {
	a, b := wiggle(), wiggle()
	b.YLabel = `Real wage gap, $\omega_1-\omega_2$ ($\%$)`
	for i := range b.Curves {
		c := b.Curves[i]
		c.Y = append([]float64(nil), c.Y...)
		for k := range c.Y {
			c.Y[k] *= 100
		}
		c.Equilibria = nil
		b.Curves[i] = c
	}
	return Panels{
		Title:   "Two ways to look",
		Figures: []Figure{a, b, tomahawk(), heat()}, Titles: []string{"Levels", "Per cent", "Tomahawk", "Surface"},
		SharedLegend: true,
	}
}

func ternaryPanels() Panels {
	var figs []Figure
	for range 3 {
		figs = append(figs, ternaryFlow())
	}
	return Panels{Figures: figs, Columns: 3, SharedLegend: true, Titles: []string{"$T=1.2$", "$T=1.7$", "$T=2.2$"}}
}

// gallery is a figure of every type with realistic numbers.
func gallery() map[string]Figure {
	long := paths()
	long.YLabel = "Population of the labour market area in thousands, including commuters from abroad who stay for longer than a single season"
	long.Series[0].Name = "A series with a name so long that it cannot possibly stand in one line of the legend of a figure one column wide"
	return map[string]Figure{
		"bifurcation": tomahawk(), "wiggle": wiggle(), "lines": paths(), "loglines": logLines(), "long": long,
		"scatter": scatter(), "heat": heat(), "heatseq": heatSequential(), "regimes": regimes(),
		"ternary": ternaryField(), "ternaryflow": ternaryFlow(),
		"ring": ring(12, false), "ringplain": ring(12, true), "ring40": ring(40, false),
		"decomposition": decomposition(), "grouped": groupedBars(), "tornado": tornado(),
		"cities": cities(), "twomaps": twoMaps(),
	}
}

// wide are figures for the full width of a page only.
func wide() map[string]Figure {
	own := panels()
	own.SharedLegend = false
	return map[string]Figure{"ownlegends": own, "panels": panels(), "ternarypanels": ternaryPanels(), "twomaps": twoMaps(), "bifurcation": tomahawk()}
}

// mixed is panels of figures of free and of fixed shape.
func mixed() Panels {
	return Panels{Figures: []Figure{heat(), tomahawk(), ring(12, false), cities(), tornado(), twoMaps()}, Columns: 2}
}
