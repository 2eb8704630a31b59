package automorphism

import (
	"cmp"
	"slices"
)

// A search for the automorphisms of n vertices whose pairs have classes.
type search struct {
	n     int
	pairs []int32
	nodes int // refinements of pairs of colourings so far
}

// A level of the stabiliser chain: the vertex fixed from here on, and the colours before it is individualised.
type level struct {
	vertex  int
	colours []int
}

// run builds the group level by level, from the deepest stabiliser upwards.
func (f *search) run(colours []int) *Group {
	var base []level
	for {
		v := firstOfSmallestCell(colours)
		if v < 0 {
			break
		}
		base = append(base, level{v, colours})
		colours = f.refine(individualise(colours, v))
	}
	var generators [][]int
	order, ok, complete := 1, true, true
	for depth := len(base) - 1; depth >= 0; depth-- {
		l := base[depth]
		// the generators found so far fix base[:depth]: so does the orbit of this level's vertex under them
		orbit := orbitOf(f.n, l.vertex, generators)
		failed := make([]bool, f.n)
		for image := range f.n {
			if l.colours[image] != l.colours[l.vertex] || orbit[image] || failed[image] {
				continue
			}
			p, cut := f.extend(base[depth:], l.colours, image)
			switch {
			case p != nil:
				generators = append(generators, p)
				orbit = orbitOf(f.n, l.vertex, generators)
			case cut:
				complete = false
			default: // no image of a failure under the stabiliser succeeds
				for i, in := range orbitOf(f.n, image, generators) {
					failed[i] = failed[i] || in
				}
			}
		}
		size := 0
		for _, in := range orbit {
			if in {
				size++
			}
		}
		if order, ok = product(order, size); !ok {
			order = 0
		}
	}
	if !complete {
		order = 0 // the orbits are those of a part of the group
	}
	return newGroup(Group{rows: 1, columns: f.n, kind: explicit, generators: generators, order: order, complete: complete})
}

// extend looks for an automorphism that maps the first vertex of the base to image and respects the colours: from gives
// the colours of the vertices, to those of their images. cut is true if it gave up.
func (f *search) extend(base []level, to []int, image int) (p []int, cut bool) {
	if f.nodes++; f.nodes > maxNodes {
		return nil, true
	}
	from, to, ok := f.refineTogether(individualise(base[0].colours, base[0].vertex), individualise(to, image))
	if !ok {
		return nil, false
	}
	if len(base) == 1 {
		return f.match(from, to), false
	}
	// the colours of the next level are from, up to their numbering
	next := slices.Clone(base[1:])
	next[0].colours = from
	for candidate := range f.n {
		if to[candidate] != from[next[0].vertex] {
			continue
		}
		if p, cut := f.extend(next, to, candidate); p != nil || cut {
			return p, cut
		}
	}
	return nil, false
}

// match is the permutation between two colourings in which every vertex has a colour of its own, nil if it is no
// automorphism: vertex i of the first goes where the second has its colour.
func (f *search) match(from, to []int) []int {
	place := make([]int, f.n)
	for i, c := range to {
		place[c] = i
	}
	p := make([]int, f.n)
	for i, c := range from {
		p[i] = place[c]
	}
	for i := range f.n {
		for j := range f.n {
			if f.pairs[i*f.n+j] != f.pairs[p[i]*f.n+p[j]] {
				return nil
			}
		}
	}
	return p
}

// refine splits colours until vertices of one colour see the same number of pairs of each class to each colour.
func (f *search) refine(colours []int) []int {
	refined, _, _ := f.refineTogether(colours, nil)
	return refined
}

// refineTogether refines one or two colourings by the same rules, so that their colours stay comparable: colours are
// numbered by what they stand for, 0, 1, …. ok is false as soon as the two differ in the size of some colour: no
// automorphism maps the one to the other.
func (f *search) refineTogether(a, b []int) (refinedA, refinedB []int, ok bool) {
	both := b != nil
	count := f.n
	if both {
		count = 2 * f.n
	}
	colours := append(slices.Clone(a), b...)
	signatures := make([][]int64, count)
	memory := make([]int64, count*f.n)
	for v := range signatures {
		signatures[v] = memory[v*f.n:][:f.n]
	}
	order := identity(count)
	for distinct := -1; ; {
		for v, signature := range signatures {
			row, offset := v%f.n, v-v%f.n
			for u := range signature {
				signature[u] = int64(f.pairs[row*f.n+u])<<32 | int64(colours[offset+u])
			}
			slices.Sort(signature)
		}
		compare := func(i, j int) int {
			if c := cmp.Compare(colours[i], colours[j]); c != 0 {
				return c
			}
			return slices.Compare(signatures[i], signatures[j])
		}
		slices.SortFunc(order, compare)
		next := make([]int, count)
		class, balance := 0, 0
		for k, v := range order {
			if k > 0 && compare(order[k-1], v) != 0 {
				if both && balance != 0 {
					return nil, nil, false
				}
				class++
			}
			if v < f.n {
				balance++
			} else {
				balance--
			}
			next[v] = class
		}
		if both && balance != 0 {
			return nil, nil, false
		}
		colours = next
		if class == distinct || class == f.n-1 {
			break
		}
		distinct = class
	}
	return colours[:f.n:f.n], colours[f.n:], true
}

// symmetricClasses are the classes of equal colour, if every permutation inside them is an automorphism: pairs between
// two classes, and pairs inside one, then are all alike.
func (f *search) symmetricClasses(colours []int) (classes [][]int, ok bool) {
	classes = make([][]int, slices.Max(colours)+1)
	for v, c := range colours {
		classes[c] = append(classes[c], v)
	}
	for _, from := range classes {
		for _, to := range classes {
			expected := f.pairs[from[0]*f.n+to[len(to)-1]]
			for _, i := range from {
				for _, j := range to {
					if i != j && f.pairs[i*f.n+j] != expected {
						return nil, false
					}
				}
			}
		}
	}
	return classes, true
}

// individualise gives v a colour of its own, below that of the others of its colour.
func individualise(colours []int, v int) []int {
	result := make([]int, len(colours))
	for i, c := range colours {
		result[i] = 2*c + 1
	}
	result[v]--
	return result
}

// firstOfSmallestCell is the first vertex of the smallest colour class that has two or more, −1 if there is none.
func firstOfSmallestCell(colours []int) int {
	sizes := make([]int, slices.Max(colours)+1)
	for _, c := range colours {
		sizes[c]++
	}
	best := -1
	for v, c := range colours {
		if sizes[c] > 1 && (best < 0 || sizes[c] < sizes[colours[best]]) {
			best = v
		}
	}
	return best
}

// orbitOf marks the vertices to which products of generators (and so their inverses) take v.
func orbitOf(n, v int, generators [][]int) []bool {
	orbit := make([]bool, n)
	orbit[v] = true
	for queue := []int{v}; len(queue) > 0; queue = queue[1:] {
		for _, g := range generators {
			if w := g[queue[0]]; !orbit[w] {
				orbit[w] = true
				queue = append(queue, w)
			}
		}
	}
	return orbit
}
