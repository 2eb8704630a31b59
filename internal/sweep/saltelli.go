package sweep

import "fmt"

// saltelli is the design for Sobol indices (Saltelli et al., Variance based sensitivity analysis of model
// output, Computer Physics Communications 181, 2010): for each of N base points two independent points A and
// B, and for each factor k the point that is A but for k, which is that of B. A and B are the two halves of
// one Sobol sequence in 2k dimensions. The k+2 points of a base point stand together: A, B, AB₁, …, AB_k.
func (d *Design) saltelli() (func(u []float64, i int), error) {
	k := len(d.Factors)
	if 2*k > MaxSobolDimensions {
		return nil, fmt.Errorf("the design saltelli takes at most %d parameters, got %d; screen them first with the design morris", MaxSobolDimensions/2, k)
	}
	s, err := newSobol(2*k, d.Seed)
	if err != nil {
		return nil, err
	}
	both := make([]float64, 2*k)
	return func(u []float64, i int) {
		base, part := i/(k+2), i%(k+2)
		s.at(both, uint32(base))
		copy(u, both[:k])
		switch {
		case part == 1:
			copy(u, both[k:])
		case part > 1:
			u[part-2] = both[k+part-2]
		}
	}, nil
}

// sobolBase holds the outcomes of one base point.
type sobolBase struct {
	a, b float64
	ab   []float64
}

// SobolIndices estimates the first-order and the total index of each factor from the outcomes at the points
// of a Saltelli design, in order; NaN where a point has none. A base point that lacks one of its points is
// left out.
//
// With V the variance over all A and B,
//
//	first order  S_k = (1/N) Σ f(B)(f(AB_k) − f(A)) / V          (Saltelli 2010, table 2 b)
//	total        T_k = (1/2N) Σ (f(A) − f(AB_k))² / V            (Jansen 1999)
//
// of outcomes with their mean taken off, which leaves both expectations as they are and lowers the variance
// of the first. The intervals are percentiles over bootstrap samples of base points.
func (d *Design) SobolIndices(y []float64, b Bootstrap) (*Sensitivity, error) {
	k := len(d.Factors)
	var bases []sobolBase
	dropped := 0
	for i := 0; i+k+2 <= len(y); i += k + 2 {
		part := y[i : i+k+2]
		if !allFinite(part) {
			dropped++
			continue
		}
		bases = append(bases, sobolBase{part[0], part[1], part[2:]})
	}
	if len(bases) < 2 {
		return nil, fmt.Errorf("indices of Sobol need two base points with an outcome at all their %d points; %d of %d have", k+2, len(bases), len(bases)+dropped)
	}
	all := make([]int, len(bases))
	for i := range all {
		all[i] = i
	}
	out := &Sensitivity{Method: "sobol", Used: len(bases), LeftOut: dropped}
	first, total := make([]float64, k), make([]float64, k)
	out.Mean, out.Variance = sobolOf(bases, all, first, total)
	f, t := b.intervals(len(bases), 2*k, func(sample []int, dst []float64) { sobolOf(bases, sample, dst[:k], dst[k:]) })
	for j := range k {
		out.Effects = append(out.Effects, Effect{Parameter: d.Factors[j].Name,
			First: &Estimate{first[j], f[j], t[j]}, Total: &Estimate{total[j], f[k+j], t[k+j]}})
	}
	return out, nil
}

// sobolOf estimates the indices from a sample of base points; without variance they are 0.
func sobolOf(bases []sobolBase, sample []int, first, total []float64) (mean, variance float64) {
	n := float64(len(sample))
	for _, i := range sample {
		mean += bases[i].a + bases[i].b
	}
	mean /= 2 * n
	clear(first)
	clear(total)
	for _, i := range sample {
		p := &bases[i]
		a, b := p.a-mean, p.b-mean
		variance += float64(a*a) + float64(b*b)
		for k, v := range p.ab {
			first[k] += float64(b * (v - p.a))
			total[k] += float64((p.a - v) * (p.a - v))
		}
	}
	variance /= 2*n - 1
	for k := range first {
		if variance > 0 {
			first[k] /= n * variance
			total[k] /= 2 * n * variance
		}
	}
	return mean, variance
}
