package equilibrium

import (
	"math"
	"slices"
)

// Near a bifurcation payoffs are so flat that a whole range of states looks like an equilibrium, and where
// trade is free all states are equilibria. Rest points that nothing tells apart are listed once.
const (
	// flatResidual is the difference of payoffs, relative, that counts as none: payoffs are solved to about
	// that (see marginFactor).
	flatResidual = 1e-14
	// flatRange is how far apart rest points with a regular derivative may be to be compared.
	flatRange = 1e-2
)

// flat is a range of states that cannot be told from equilibria.
type flat struct {
	x     []float64 // the one that stands for them
	width float64   // the largest distance of another, in shares
}

// notApart returns the rest point that p cannot be told from: payoffs on the way between them are equal to
// rounding. Nil where there is none.
func (f *supportFace) notApart(p *restPoint) *restPoint {
	for _, y := range f.inside.roots {
		distance := f.flatTo(p, y)
		if distance == 0 {
			continue
		}
		for _, o := range f.points {
			if sameOrbit(f.q.sym, o.x, y) || o.stoodFor(y) {
				o.width = max(o.width, distance)
				return o
			}
		}
	}
	return nil
}

// flatTo is the distance of y from p if nothing tells them apart, else 0.
func (f *supportFace) flatTo(p *restPoint, y []float64) float64 {
	distance := 0.0
	for i, v := range p.x {
		distance = max(distance, math.Abs(v-y[i]))
	}
	if p.regular && distance > flatRange || !f.level(p, y) {
		return 0
	}
	return distance
}

// centreFlats puts the mean of a rest point and those of its images that nothing tells from it in its place:
// the state that shares their symmetry is an equilibrium as much as they are.
func (f *supportFace) centreFlats() error {
	for _, p := range f.points {
		if f.q.sym.OrbitSize(p.x) > mostImages {
			continue
		}
		z, count := slices.Clone(p.x), 1.0
		for _, y := range f.q.sym.Images(p.x) {
			if same(y, p.x) || !slices.Equal(Support(y), f.support) {
				continue
			}
			if d := f.flatTo(p, y); d > 0 {
				p.width = max(p.width, d)
				count++
				for i, v := range y {
					z[i] += v
				}
			}
		}
		if count == 1 {
			continue
		}
		for i := range z {
			z[i] /= count
		}
		p.regular = false
		if z = tie(z); f.q.sym.OrbitSize(z) < f.q.sym.OrbitSize(p.x) && f.level(p, z) {
			p.x = z
			if err := f.gaps(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// level tells whether payoffs are as equal as at p, or to rounding, at three points between p and y.
func (f *supportFace) level(p *restPoint, y []float64) bool {
	z := make([]float64, len(y))
	for _, t := range []float64{0.25, 0.5, 0.75} {
		for i := range z {
			z[i] = p.x[i] + t*(y[i]-p.x[i])
		}
		f.d.rebase(z)
		if r, err := f.d.values(z); err != nil || !(r <= max(flatResidual, p.residual)) {
			return false
		}
	}
	return true
}

// stoodFor tells whether y is a rest point that another of the same flat range has replaced.
func (p *restPoint) stoodFor(y []float64) bool {
	return slices.ContainsFunc(p.replaced, func(x []float64) bool { return same(x, y) })
}

// stand makes the more symmetric of the two stand for the flat range.
func (f *supportFace) stand(o, p *restPoint) {
	o.regular = false
	if f.q.sym.OrbitSize(p.x) >= f.q.sym.OrbitSize(o.x) || f.q.sym.OrbitSize(o.x) > mostImages {
		return
	}
	o.replaced = append(o.replaced, f.q.sym.Images(o.x)...)
	o.x, o.gap, o.residual = p.x, p.gap, p.residual
	for _, y := range f.q.sym.Images(p.x) {
		if slices.Equal(Support(y), f.support) {
			f.inside.add(y)
		}
	}
}
