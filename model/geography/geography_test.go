package geography

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/internal/table"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
	"pgregory.net/rapid"
)

// must is the geography of a constructor that cannot fail here.
func must(t interface {
	Helper()
	Fatal(...any)
}) func(*Geography, error) *Geography {
	return func(g *Geography, err error) *Geography {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
}

// csv is a table.
func csv(t interface {
	Helper()
	Fatal(...any)
}, name, text string) *table.Table {
	t.Helper()
	result, err := table.Read(strings.NewReader(text), name)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

const cityRows = `name,lat,lon
North Pole,90,0
South Pole,-90,77
Null Island,0,0
Antipode,0,180
Close by,0.000001,0
Porto Alegre,-30.03306,-51.23
Sialkot,32.49268,74.53134
Opposite,-32.49268,-105.46866
`

const nodeRows = "id,name,x,y\na,A,0,0\nb,B,1,0\nc,C,1,1\nd,D,0,1\n"
const edgeRows = "from,to,length\na,b,1\nb,c,2\nc,d,0.5\na,d,9\na,d,4\nb,b,1\n"

// everyKind is one small geography of each kind, several grids.
func everyKind(t *testing.T) map[string]*Geography {
	is := must(t)
	return map[string]*Geography{
		"equidistant": is(Equidistant(5)),
		"ring":        is(Ring(7)),
		"ring of 1":   is(Ring(1)),
		"line":        is(Line(6)),
		"line of 1":   is(Line(1)),
		"grid":        is(Grid(GridOptions{Rows: 3, Columns: 4})),
		"grid 4":      is(Grid(GridOptions{Rows: 3, Columns: 4, Neighbours: Four, Unit: Cell})),
		"grid 8":      is(Grid(GridOptions{Rows: 4, Columns: 3, Neighbours: Eight})),
		"torus":       is(Grid(GridOptions{Rows: 3, Columns: 5, Torus: true})),
		"torus 8":     is(Grid(GridOptions{Rows: 4, Columns: 4, Torus: true, Neighbours: Eight, Unit: Cell})),
		"cities":      is(Cities(csv(t, "cities.csv", cityRows))),
		"network":     is(Network(csv(t, "nodes.csv", nodeRows), csv(t, "edges.csv", edgeRows))),
	}
}

// Would catch a distance that is no metric, a wrong bound on it, a structure claimed in vain, and places on the map that
// do not fit.
func TestDistancesAreMetrics(t *testing.T) {
	for name, g := range everyKind(t) {
		t.Run(name, func(t *testing.T) {
			n := g.Regions
			for r := range n {
				for s := range n {
					d := g.Distance(r, s)
					if (d == 0) != (r == s) || d != g.Distance(s, r) || d > g.farthest {
						t.Errorf("d(%d, %d) = %v, back %v, at most %v", r, s, d, g.Distance(s, r), g.farthest)
					}
					for u := range n {
						if detour := g.Distance(r, u) + g.Distance(u, s); d > detour*(1+1e-12) {
							t.Errorf("d(%d, %d) = %v, by way of %d %v", r, s, d, u, detour)
						}
					}
					checkStructure(t, g, r, s)
				}
			}
			if g.X != nil && (len(g.X) != n || len(g.Y) != n) || g.Names != nil && len(g.Names) != n {
				t.Errorf("%d places, %d names for %d regions", len(g.X), len(g.Names), n)
			}
			if !g.Symmetric() {
				t.Error("asymmetric")
			}
		})
	}
}

// checkStructure compares an element with that one step further on.
func checkStructure(t *testing.T, g *Geography, r, s int) {
	t.Helper()
	n := g.Regions
	rows, columns := g.Shape()
	further := func(i int) int { // one row down, one column to the right; −1 across a border
		if g.Structure() != Circulant && g.Structure() != BlockCirculant && (i/columns == rows-1 && rows > 1 || i%columns == columns-1) {
			return -1
		}
		down := i / columns
		if rows > 1 {
			down = (down + 1) % rows
		}
		return down*columns + (i%columns+1)%columns
	}
	switch g.Structure() {
	case Exchangeable:
		if r != s && g.Distance(r, s) != g.Distance(0, 1) {
			t.Errorf("d(%d, %d) = %v", r, s, g.Distance(r, s))
		}
	case Unstructured:
	default:
		a, b := further(r), further(s)
		if a >= 0 && b >= 0 && math.Abs(g.Distance(a, b)-g.Distance(r, s)) > 1e-15 {
			t.Errorf("%v: d(%d, %d) = %v, d(%d, %d) = %v of %d", g.Structure(), r, s, g.Distance(r, s), a, b, g.Distance(a, b), n)
		}
	}
}

// Would catch wrong scales: circumference 1, length 1, longer side 1.
func TestScales(t *testing.T) {
	g := everyKind(t)
	for _, c := range []struct {
		name string
		r, s int
		want float64
	}{
		{"equidistant", 0, 4, 1},
		{"ring", 0, 1, 1. / 7}, {"ring", 0, 3, 3. / 7}, {"ring", 0, 4, 3. / 7}, {"ring", 6, 0, 1. / 7},
		{"line", 0, 5, 1}, {"line", 3, 2, 0.2},
		{"grid", 0, 3, 1}, {"grid", 0, 8, 2. / 3}, {"grid", 0, 5, math.Sqrt2 / 3},
		{"grid 4", 0, 11, 5}, {"grid 4", 4, 1, 2},
		{"grid 8", 0, 11, (2*math.Sqrt2 + 1) / 3}, {"grid 8", 0, 9, 1},
		{"torus", 0, 4, 0.2}, {"torus", 0, 2, 0.4}, {"torus", 0, 14, math.Sqrt2 / 5},
		{"torus 8", 0, 10, 2 * math.Sqrt2}, {"torus 8", 0, 15, math.Sqrt2}, {"torus 8", 0, 6, 1 + math.Sqrt2},
		{"network", 0, 3, 3.5}, {"network", 0, 2, 3}, {"network", 1, 3, 2.5},
	} {
		if got := g[c.name].Distance(c.r, c.s); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s: d(%d, %d) = %v, want %v", c.name, c.r, c.s, got, c.want)
		}
	}
	arc := g["ring"].X[1]*g["ring"].X[1] + g["ring"].Y[1]*g["ring"].Y[1]
	if math.Abs(math.Sqrt(arc)*2*math.Pi-1) > 1e-15 {
		t.Errorf("the ring on the map has the circumference %v", math.Sqrt(arc)*2*math.Pi)
	}
}

// Would catch a line that is not a grid of one row, and a ring that is not a torus of one row.
func TestOneRow(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8} {
		line, row := must(t)(Line(n)), must(t)(Grid(GridOptions{Rows: 1, Columns: n}))
		ring, column := must(t)(Ring(n)), must(t)(Grid(GridOptions{Rows: n, Columns: 1, Torus: true}))
		for r := range n {
			for s := range n {
				if a, b := line.Distance(r, s), row.Distance(r, s); a != b {
					t.Errorf("line of %d: %v, grid %v", n, a, b)
				}
				if a, b := ring.Distance(r, s), column.Distance(r, s); a != b {
					t.Errorf("ring of %d: %v, torus %v", n, a, b)
				}
			}
		}
	}
}

