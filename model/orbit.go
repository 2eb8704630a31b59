package model

import (
	"math"
	"slices"

	"github.com/geosolve/geosolve/equilibrium"
)

// mostOrbits is how many images of a curve are drawn at most.
const mostOrbits = 64

// Orbits lists the distinct images of a curve of shares (industry by region at each of its points) under
// the symmetry of the game, the curve itself first; all points of a curve are mapped alike.
func Orbits(g Game, curve []Array) [][]Array {
	out := [][]Array{curve}
	sym, ok := g.(equilibrium.Symmetric)
	if !ok || len(curve) == 0 {
		return out
	}
	n := equilibrium.Dim(g)
	index := make([]float64, n) // option of the state that each listed cell shows
	for k := range index {
		index[k] = float64(k)
	}
	cells := g.Listed(index).Data
	at := make([]int, n)
	for k := range at {
		at[k] = -1
	}
	for c, k := range cells {
		at[int(k)] = c
	}
	for i := 0; i < len(out) && len(out) < mostOrbits; i++ {
		for _, p := range sym.Symmetry().Generators() {
			image := make([]Array, len(curve))
			for k, a := range out[i] {
				data := make([]float64, len(a.Data))
				for c, option := range cells {
					data[at[p[int(option)]]] = a.Data[c]
				}
				image[k] = Array{Data: data, Rows: a.Rows}
			}
			if !slices.ContainsFunc(out, func(o []Array) bool { return sameCurve(o, image) }) {
				out = append(out, image)
			}
		}
	}
	return out
}

func sameCurve(a, b []Array) bool {
	for k := range a {
		for c, v := range a[k].Data {
			if math.Abs(v-b[k].Data[c]) > sameShare {
				return false
			}
		}
	}
	return true
}
