package geography

import (
	"fmt"
	"math"
)

// Neighbours says how one gets from cell to cell of a grid.
type Neighbours string

// The ways of moving.
const (
	Euclidean Neighbours = "euclidean" // as the crow flies
	Four      Neighbours = "4"         // steps to the four cells that share a side
	Eight     Neighbours = "8"         // steps to the eight cells that touch, diagonal ones √2 long
)

// Unit says which length of a grid is 1.
type Unit string

// The units of length.
const (
	Side Unit = "side" // the longer side
	Cell Unit = "cell" // a step from a cell to the next
)

// GridOptions describe a grid. Empty Neighbours and Unit mean Euclidean and Side.
type GridOptions struct {
	Rows, Columns int
	Torus         bool // opposite sides meet
	Neighbours    Neighbours
	Unit          Unit
}

// Grid is a rectangle of rows × columns cells, numbered row by row; 1 ≤ rows·columns ≤ MaxRegions.
//
// Distances are between the centres of cells: Euclidean, or along shortest paths over steps. With unit side the longer
// side is 1 long: on a rectangle from the first cell of that side to its last, so that one row is a line; on a torus
// once around, so that one row is a ring.
func Grid(o GridOptions) (*Geography, error) {
	if o.Neighbours == "" {
		o.Neighbours = Euclidean
	}
	if o.Unit == "" {
		o.Unit = Side
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	cells := float64(1) // cells per unit of length
	if o.Unit == Side {
		cells = float64(max(o.Rows, o.Columns))
		if !o.Torus {
			cells = max(1, cells-1)
		}
	}
	g := &Geography{
		Kind: KindGrid, Regions: o.Rows * o.Columns, CostUnit: 1, symmetric: true,
		rows: o.Rows, columns: o.Columns, structure: BlockToeplitz,
		farthest: float64(o.Rows+o.Columns) / cells,
	}
	if o.Torus {
		g.structure = BlockCirculant
	}
	g.distance = func(r, s int) float64 {
		down, right := r/o.Columns-s/o.Columns, r%o.Columns-s%o.Columns
		return o.steps(down, right) / cells
	}
	g.X, g.Y = make([]float64, g.Regions), make([]float64, g.Regions)
	for r := range g.Regions {
		g.X[r], g.Y[r] = float64(r%o.Columns)/cells, -float64(r/o.Columns)/cells
	}
	return g, nil
}

// check refuses options out of range.
func (o GridOptions) check() error {
	if o.Rows < 1 || o.Columns < 1 || o.Rows > MaxRegions/o.Columns {
		return fmt.Errorf("grid: rows is %d and columns %d, but both must be at least 1 and their product at most %d", o.Rows, o.Columns, MaxRegions)
	}
	if o.Neighbours != Euclidean && o.Neighbours != Four && o.Neighbours != Eight {
		return fmt.Errorf("grid: neighbours is %q, but must be euclidean, 4 or 8", o.Neighbours)
	}
	if o.Unit != Side && o.Unit != Cell {
		return fmt.Errorf("grid: unit is %q, but must be side or cell", o.Unit)
	}
	return nil
}

// steps is the length of the way over a displacement, in cells. Without obstacles the shortest path over steps has a
// closed form: diagonal steps as far as both directions allow, then straight ones.
func (o GridOptions) steps(down, right int) float64 {
	if o.Torus {
		down, right = wrapped(down, o.Rows), wrapped(right, o.Columns)
	}
	a, b := math.Abs(float64(down)), math.Abs(float64(right))
	switch o.Neighbours {
	case Four:
		return a + b
	case Eight:
		return max(a, b) - min(a, b) + float64(math.Sqrt2*min(a, b))
	default:
		return math.Sqrt(float64(a*a) + float64(b*b)) // exact sum of squares: equal displacements are equally far
	}
}
