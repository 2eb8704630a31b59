// Package model is the catalogue of models: what each is, which parameters it takes, and how a scenario
// becomes an instance of it that package equilibrium can solve. The equations of the master economy are in
// model/economy, those of the other models in model/footloose, model/quantitative (housing included),
// model/pooling, model/network and model/steps; where places lie is in model/geography, how scenarios are
// written in model/scenario, indices from data in model/index.
//
// # Errors
//
// Bad input is a *scenario.Error (errors.As), at the key it concerns; a model without any solution at its
// parameters is bad input, too (network.ErrNoNash). ErrPartly comes with a result that holds what was found.
// quantitative.ErrNotConverged says that a solution was not reached.
package model

import (
	"fmt"
	"strings"
	"sync"

	"github.com/geosolve/geosolve/equilibrium"
	"github.com/geosolve/geosolve/model/scenario"
)

// Definition is a model: what it says, and how to build it. Adding a model is one file that returns a
// Definition, and its entry in Definitions.
type Definition struct {
	Spec      scenario.ModelSpec
	Story     string     // what happens in the model and why, a paragraph
	Equations []Equation // as they are solved
	Can       []string   // what the model shows
	Cannot    []string   // what it leaves out
	Sources   []string   // where it comes from

	// Build makes the model of a scenario: a Game or a Direct one.
	Build func(*scenario.File, *Env) (Model, error)
}

// Equation is one equation of a model.
type Equation struct {
	Name   string // what it says: "price index"
	LaTeX  string
	Source string // paper and equation number
}

// Model is a model at given parameters: either a Game, which is solved by finding where nobody gains by
// moving, or a Direct model that has a solution of its own.
type Model interface {
	// Notes are remarks on the parameters that a user should read, such as a black hole.
	Notes() []string
}

// Game is a model whose equilibria are those of a population game.
type Game interface {
	Model
	equilibrium.Game
	// Regions is the number of regions at home.
	Regions() int
	// Names are the regions' names, empty where they have none.
	Names() []string
	// Places are the regions' coordinates for a map: longitude and latitude, or x and y; nil without.
	Places() [][2]float64
	// Describe computes everything that is reported of a state.
	Describe(x []float64) (*State, error)
	// Shares are the shares of a state as results list them: industry by region, without agriculture.
	Shares(x []float64) Array
	// Listed picks from values by option of the state, such as payoffs, those that results list.
	Listed(v []float64) Array
	// StateOf turns shares as users write them (industry by region, without agriculture) into a state; of
	// labour-pooling the shares of workers and of firms (one row: firms are where workers are).
	StateOf(share [][]float64) ([]float64, error)
	// Kind classifies a state: symmetric, interior, partial or concentrated.
	Kind(x []float64) string
	// Corners are guesses of the states in which each industry is in one region, one per symmetry class.
	// Populations that are partly free there (agriculture left in the core) are to be solved for.
	Corners() [][]float64
}

// LongRunner is implemented by games with a fast solver of their own for the equilibrium in which every
// option is taken: thousands of regions, where a search over states is out of reach.
type LongRunner interface {
	Game
	// Unique tells whether a condition, named in Notes, guarantees that LongRun finds the only equilibrium.
	Unique() bool
	// LongRun returns the state of an equilibrium. The search starts from a state with all shares positive;
	// nil: from equal shares. Errors: not converged, out of the range of numbers, or no such equilibrium.
	LongRun(start []float64) ([]float64, error)
}

// Direct is a model with a solution of its own instead of equilibria of a game.
type Direct interface {
	Model
	// Solve returns the result as it is written, and an error that may come with a partial result.
	Solve() (any, error)
}

// Definitions lists the models in the order of the documentation. The list is to be read only.
func Definitions() []Definition { return definitions() }

// definitions are made once, when first asked for: a trace looks its model up at every value.
var definitions = sync.OnceValue(func() []Definition {
	return []Definition{
		corePeriphery(),
		verticalLinkages(),
		industrialClusters(),
		collectiveEfficiency(),
		footlooseEntrepreneurDefinition(),
		footlooseCapitalDefinition(),
		housingDefinition(),
		quantitativeDefinition(),
		labourPoolingDefinition(),
		investmentDefinition(),
		riskableStepsDefinition(),
	}
})

// Specs lists what the models take from a scenario.
func Specs() []scenario.ModelSpec {
	var s []scenario.ModelSpec
	for _, d := range Definitions() {
		s = append(s, d.Spec)
	}
	return s
}

// Lookup finds a model by name.
func Lookup(name string) (*Definition, error) {
	var names []string
	for _, d := range Definitions() {
		if d.Spec.Name == name {
			return &d, nil
		}
		names = append(names, d.Spec.Name)
	}
	return nil, fmt.Errorf("unknown model %q; models are %s", name, strings.Join(names, ", "))
}

// Build makes the model that a scenario names.
func Build(f *scenario.File, env *Env) (Model, error) {
	d, err := Lookup(f.Model)
	if err != nil {
		return nil, err
	}
	return d.Build(f, env)
}