// Would catch digits lost between near and between antipodal places, and degrees taken for radians.
func TestGreatCircles(t *testing.T) {
	g := everyKind(t)["cities"]
	half := math.Pi * EarthRadius
	for _, c := range []struct {
		r, s      int
		want, tol float64
	}{
		{0, 1, half, 1e-11}, {2, 3, half, 1e-11}, {0, 2, half / 2, 1e-11},
		{2, 4, half / 180e6, 1e-12},      // a tenth of a metre
		{4, 3, half - half/180e6, 1e-11}, // and that much from the antipode
		{6, 7, half, 1e-8},               // antipodes of a general place, as far as the degrees are exact
		{5, 6, 14908.566670799406, 1e-8}, // by the spherical law of cosines
	} {
		if got := g.Distance(c.r, c.s); math.Abs(got-c.want) > c.tol {
			t.Errorf("from %s to %s: %.12f km, want %.12f", g.Name(c.r), g.Name(c.s), got, c.want)
		}
	}
}

// Would catch a shortest path missed, with another implementation as the judge.
func TestNetworkAgainstGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "nodes")
		nodes, edges := "id\n", "from,to,time\n"
		graph := simple.NewWeightedUndirectedGraph(0, math.Inf(1))
		for v := range n {
			nodes += fmt.Sprintf("n%d\n", v)
			graph.AddNode(simple.Node(v))
		}
		add := func(a, b int) {
			length := rapid.Float64Range(0.1, 10).Draw(t, "length")
			edges += fmt.Sprintf("n%d,n%d,%v\n", a, b, length)
			if a == b {
				return
			}
			if old := graph.WeightedEdge(int64(a), int64(b)); old != nil {
				length = min(length, old.Weight())
			}
			graph.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(a), T: simple.Node(b), W: length})
		}
		add(0, 0)
		for v := 1; v < n; v++ {
			add(v, rapid.IntRange(0, v-1).Draw(t, "parent"))
		}
		for range rapid.IntRange(0, 2*n).Draw(t, "more") {
			add(rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b"))
		}
		g := must(t)(Network(csv(t, "nodes.csv", nodes), csv(t, "edges.csv", edges)))
		all := path.DijkstraAllPaths(graph)
		for r := range n {
			for s := range n {
				want := all.Weight(int64(r), int64(s))
				if got := g.Distance(r, s); math.Abs(got-want) > 1e-13*want {
					t.Fatalf("d(%d, %d) = %v, want %v", r, s, got, want)
				}
				if g.Distance(r, s) != g.Distance(s, r) {
					t.Fatalf("the way back from %d to %d is longer", s, r)
				}
			}
		}
	})
}

