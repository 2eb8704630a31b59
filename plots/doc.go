// Package plots draws the figures of economic geography: bifurcation and
// wiggle diagrams, simplices, rings of regions, maps of cities, regime maps,
// heat maps, time paths, decompositions, and grids of them.
//
// A figure is a plain struct of numbers and labels; the package knows no model
// and no solver. [Render] writes a figure in a [Format] with the sizes and
// typefaces of a [Preset]; [Save] writes it to a file, with the numbers it
// shows as CSV beside it. The same figure gives the same bytes.
//
// # Labels
//
// A label holds words in any Latin alphabet and formulae between dollar signs
// in a small part of TeX, for instance "$\lambda_1^*$" or
// "Real wage gap, $\omega_1-\omega_2$": Greek and italic letters, scripts,
// relations (\le \ge \ne \approx \in …), \times \cdot \pm, \bar \hat \tilde
// \dot, \mathrm{words}, \ln \log \exp \max \min. An unknown macro, or a letter
// that no typeface has, is an error that names it. Outside formulae a
// backslash protects \ $ % & _ # { and }; use [Escape] on names from data.
//
// # Numbers
//
// NaN in a series is a gap. A figure with nothing to draw is an error that
// wraps [ErrEmpty]. Lengths of presets are millimetres and points, angles are
// degrees, and a Range of zeros means: take it from the data.
package plots
