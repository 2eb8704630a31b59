// Package explore serves a page on which a scenario can be turned: sliders for its parameters, and figures and
// tables that follow them. It answers for one scenario, to the machine it runs on only.
//
// What the page shows is what the commands write. A slider is an override as --set takes it, a figure that the
// file does not ask for is one more override, and tasks and figures are done by internal/task and
// internal/figure: the bytes of a figure are those of geosolve plot under the same overrides.
//
//	source.go    the scenario with overrides
//	control.go   what can be turned, window.go how far a slider goes, symbol.go how its symbol is written
//	panel.go     which figures and tables suit an economy
//	compose.go   a request as a scenario: overrides for values, diagrams and figures
//	draw.go      the answer of a panel; flight.go, recent.go: work that is shared, and remembered
//	export.go    files to take away
//	server.go    addresses, guard.go who may ask
package explore
