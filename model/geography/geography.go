// Package geography says how far apart the regions of an economy are and what it costs to ship goods between them.
//
// A [Geography] holds distances, in the unit its kind states. [Geography.Costs] turns them into iceberg trade costs
// T_rs ≥ 1: ship T, 1 arrives. Nothing of order R² is stored where the geography has structure (all regions alike, a
// ring, a line, a grid), so that a ring of 2¹⁷ places takes no more than its first row.
//
// Regions are numbered from 0 in the code and from 1 in messages.
package geography

import (
	"fmt"
	"math"
	"strconv"
)

// Kind is the kind of a geography, spelt as in scenario files.
type Kind string

// The kinds of geography.
const (
	KindEquidistant Kind = "equidistant" // distance 1 between any two regions
	KindRing        Kind = "ring"        // arc distance on a circle of circumference 1
	KindLine        Kind = "line"        // evenly spaced on an interval of length 1
	KindGrid        Kind = "grid"        // cells of a rectangle or torus
	KindCities      Kind = "cities"      // great-circle distance in kilometres
	KindNetwork     Kind = "network"     // shortest paths over edges, in the unit of their lengths
	KindMatrix      Kind = "matrix"      // trade costs given, no distances
)

// Structure says which symmetry of its matrix of distances (or trade costs) fast methods may use.
type Structure int

// The structures, from none to the most.
const (
	Unstructured   Structure = iota // any matrix
	BlockToeplitz                   // grid: depends on the displacement (rows, columns)
	BlockCirculant                  // torus: the same, with wrap-around
	Toeplitz                        // line: depends on s − r
	Circulant                       // ring: depends on (s − r) mod R
	Exchangeable                    // equidistant: one value between any two regions
)

// String is the name of the structure in words.
func (s Structure) String() string {
	names := [...]string{"unstructured", "block Toeplitz", "block circulant", "Toeplitz", "circulant", "exchangeable"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("Structure(%d)", int(s))
	}
	return names[s]
}

const (
	// MaxRegions is the largest number of regions of a geography that stores no matrix, 2²²: some hundred megabytes
	// of vectors.
	MaxRegions = 1 << 22

	// MaxDenseRegions is the largest number of regions whose R×R matrix is stored: 2 GiB of float64.
	MaxDenseRegions = 1 << 14
)

// A Geography is a set of regions and the distances between them. Build one by the function named after its kind; it
// must not be changed afterwards and may be used from several goroutines.
type Geography struct {
	Kind    Kind
	Regions int      // R ≥ 1
	Names   []string // one per region, nil where regions have only numbers; see Name

	// X and Y are the places of the regions on a map, nil if the geography does not know them: longitude and latitude
	// in degrees for cities (and networks whose nodes have them); the unit circle's points divided by 2π for a ring, so
	// that arcs are distances; the interval [0, 1] for a line; columns to the right and rows downwards for a grid, in
	// distances.
	X, Y []float64

	// CostUnit is the distance that trade_cost counts as 1: 1000 for cities (km), otherwise 1.
	CostUnit float64

	rows, columns int // of a grid
	structure     Structure
	distance      func(r, s int) float64
	farthest      float64     // no distance is larger
	matrix        [][]float64 // KindMatrix: T itself
	symmetric     bool
}

// Distance is the distance from region r to region s ≥ 0, r and s in 0 … R−1, in the unit of the kind; 0 from a region
// to itself. A geography of kind matrix has no distances: NaN (but 0 from a region to itself).
func (g *Geography) Distance(r, s int) float64 {
	if r == s {
		return 0
	}
	return g.distance(r, s)
}

// Name is the name of region r, its number counted from 1 if it has no other.
func (g *Geography) Name(r int) string {
	if g.Names == nil {
		return strconv.Itoa(r + 1)
	}
	return g.Names[r]
}

// Structure is the structure of the matrix of distances. A matrix of trade costs is Unstructured.
func (g *Geography) Structure() Structure { return g.structure }

// Symmetric says whether the way from r to s is as long (for a matrix: as costly) as the way back, for all r and s.
func (g *Geography) Symmetric() bool { return g.symmetric }

// Shape is the number of rows and columns of a grid; 1 and R for all other kinds.
func (g *Geography) Shape() (rows, columns int) {
	if g.Kind == KindGrid {
		return g.rows, g.columns
	}
	return 1, g.Regions
}

// label names region r in an error message: its number and, if it has one, its name.
func (g *Geography) label(r int) string {
	if g.Names == nil {
		return fmt.Sprintf("region %d", r+1)
	}
	return fmt.Sprintf("region %d (%s)", r+1, g.Names[r])
}

// checkRegions refuses numbers of regions out of range.
func checkRegions(kind Kind, regions, most int) error {
	if regions < 1 || regions > most {
		return fmt.Errorf("%s: regions is %d, but must be between 1 and %d", kind, regions, most)
	}
	return nil
}

// Equidistant is R regions with distance 1 between any two, 1 ≤ R ≤ MaxRegions.
func Equidistant(regions int) (*Geography, error) {
	if err := checkRegions(KindEquidistant, regions, MaxRegions); err != nil {
		return nil, err
	}
	return &Geography{
		Kind: KindEquidistant, Regions: regions, CostUnit: 1, structure: Exchangeable, symmetric: true,
		distance: func(_, _ int) float64 { return 1 }, farthest: 1,
	}, nil
}

// Ring is R regions evenly spaced on a circle of circumference 1 (the racetrack economy), 1 ≤ R ≤ MaxRegions. The
// distance is along the shorter arc: min(|r−s|, R−|r−s|)/R.
func Ring(regions int) (*Geography, error) {
	if err := checkRegions(KindRing, regions, MaxRegions); err != nil {
		return nil, err
	}
	g := &Geography{
		Kind: KindRing, Regions: regions, CostUnit: 1, structure: Circulant, symmetric: true, farthest: 0.5,
		X: make([]float64, regions), Y: make([]float64, regions),
		distance: func(r, s int) float64 { return float64(wrapped(r-s, regions)) / float64(regions) },
	}
	for r := range regions {
		sin, cos := math.Sincos(2 * math.Pi * float64(r) / float64(regions))
		g.X[r], g.Y[r] = cos/(2*math.Pi), sin/(2*math.Pi)
	}
	return g, nil
}

// Line is R regions evenly spaced from one end of an interval of length 1 to the other, 1 ≤ R ≤ MaxRegions: the
// distance is |r−s|/(R−1).
func Line(regions int) (*Geography, error) {
	if err := checkRegions(KindLine, regions, MaxRegions); err != nil {
		return nil, err
	}
	length := float64(max(1, regions-1))
	g := &Geography{
		Kind: KindLine, Regions: regions, CostUnit: 1, structure: Toeplitz, symmetric: true, farthest: 1,
		X: make([]float64, regions), Y: make([]float64, regions),
		distance: func(r, s int) float64 { return math.Abs(float64(r-s)) / length },
	}
	for r := range regions {
		g.X[r] = float64(r) / length
	}
	return g, nil
}

// wrapped is the number of steps a displacement takes on a ring of n places, the shorter way round.
func wrapped(displacement, n int) int {
	if displacement < 0 {
		displacement = -displacement
	}
	return min(displacement, n-displacement)
}
