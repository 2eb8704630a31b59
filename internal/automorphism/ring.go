package automorphism

import "slices"

// largestTurn is the rotation or reflection of the columns that makes the matrix r, rows × n, largest row by row.
func largestTurn(r []int, rows, n int) []int {
	forwards := rotation(n, largestRotation(r, rows, n))
	mirror := reflection(n, n-1)
	mirrored := make([]int, 0, len(r))
	for row := range rows {
		mirrored = append(mirrored, apply(r[row*n:][:n], mirror)...)
	}
	backwards := compose(mirror, rotation(n, largestRotation(mirrored, rows, n)))
	for row := range rows {
		x := r[row*n:][:n]
		for i := range n {
			if d := x[forwards[i]] - x[backwards[i]]; d != 0 {
				if d > 0 {
					return forwards
				}
				return backwards
			}
		}
	}
	return forwards
}

// largestRotation is the smallest k whose rotation, i ↦ i+k, makes the matrix largest row by row, in time
// O(rows·n log n). The first row decides up to its period; within it, each further row decides between rotations by
// whole periods of those before.
func largestRotation(r []int, rows, n int) int {
	start, period := 0, 1
	for row := range rows {
		turned := apply(r[row*n:][:n], rotation(n, start))
		if row == 0 {
			start, period = firstLargest(turned)
			continue
		}
		shift, repeats := firstLargest(blocks(turned, period))
		start, period = (start+shift*period)%n, repeats*period
	}
	return start
}

// blocks numbers the blocks of a period by their lexicographic order.
func blocks(x []int, period int) []int {
	count := len(x) / period
	block := func(b int) []int { return x[b*period:][:period] }
	order := identity(count)
	slices.SortFunc(order, func(a, b int) int { return slices.Compare(block(a), block(b)) })
	numbers := make([]int, count)
	number := 0
	for k, b := range order {
		if k > 0 && slices.Compare(block(order[k-1]), block(b)) != 0 {
			number++
		}
		numbers[b] = number
	}
	return numbers
}

// firstLargest is the smallest rotation that makes a cyclic sequence largest, by Duval's two-candidates method in linear
// time, and the smallest rotation above 0 that leaves the sequence as it is, its period.
func firstLargest(x []int) (start, period int) {
	n := len(x)
	i, j, k := 0, 1, 0 // candidates i < j agree on k entries
	for i < n && j < n && k < n {
		a, b := x[(i+k)%n], x[(j+k)%n]
		switch {
		case a == b:
			k++
			continue
		case a > b:
			j += k + 1
		default:
			i += k + 1
		}
		if i == j {
			j++
		}
		k = 0
	}
	return min(i, j), cyclicPeriod(x)
}

// cyclicPeriod is the smallest divisor of n by which the cyclic sequence repeats: n − border of the sequence if that
// divides n, else n (Knuth, Morris and Pratt 1977).
func cyclicPeriod(x []int) int {
	n := len(x)
	border := make([]int, n)
	for i := 1; i < n; i++ {
		k := border[i-1]
		for k > 0 && x[i] != x[k] {
			k = border[k-1]
		}
		if x[i] == x[k] {
			k++
		}
		border[i] = k
	}
	if p := n - border[n-1]; n%p == 0 {
		return p
	}
	return n
}

// ringOrbit is the number of different images of the matrix r under rotations and reflections of its columns: the
// common period of the rows, twice that if no reflection does what a rotation does.
func (g *Group) ringOrbit(r []int) int {
	period, mirror := g.ringSymmetry(r)
	if mirror != nil {
		return period
	}
	return 2 * period
}

// ringIsotropy is the group of the rotations and reflections of the columns that fix the matrix r.
func (g *Group) ringIsotropy(r []int) *Group {
	period, mirror := g.ringSymmetry(r)
	if period == 1 {
		return Dihedral(g.columns)
	}
	result := Group{rows: 1, columns: g.columns, kind: explicit, order: g.columns / period, complete: true}
	if period < g.columns {
		result.generators = append(result.generators, rotation(g.columns, period))
	}
	if mirror != nil {
		result.generators = append(result.generators, mirror)
		result.order *= 2
	}
	return newGroup(result)
}

// ringSymmetry is the smallest rotation of the columns that fixes the matrix r (their number, if no smaller one does),
// and a reflection that fixes it, nil if none does.
func (g *Group) ringSymmetry(r []int) (period int, mirror []int) {
	n := g.columns
	columns := make([]int, n) // each column as one symbol
	for row := 0; row < len(r); row += n {
		columns = intersect(columns, r[row:][:n])
	}
	reflect := reflection(n, n-1)
	mirrored := apply(columns, reflect)
	a, period := firstLargest(columns)
	b, _ := firstLargest(mirrored)
	if slices.Equal(apply(columns, rotation(n, a)), apply(mirrored, rotation(n, b))) {
		mirror = compose(reflect, rotation(n, (b-a+n)%n))
	}
	return period, mirror
}
