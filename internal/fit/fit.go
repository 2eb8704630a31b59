// Package fit brings the moments of a model close to observed ones by minimum distance: it minimises
//
//	Q(p) = Σ_k ((m_k(p) − d_k) / s_k)²
//
// over parameters p within bounds, d_k being the observed moments and s_k their standard errors. It knows
// no economics. Estimates come with standard errors by the delta method and with what the derivatives of
// the moments say of identification (Newey and McFadden 1994, sections 2 and 3).
package fit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// Parameter is a parameter that is sought in [From, To].
type Parameter struct {
	Name     string
	From, To float64
	Start    float64 // where the first start begins
}

// Moment is an observed moment with its standard error.
type Moment struct {
	Name      string
	Value, SE float64
}

// Problem is what is fitted.
type Problem struct {
	Parameters []Parameter
	Moments    []Moment
	// Model computes the moments at parameters within their bounds. It is called from several goroutines
	// and must be a function of p alone. An error makes p inadmissible, unless it is the context's.
	Model func(ctx context.Context, p []float64) ([]float64, error)
}

// Settings steer Minimise.
type Settings struct {
	Starts   int    // starting points; the first is the parameters' Start
	Seed     uint64 // of the others
	Workers  int    // starts done at once, 0 for as many as there are processors; results do not depend on it
	Progress func(done, total int)
}

// Start is what one starting point led to.
type Start struct {
	From       []float64
	Estimate   []float64 // nil where the model could not be solved at the start
	Objective  float64
	Converged  bool
	Status     string
	Iterations int
	Models     int // times that the model was solved
}

// Estimate is the fitted value of a parameter.
type Estimate struct {
	Value      float64
	SE         float64 // NaN where the parameter is not identified or stands at a bound
	Identified bool
	AtBound    bool
}

// Result is a fit.
type Result struct {
	Estimates []Estimate
	Model     []float64 // moments at the estimates
	Objective float64
	Converged bool
	Best      int // index in Starts
	Starts    []Start
	Identification
}

// ErrNoStart says that the model could be solved at none of the starting points.
var ErrNoStart = errors.New("the model could be solved at none of the starting points")

// ErrNotConverged says that the best start did not converge; the result that comes with it is the best
// point found.
var ErrNotConverged = errors.New("the fit did not converge")

// Minimise fits the parameters. Errors: ErrNoStart with the reason; ErrNotConverged, with the best point;
// those of the context.
func Minimise(ctx context.Context, pr Problem, set Settings) (*Result, error) {
	if set.Starts < 1 {
		set.Starts = 1
	}
	starts := pr.starts(set)
	out := &Result{Starts: make([]Start, len(starts)), Best: -1}
	why := make([]error, len(starts))
	pr.each(len(starts), set, func(k int) {
		s := &search{ctx: ctx, pr: &pr}
		out.Starts[k], why[k] = s.run(starts[k])
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for k, s := range out.Starts {
		if s.Estimate != nil && (out.Best < 0 || pr.better(s, out.Starts[out.Best])) {
			out.Best = k
		}
	}
	if out.Best < 0 {
		return nil, fmt.Errorf("%w: %w", ErrNoStart, why[0])
	}
	best := out.Starts[out.Best]
	out.Objective, out.Converged = best.Objective, best.Converged
	if err := pr.conclude(ctx, out, best.Estimate); err != nil {
		return nil, err
	}
	if !out.Converged {
		return out, fmt.Errorf("%w from the best of %d starts, whose objective is %.6g (%s)", ErrNotConverged, len(starts), best.Objective, best.Status)
	}
	return out, nil
}

// sameObjective is the difference of objectives, relative to 1 + Q, below which two starts came equally
// close: converged starts agree to the square of the error of their estimates.
const sameObjective = 1e-9

// better prefers a lower objective, and of equal ones a start that converged; of equals the first stays.
func (pr *Problem) better(a, b Start) bool {
	if math.Abs(a.Objective-b.Objective) > sameObjective*(1+min(a.Objective, b.Objective)) {
		return a.Objective < b.Objective
	}
	return a.Converged && !b.Converged
}

// starts are the starting points: that of the parameters, then a Latin hypercube.
func (pr *Problem) starts(set Settings) [][]float64 {
	rng := rand.New(rand.NewPCG(set.Seed, 0x6669742d73746172))
	out := make([][]float64, set.Starts)
	for k := range out {
		out[k] = make([]float64, len(pr.Parameters))
	}
	rest := set.Starts - 1
	for j, p := range pr.Parameters {
		out[0][j] = p.Start
		for k, cell := range rng.Perm(rest) {
			out[k+1][j] = p.From + (p.To-p.From)*(float64(cell)+rng.Float64())/float64(rest)
		}
	}
	return out
}

// each does n things on the workers of the settings.
func (pr *Problem) each(n int, set Settings, do func(k int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	workers := set.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	for range min(workers, n) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := range next {
				do(k)
				mu.Lock()
				done++
				if set.Progress != nil {
					set.Progress(done, n)
				}
				mu.Unlock()
			}
		}()
	}
	for k := range n {
		next <- k
	}
	close(next)
	wg.Wait()
}

// residuals are (m_k(p) − d_k)/s_k.
func (pr *Problem) residuals(m []float64) []float64 {
	r := make([]float64, len(m))
	for k, v := range m {
		r[k] = (v - pr.Moments[k].Value) / pr.Moments[k].SE
	}
	return r
}

// solve computes the moments and refuses those that are no numbers.
func (pr *Problem) solve(ctx context.Context, p []float64) ([]float64, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m, err := pr.Model(ctx, slices.Clone(p))
	if err != nil {
		return nil, err
	}
	for k, v := range m {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("moment %s is %v", pr.Moments[k].Name, v)
		}
	}
	return m, nil
}

func sumSquares(r []float64) float64 {
	q := 0.0
	for _, v := range r {
		q += v * v
	}
	return q
}
