package equilibrium_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"testing"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/equilibrium/testproblems"
)

var _ = json.Marshal
var _ = os.Open
var _ = errors.Is

func TestRefineQuick(t *testing.T) {
	g := testproblems.Equidistant(2, 1.63, 0.4, 5)
	e, err := equilibrium.Refine(g, g.NewEvaluator(), []float64{0.6, 0.4}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", e)
	if math.Abs(e.Share[0]-0.574091620324931) > 1e-9 {
		t.Error(e.Share)
	}
}
