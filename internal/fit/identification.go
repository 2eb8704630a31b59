package fit

import (
	"context"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/geosolve/geosolve/internal/linalg"
)

// Identification is what the derivatives of the moments by the parameters say.
type Identification struct {
	Derivative [][]float64 // ∂m_k/∂p_j, by moment and parameter; nil where the model has no solution nearby
	Elasticity [][]float64 // ∂ ln m_k/∂ ln p_j; NaN where a moment is zero
	// Singular values of ∂(m_k/s_k)/∂p_j with columns of length one, and the ratio of the largest to the
	// smallest: beyond 30 parameters are hard to tell apart (Belsley, Kuh and Welsch 1980, section 3.2).
	SingularValues []float64
	Condition      float64 // +Inf where parameters are not identified
	// Freedom is the number of moments less that of parameters identified; PValue that of Q as χ² with as
	// many degrees of freedom, NaN for none.
	Freedom int
	PValue  float64
	Remarks []string // what cannot be identified, in words
}

const (
	// deaf is the change of all moments, in standard errors, over the whole range of a parameter (or a unit
	// of y), below which no moment responds: rounding of moments that are solved to 1e-12 makes about 1e-9.
	deaf = 1e-7
	// nullValue is the singular value, relative to the largest, below which parameters cannot be told
	// apart: derivatives are accurate to some 1e-9.
	nullValue = 1e-6
	// hard is the condition number from which parameters are hard to tell apart.
	hard = 30
	// part is the component of a direction from which a parameter takes part in it.
	part = 1e-3
	// fineStep is the step of the derivatives reported, as a fraction of the range. Five points make its
	// truncation error of the fourth order.
	fineStep = 1e-4
)

// conclude fills in estimates, standard errors and identification at p.
func (pr *Problem) conclude(ctx context.Context, out *Result, p []float64) error {
	out.Estimates = make([]Estimate, len(p))
	ends := append([]float64(nil), p...)
	for j, q := range pr.Parameters {
		u := (p[j] - q.From) / (q.To - q.From)
		switch {
		case u < boundary:
			ends[j] = q.From
		case u > 1-boundary:
			ends[j] = q.To
		}
		out.Estimates[j] = Estimate{Value: ends[j], SE: math.NaN(), AtBound: u < boundary || u > 1-boundary}
	}
	m, err := pr.solve(ctx, ends)
	if err != nil { // the model may have no solution at the end itself
		ends = p
		for j := range p {
			out.Estimates[j].Value = p[j]
		}
		if m, err = pr.solve(ctx, p); err != nil {
			return err
		}
	}
	p, out.Model = ends, m
	out.Freedom, out.PValue, out.Condition = len(pr.Moments), math.NaN(), math.NaN()
	jac, err := pr.derivatives(ctx, p)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		out.remark("nothing can be said of identification: the model cannot be solved beside the estimates (%v)", err)
		return nil
	}
	out.Derivative, out.Elasticity = tableOf(jac), tableOf(jac)
	for k := range pr.Moments {
		for j := range p {
			out.Elasticity[k][j] *= p[j] / out.Model[k]
			if math.IsInf(out.Elasticity[k][j], 0) {
				out.Elasticity[k][j] = math.NaN()
			}
		}
	}
	if err := pr.identify(out, jac); err != nil {
		return err
	}
	pr.remarks(out)
	return nil
}

func (i *Identification) remark(format string, args ...any) {
	i.Remarks = append(i.Remarks, fmt.Sprintf(format, args...))
}

func tableOf(m *mat.Dense) [][]float64 {
	rows, _ := m.Dims()
	out := make([][]float64, rows)
	for k := range out {
		out[k] = append([]float64(nil), m.RawRowView(k)...)
	}
	return out
}

// derivatives are ∂m/∂p by five points, or by three on one side next to a bound.
func (pr *Problem) derivatives(ctx context.Context, p []float64) (*mat.Dense, error) {
	jac := mat.NewDense(len(pr.Moments), len(p), nil)
	for j, q := range pr.Parameters {
		h := min(fineStep*(q.To-q.From), (p[j]-q.From)/2, (q.To-p[j])/2)
		offsets, weights := []float64{-2, -1, 1, 2}, []float64{1. / 12, -8. / 12, 8. / 12, -1. / 12}
		if h < fineStep*(q.To-q.From)/10 { // at a bound
			h = fineStep * (q.To - q.From) / 10
			if p[j] > (q.From+q.To)/2 {
				h = -h
			}
			offsets, weights = []float64{0, 1, 2}, []float64{-1.5, 2, -0.5}
		}
		for t, o := range offsets {
			at := append([]float64(nil), p...)
			at[j] += o * h
			m, err := pr.solve(ctx, at)
			if err != nil {
				return nil, err
			}
			for k, v := range m {
				jac.Set(k, j, jac.At(k, j)+weights[t]*v/h)
			}
		}
	}
	return jac, nil
}

