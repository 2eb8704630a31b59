package geography

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/geosolve/geosolve/internal/table"
)

// Network is a geography whose regions are the nodes of a network and whose distances are the shortest paths over its
// edges, each of which can be used both ways. nodes has a column id (unique) and may have name and either lon and lat
// or x and y; edges has the columns from and to (ids) and length > 0, or time > 0 if it has no length. At most
// MaxDenseRegions nodes. It is an error if some node cannot be reached from some other.
//
// Shortest paths by Dijkstra's algorithm with a binary heap from each node; time R·(E + R) log R, memory R².
func Network(nodes, edges *table.Table) (*Geography, error) {
	if err := checkRegions(KindNetwork, nodes.Len(), MaxDenseRegions); err != nil {
		return nil, err
	}
	ids, err := nodes.Strings("id")
	if err != nil {
		return nil, err
	}
	index := make(map[string]int, len(ids))
	for i, id := range ids {
		if first, twice := index[id]; twice {
			return nil, fmt.Errorf("%s:%d: column \"id\": %q is already the node of line %d", nodes.Name(), nodes.Line(i), id, nodes.Line(first))
		}
		index[id] = i
	}
	g := &Geography{Kind: KindNetwork, Regions: nodes.Len(), Names: ids, CostUnit: 1, symmetric: true}
	if nodes.Has("name") {
		if g.Names, err = nodes.Strings("name"); err != nil {
			return nil, err
		}
	}
	if g.X, g.Y, err = nodePlaces(nodes); err != nil {
		return nil, err
	}
	links, err := readEdges(index, edges)
	if err != nil {
		return nil, err
	}
	distances := newAdjacency(g.Regions, links).allShortest()
	for i, d := range distances {
		if math.IsInf(d, 1) {
			r, s := i/g.Regions, i%g.Regions
			return nil, fmt.Errorf("network: there is no way from %s to %s over the edges of %s", g.label(r), g.label(s), edges.Name())
		}
		g.farthest = max(g.farthest, d)
	}
	g.distance = func(r, s int) float64 { return distances[r*g.Regions+s] }
	return g, nil
}

// nodePlaces reads the coordinates of nodes, if there are any.
func nodePlaces(nodes *table.Table) (x, y []float64, err error) {
	for _, names := range [][2]string{{"lon", "lat"}, {"x", "y"}} {
		if nodes.Has(names[0]) && nodes.Has(names[1]) {
			if x, err = nodes.Floats(names[0]); err != nil {
				return nil, nil, err
			}
			y, err = nodes.Floats(names[1])
			return x, y, err
		}
	}
	return nil, nil, nil
}

// A link is an edge between two nodes.
type link struct {
	from, to int
	length   float64
}

// readEdges reads the edges between the nodes of index.
func readEdges(index map[string]int, edges *table.Table) ([]link, error) {
	links := make([]link, edges.Len())
	end := func(column string, set func(l *link, node int)) error {
		ids, err := edges.Strings(column)
		if err != nil {
			return err
		}
		for i, id := range ids {
			node, known := index[id]
			if !known {
				return fmt.Errorf("%s:%d: column %q: there is no node %q", edges.Name(), edges.Line(i), column, id)
			}
			set(&links[i], node)
		}
		return nil
	}
	if err := end("from", func(l *link, node int) { l.from = node }); err != nil {
		return nil, err
	}
	if err := end("to", func(l *link, node int) { l.to = node }); err != nil {
		return nil, err
	}
	column := "length"
	if !edges.Has(column) && edges.Has("time") {
		column = "time"
	}
	lengths, err := edges.Floats(column)
	if err != nil {
		return nil, err
	}
	for i, length := range lengths {
		if length <= 0 {
			return nil, fmt.Errorf("%s:%d: column %q: %v is not greater than 0", edges.Name(), edges.Line(i), column, length)
		}
		links[i].length = length
	}
	return links, nil
}

// An adjacency lists the neighbours of each node one after another (compressed sparse rows): those of node v are
// neighbour[first[v]:first[v+1]].
type adjacency struct {
	first     []int
	neighbour []int
	length    []float64
}

// newAdjacency enters every link at both its ends.
func newAdjacency(nodes int, links []link) *adjacency {
	a := &adjacency{first: make([]int, nodes+1), neighbour: make([]int, 2*len(links)), length: make([]float64, 2*len(links))}
	for _, l := range links {
		a.first[l.from+1]++
		a.first[l.to+1]++
	}
	for v := range nodes {
		a.first[v+1] += a.first[v]
	}
	free := append([]int(nil), a.first...)
	enter := func(from, to int, length float64) {
		a.neighbour[free[from]], a.length[free[from]] = to, length
		free[from]++
	}
	for _, l := range links {
		enter(l.from, l.to, l.length)
		enter(l.to, l.from, l.length)
	}
	return a
}

// allShortest is the matrix of distances, row by row, +Inf where there is no way. The upper triangle stands for both,
// so that rounding in the order of the edges of a path cannot make the way back longer. Rows are independent, and the
// result is the same for any number of goroutines.
func (a *adjacency) allShortest() []float64 {
	n := len(a.first) - 1
	distances := make([]float64, n*n)
	var next atomic.Int64
	var waiting sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		waiting.Go(func() {
			queue := newHeap(n)
			for {
				source := int(next.Add(1)) - 1
				if source >= n {
					return
				}
				a.shortest(distances[source*n:][:n], source, queue)
			}
		})
	}
	waiting.Wait()
	for r := range n {
		for s := range r {
			distances[r*n+s] = distances[s*n+r]
		}
	}
	return distances
}

// shortest sets distance to the lengths of the shortest paths from source (Dijkstra 1959).
func (a *adjacency) shortest(distance []float64, source int, queue *heap) {
	for v := range distance {
		distance[v] = math.Inf(1)
	}
	distance[source] = 0
	queue.push(source, 0)
	for queue.len() > 0 {
		v, d := queue.pop()
		for e := a.first[v]; e < a.first[v+1]; e++ {
			w := a.neighbour[e]
			if through := d + a.length[e]; through < distance[w] {
				distance[w] = through
				queue.push(w, through)
			}
		}
	}
}