// Would catch bad input that goes through, and a message that does not say where it is.
func TestErrors(t *testing.T) {
	cities := func(rows string) error { _, err := Cities(csv(t, "c.csv", rows)); return err }
	network := func(nodes, edges string) error {
		_, err := Network(csv(t, "n.csv", nodes), csv(t, "e.csv", edges))
		return err
	}
	grid := func(o GridOptions) error { _, err := Grid(o); return err }
	matrix := func(values [][]float64) error { _, err := Matrix(values); return err }
	of := func(_ *Geography, err error) error { return err }
	for want, err := range map[string]error{
		"equidistant: regions is 0":                                                          of(Equidistant(0)),
		"ring: regions is -1":                                                                of(Ring(-1)),
		"line: regions is 4194305, but must be between 1 and":                                of(Line(MaxRegions + 1)),
		"grid: rows is 0 and columns 3":                                                      grid(GridOptions{Columns: 3}),
		"grid: rows is 4000 and columns 4000":                                                grid(GridOptions{Rows: 4000, Columns: 4000}),
		`grid: neighbours is "6", but must be euclidean, 4 or 8`:                             grid(GridOptions{Rows: 1, Columns: 1, Neighbours: "6"}),
		`grid: unit is "km", but must be side or cell`:                                       grid(GridOptions{Rows: 1, Columns: 1, Unit: "km"}),
		`c.csv:3: column "lat": 91 is not between`:                                           cities("lat,lon\n1,1\n91,2\n"),
		`c.csv:2: column "lon": -181 is not between`:                                         cities("lat,lon\n1,-181\n"),
		`unknown column "lon" in c.csv`:                                                      cities("lat,long\n1,1\n"),
		`unknown column "id" in n.csv`:                                                       network("name\na\n", edgeRows),
		`n.csv:4: column "id": "a" is already the node of line 2`:                            network("id\na\nb\na\n", edgeRows),
		`e.csv:2: column "to": there is no node "z"`:                                         network("id\na\nb\n", "from,to,length\na,z,1\n"),
		`e.csv:3: column "length": 0 is not greater than 0`:                                  network("id\na\nb\n", "from,to,length\na,b,1\na,b,0\n"),
		`unknown column "length" in e.csv`:                                                   network("id\na\nb\n", "from,to\na,b\n"),
		"network: there is no way from region 1 (a) to region 3 (c) over the edges of e.csv": network("id\na\nb\nc\n", "from,to,length\na,b,1\n"),
		"matrix: regions is 0":                                                               matrix(nil),
		"matrix: row 2 has 1 numbers, but there are 2 rows":                                  matrix([][]float64{{1, 2}, {1}}),
		"matrix: the trade cost T from region 1 to region 2 is 0.9, but must be":             matrix([][]float64{{1, 0.9}, {1, 1}}),
		"matrix: the trade cost T from region 2 to region 1 is NaN":                          matrix([][]float64{{1, 2}, {math.NaN(), 1}}),
		"matrix: the trade cost T from region 2 to region 2 is +Inf":                         matrix([][]float64{{1, 2}, {1, math.Inf(1)}}),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s …", err, want)
		}
	}
}

// FuzzTables would catch a panic, or a distance that is not a finite number ≥ 0, whatever the files hold.
func FuzzTables(f *testing.F) {
	f.Add(nodeRows, edgeRows)
	f.Add(cityRows, edgeRows)
	f.Add("id,lon,lat\n1,1,1\n2,2,2\n", "from,to,time\n1,2,1e308\n2,1,1e-320\n")
	f.Fuzz(func(t *testing.T, nodes, edges string) {
		a, err := table.Read(strings.NewReader(nodes), "nodes")
		if err != nil || a.Len() > 100 {
			return
		}
		check := func(g *Geography, err error) {
			if err != nil {
				return
			}
			for r := range g.Regions {
				if d := g.Distance(0, r); !(d >= 0) || math.IsInf(d, 1) || len(g.Name(r)) > len(nodes) {
					t.Fatalf("%s: d(0, %d) = %v", g.Kind, r, d)
				}
			}
		}
		check(Cities(a))
		if b, err := table.Read(strings.NewReader(edges), "edges"); err == nil {
			check(Network(a, b))
		}
	})
}

func BenchmarkNetwork(b *testing.B) {
	const side = 30
	nodes, edges := "id\n", "from,to,length\n"
	for v := range side * side {
		nodes += fmt.Sprintln(v)
		if v%side > 0 {
			edges += fmt.Sprintf("%d,%d,%v\n", v-1, v, 1+0.01*float64(v%7))
		}
		if v >= side {
			edges += fmt.Sprintf("%d,%d,%v\n", v-side, v, 1+0.01*float64(v%5))
		}
	}
	a, e := csv(b, "nodes.csv", nodes), csv(b, "edges.csv", edges)
	b.ResetTimer()
	for b.Loop() {
		if _, err := Network(a, e); err != nil {
			b.Fatal(err)
		}
	}
}