// identify finds singular values, standard errors and which parameters are identified.
func (pr *Problem) identify(out *Result, jac *mat.Dense) error {
	rows, cols := jac.Dims()
	scaled := mat.NewDense(rows, cols, nil)
	size := make([]float64, cols)
	for j, q := range pr.Parameters {
		for k, m := range pr.Moments {
			scaled.Set(k, j, jac.At(k, j)/m.SE)
		}
		col := mat.Col(nil, j, scaled)
		size[j] = math.Sqrt(sumSquares(col))
		if size[j]*(q.To-q.From) <= deaf {
			size[j] = 0
			out.remark("%s is not identified: no moment responds to it", q.Name)
		}
		for k, v := range col {
			if size[j] > 0 {
				v /= size[j]
			} else {
				v = 0
			}
			scaled.Set(k, j, v)
		}
	}
	values, _, v, err := linalg.SVD(wide(scaled))
	if err != nil {
		return err
	}
	out.SingularValues = values
	top := values[0]
	deafOnes := 0
	for j := range pr.Parameters {
		if size[j] == 0 {
			deafOnes++
			continue
		}
		variance, hidden := 0.0, 0.0
		for i, w := range values {
			if c := v.At(j, i); w > nullValue*top {
				variance += c * c / (w * w)
			} else {
				hidden = math.Hypot(hidden, c)
			}
		}
		e := &out.Estimates[j]
		e.Identified = hidden < part
		if e.Identified && !e.AtBound {
			e.SE = math.Sqrt(variance) / size[j]
		}
	}
	rank := 0
	for i, w := range values {
		if w > nullValue*top {
			rank++
			continue
		}
		if rank+deafOnes < cols && i < cols {
			pr.blind(out, mat.Col(nil, i, v), size)
		}
	}
	out.Condition = math.Inf(1)
	if rank == cols {
		out.Condition = top / values[cols-1]
		if out.Condition > hard {
			pr.nearly(out, mat.Col(nil, cols-1, v), size)
		}
	}
	if out.Freedom = rows - rank; out.Freedom > 0 {
		out.PValue = distuv.ChiSquared{K: float64(out.Freedom)}.Survival(out.Objective)
	}
	return nil
}

// wide adds rows of zeros where there are fewer moments than parameters, so that the decomposition shows
// every direction.
func wide(a *mat.Dense) *mat.Dense {
	rows, cols := a.Dims()
	if rows >= cols {
		return a
	}
	b := mat.NewDense(cols, cols, nil)
	b.Slice(0, rows, 0, cols).(*mat.Dense).Copy(a)
	return b
}

// moves writes a direction as changes of parameters, the first by one unit of its last digit shown.
func (pr *Problem) moves(dir, size []float64) (names []string, text string) {
	first := -1
	var parts []string
	for j, c := range dir {
		if size[j] == 0 || math.Abs(c) < part {
			continue
		}
		if first < 0 {
			first = j
		}
		names = append(names, pr.Parameters[j].Name)
		ratio := c / size[j] / (dir[first] / size[first])
		parts = append(parts, fmt.Sprintf("%s by %.3g", pr.Parameters[j].Name, ratio))
	}
	return names, strings.Join(parts, " and ")
}

func (pr *Problem) blind(out *Result, dir, size []float64) {
	names, text := pr.moves(dir, size)
	if len(names) < 2 { // the direction of a parameter that no moment responds to
		return
	}
	out.remark("%s cannot be told apart by these moments: changing %s together leaves every moment as it is, to first order", list(names), text)
}

func (pr *Problem) nearly(out *Result, dir, size []float64) {
	names, text := pr.moves(dir, size)
	out.remark("%s are hard to tell apart (condition number %.3g): changing %s together hardly moves the moments", list(names), out.Condition, text)
}

func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// remarks says the rest in words.
func (pr *Problem) remarks(out *Result) {
	if n, m := len(pr.Parameters), len(pr.Moments); m < n {
		out.remark("there are fewer moments (%d) than parameters (%d): not all can be identified", m, n)
	} else if m == n && out.Freedom == 0 {
		out.remark("there are as many moments as parameters: the fit cannot test the model")
	}
	for k, m := range pr.Moments {
		reply := 0.0
		for j, q := range pr.Parameters {
			reply = max(reply, math.Abs(out.Derivative[k][j])*(q.To-q.From)/m.SE)
		}
		if reply <= deaf {
			out.remark("the moment %s responds to no parameter: it identifies nothing", m.Name)
		}
	}
	for j, q := range pr.Parameters {
		e := out.Estimates[j]
		switch {
		case e.AtBound:
			out.remark("%s stands at the end of its range, %.6g: it has no standard error there; widen the range, or fix it", q.Name, e.Value)
		case e.Identified && 4*e.SE > q.To-q.From:
			out.remark("%s is weakly identified: two standard errors (%.3g) on either side cover its range", q.Name, 2*e.SE)
		}
	}
	pr.elsewhere(out)
}

// elsewhere tells of other starts that came as close at other values.
func (pr *Problem) elsewhere(out *Result) {
	const apart = 1e-3 // of the range of a parameter
	best := out.Starts[out.Best]
	count := 0
	for _, s := range out.Starts {
		if s.Estimate == nil || !s.Converged || s.Objective > best.Objective+1e-6*(1+best.Objective) {
			continue
		}
		for j, q := range pr.Parameters {
			if math.Abs(s.Estimate[j]-best.Estimate[j]) > apart*(q.To-q.From) {
				count++
				break
			}
		}
	}
	if count > 0 {
		out.remark("%d of %d starts reach the same objective at other values of the parameters", count, len(out.Starts))
	}
}
