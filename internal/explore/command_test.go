package explore

import "testing"

// The command line is what a shell takes, with each path once.
func TestCommand(t *testing.T) {
	x, err := New(Source{Name: "a b.yaml", Text: []byte("model: core-periphery\nparameters: {mu: 0.4, sigma: 5}\ngeography: {equidistant: {regions: 2}}\ntrace: {parameter: T, from: 1.2, to: 2.2}\n"), Set: []string{"sigma=6", "mu=0.3"}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		q    request
		want string
	}{
		{request{}, "geosolve run 'a b.yaml' --set T=1.7 --set sigma=6 --set mu=0.3"},
		{request{Set: setting{"T": "1.5", "sigma": "7"}}, "geosolve run 'a b.yaml' --set mu=0.3 --set T=1.5 --set sigma=7"},
		{request{Panel: "wiggle"}, "geosolve plot 'a b.yaml' --set T=1.7 --set sigma=6 --set mu=0.3 --set 'figures=[{wiggle: {}, file: wiggle.svg}]' --out wiggle"},
		{request{Panel: "table-solve", Set: setting{"farm_shares": "[0.6, 0.4]"}}, "geosolve solve 'a b.yaml' --set T=1.7 --set sigma=6 --set mu=0.3 --set 'farm_shares=[0.6, 0.4]' --format csv"},
	} {
		composed, err := x.compose(&c.q)
		if err != nil {
			t.Fatal(err)
		}
		if got := x.command(composed); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}
