package equilibrium_test

import (
	"context"
	"math"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

func TestPathQuick(t *testing.T) {
	// constant payoffs: logistic curve
	g := testproblems.Scalar(func(float64) float64 { return 1 }, func(float64) float64 { return 0 })
	r, err := equilibrium.Path(context.Background(), g, []float64{0.01, 0.99}, equilibrium.PathSettings{Until: 20, Times: []float64{0, 1, 5, 20}})
	if err != nil {
		t.Fatal(err)
	}
	for k, tt := range r.Times {
		want := 1 / (1 + 99*math.Exp(-tt))
		t.Log(tt, r.Share[k], r.Share[k][0]-want)
	}
	c := testproblems.Equidistant(2, 1.7, 0.4, 5)
	r, err = equilibrium.Path(context.Background(), c, []float64{0.6, 0.4}, equilibrium.PathSettings{Until: 5000, Times: []float64{0, 100, 1000, 5000},
		Events:   []equilibrium.PathEvent{{Name: "half", Func: func(_ float64, x, _ []float64) float64 { return x[0] - 0.8 }}},
		Switches: []equilibrium.Switch{{1000, testproblems.Equidistant(2, 2.5, 0.4, 5)}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
}
