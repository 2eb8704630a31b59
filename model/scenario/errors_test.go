package scenario

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Heads of scenarios for the tables below.
const (
	two    = "geography: {equidistant: {regions: 2}}\n"
	plain  = "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 1.7}\n" + two
	master = "model: collective-efficiency\nparameters: {mu: 0.4, sigma: 5, T: 1.7}\n" + two
)

// with puts parameters into a core–periphery scenario: they begin at line 2,
// column 13.
func with(parameters string) string {
	return "model: core-periphery\nparameters: " + parameters + "\n" + two
}

// matrix puts a trade-cost matrix into a scenario: it begins at line 3, column 30.
func matrix(values string) string {
	return "model: core-periphery\nparameters: {mu: 0.4, sigma: 5}\ngeography: {matrix: {values: " + values + "}}\n"
}

// TestErrors states for each fault the whole message, position included. It
// would catch a position that drifts and a fault that slips through.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown parameter", with("{mu: 0.4, sgima: 5, T: 1.7}"), `x.yaml:2:23: unknown parameter "sgima" of core-periphery; allowed: mu, sigma, farm_shares, T, tau; did you mean sigma?`},
		{"negative sigma", with("{mu: 0.4, sigma: -1, T: 1.7}"), `x.yaml:2:30: parameters.sigma: -1 is outside (1, ∞); elasticity of substitution`},
		{"sigma of one", with("{mu: 0.4, sigma: 1, T: 1.7}"), `x.yaml:2:30: parameters.sigma: 1 is outside (1, ∞); elasticity of substitution`},
		{"mu of one", with("{mu: 1, sigma: 5, T: 1.7}"), `x.yaml:2:18: parameters.mu: 1 is outside (0, 1); expenditure share of manufactures`},
		{"T below one", with("{mu: 0.4, sigma: 5, T: 0.9}"), `x.yaml:2:36: parameters.T: 0.9 is outside [1, ∞); iceberg trade cost between any two regions: ship T, 1 arrives`},
		{"NaN and infinity, both told", with("{mu: 0.4, sigma: .nan, T: Infinity}"), "x.yaml:2:30: parameters.sigma: .nan is not a finite number; allowed: finite numbers; geosolve explain sigma tells its range\nx.yaml:2:39: parameters.T: Infinity is not a finite number; allowed: finite numbers; geosolve explain T tells its range"},
		{"too large for a float", with("{mu: 0.4, sigma: 1e400, T: 2}"), `x.yaml:2:30: parameters.sigma: 1e400 is beyond the range of floating-point numbers; allowed: numbers below 1.8e308 in size; geosolve explain sigma tells its range`},
		{"a text", with("{mu: 0.4, sigma: abc, T: 2}"), `x.yaml:2:30: parameters.sigma: "abc" is a text; allowed: a number; elasticity of substitution`},
		{"a number in quotes", with(`{mu: 0.4, sigma: "5", T: 2}`), `x.yaml:2:30: parameters.sigma: "5" in quotes is a text; allowed: a number; elasticity of substitution`},
		{"a list for a number", with("{mu: 0.4, sigma: [5], T: 2}"), `x.yaml:2:30: parameters.sigma: is a list; allowed: a number; elasticity of substitution`},
		{"no value", with("{mu: 0.4, sigma: , T: 2}"), `x.yaml:2:23: parameters.sigma: has no value; allowed: a number; elasticity of substitution`},
		{"a truth value", with("{mu: 0.4, sigma: true, T: 2}"), `x.yaml:2:30: parameters.sigma: true is a logical value; allowed: a number; elasticity of substitution`},
		{"a block for a number", with("{mu: 0.4, sigma: {a: 1}, T: 2}"), `x.yaml:2:30: parameters.sigma: is a block of keys; allowed: a number; elasticity of substitution`},
		{"shares that do not sum to one", with("{mu: 0.4, sigma: 5, T: 2, farm_shares: [0.5, 0.6]}"), `x.yaml:2:52: parameters.farm_shares: the shares sum to 1.1, not to 1; allowed: a sum within 1.5e-09 of 1`},
		{"more shares than regions", with("{mu: 0.4, sigma: 5, T: 2, farm_shares: [0.5, 0.25, 0.25]}"), `x.yaml:2:52: parameters.farm_shares: has 3 numbers for 2 regions; allowed: one number per region`},
		{"a text in a list", with("{mu: 0.4, sigma: 5, T: 2, farm_shares: [0.5, x]}"), `x.yaml:2:58: parameters.farm_shares.2: "x" is a text; allowed: a number in [0, 1]; shares of farmers`},
		{"a reference without column", with("{mu: 0.4, sigma: 5, T: 2, farm_shares: farms.csv}"), `x.yaml:2:52: parameters.farm_shares: "farms.csv" names no column; allowed: a list of numbers or file.csv:column; write farms.csv:column`},
		{"an empty list", with("{mu: 0.4, sigma: 5, T: 2, farm_shares: []}"), `x.yaml:2:52: parameters.farm_shares: is an empty list; allowed: a list of numbers or file.csv:column; shares of farmers`},
		{"a list too deep", with("{mu: 0.4, sigma: 5, T: 2, farm_shares: [[1]]}"), `x.yaml:2:52: parameters.farm_shares: is a list 2 levels deep; allowed: a list of numbers or file.csv:column; shares of farmers`},
		{"a trade cost that plays no part", with("{mu: 0.4, sigma: 5, T: 2, tau: 2}"), `x.yaml:2:39: parameters.tau: plays no part in the geography equidistant; use T: iceberg trade cost between any two regions: ship T, 1 arrives`},
		{"no trade cost", with("{mu: 0.4, sigma: 5}"), `x.yaml:2:13: parameters.T: T is missing; trade cost`},
		{"parameters a list", with("[1]"), `x.yaml:2:13: parameters: is a list; allowed: a block of parameters`},
		{"two of a group", "model: footloose-capital\nparameters: {mu: 0.4, sigma: 5, T: 2, phi: 0.5}\n" + two, `x.yaml:2:44: parameters.phi: T and phi cannot stand together; allowed: one of T, phi; both give the trade cost`},
		{"a key twice", with("{mu: 0.4, mu: 0.5, sigma: 5, T: 2}"), `x.yaml:2:23: key "mu" stands twice, first at line 2, column 14; delete one of them`},
		{"a part of a whole number", "model: riskable-steps\nparameters: {M: 2.5}\n", `x.yaml:2:17: parameters.M: 2.5 is not a whole number; allowed: a whole number in [1, ∞); potential entrepreneurs`},
		{"a task of other models", "model: riskable-steps\nparameters: {M: 2}\nevaluate: {share: [1]}\n", `x.yaml:3:1: evaluate: riskable-steps takes no evaluate; models that do: core-periphery, collective-efficiency, footloose-capital`},

		{"unknown model", "model: core-perifery\n", `x.yaml:1:8: unknown model "core-perifery"; allowed: core-periphery, collective-efficiency, footloose-capital, riskable-steps; did you mean core-periphery?`},
		{"no model", "title: x\n", `x.yaml:1:1: key "model" is missing; allowed: core-periphery, collective-efficiency, footloose-capital, riskable-steps`},
		{"a value with colons", "a: b: c", `x.yaml:1:4: is not YAML: mapping value is not allowed in this context; check the indentation; a text that holds a colon needs quotes`},
		{"a list left open", "model: [a, b", `x.yaml:1:8: is not YAML: sequence end token ']' not found`},
		{"a tab", "model: core-periphery\n\tparameters: {}\n", `x.yaml:2:1: tab in the indentation; allowed: spaces; replace tabs by spaces`},
		{"tabs in JSON are blanks", "{\"model\": \"core-periphery\",\n\t\"geography\": {\"equidistant\": {\"regions\": 2}},\n\t\"parameters\": {\"mu\": 2, \"sigma\": 5, \"T\": 2}}", `x.yaml:3:23: parameters.mu: 2 is outside (0, 1); expenditure share of manufactures`},
		{"a second document", "model: x\n---\nmodel: y\n", `x.yaml:3:1: a second document starts here; allowed: one document per file; delete the line --- or split the file`},
		{"an unknown alias", "a: *b\n", `x.yaml:1:4: unknown alias "*b"; anchors are set by &b further up`},
		{"a tag", "a: !!str 5\n", `x.yaml:1:4: tag "!!str"; allowed: plain values without tags; delete the tag`},
		{"not UTF-8", "model: \xff\xfe\n", `x.yaml:1:8: byte 0xff is not UTF-8; allowed: UTF-8 text; save the file as UTF-8`},
		{"UTF-16", "\xff\xfem\x00", `x.yaml: is UTF-16 text; allowed: UTF-8; save the file as UTF-8`},
		{"not text", "title: é\x00b", `x.yaml:1:9: control character 0x00: not a text file; allowed: UTF-8 text`},
		{"empty", "", `x.yaml: is empty; a scenario needs at least a model, e.g. model: core-periphery`},
		{"comments only", "  # nothing\n", `x.yaml: is empty; a scenario needs at least a model, e.g. model: core-periphery`},

		{"unknown task", plain + "tracce: {}\n", `x.yaml:4:1: unknown key "tracce"; allowed: title, model, parameters, geography, trade_cost, borders, industries, mobility, groups, agriculture, external_economies, joint_action, rest_of_world, evaluate, solve, trace, locus, sweep, simulate, compare, calibrate, index, figures, tables; did you mean trace?`},
		{"unknown word", plain + "trade_cost: {form: expnential}\n", `x.yaml:4:20: unknown value "expnential" of trade_cost.form; allowed: exponential, power, distance-power, linear; did you mean exponential?`},
		{"a wrong truth value", plain + "solve:\n  prove: maybe\n", `x.yaml:5:10: solve.prove: "maybe" is a text; allowed: true or false`},
		{"a number for a block", plain + "trace: 5\n", `x.yaml:4:8: trace: 5 is a number; allowed: a block with the keys parameter, from, to, points, from_share, branches`},
		{"nothing for a block", plain + "trace: {parameter: T, to: 2}\n", `x.yaml:4:8: trace: key "from" is missing; one end of the range`},
		{"an unknown path", plain + "trace: {parameter: sgima, from: 1, to: 2}\n", `x.yaml:4:20: unknown parameter "sgima" of core-periphery; allowed: mu, sigma, farm_shares, T, tau; did you mean sigma?`},
		{"a range outside that of the parameter", plain + "trace: {parameter: T, from: 0.5, to: 2}\n", `x.yaml:4:29: trace.from: 0.5 is outside [1, ∞) of parameters.T; iceberg trade cost between any two regions: ship T, 1 arrives`},
		{"an empty range", plain + "trace: {parameter: T, from: 2, to: 2}\n", `x.yaml:4:36: trace.to: from and to are both 2; allowed: two different numbers`},
		{"a whole number followed", plain + "trace: {parameter: geography.equidistant.regions, from: 2, to: 3}\n", `x.yaml:4:20: trace.parameter: geography.equidistant.regions is a whole number and cannot be followed; use a sweep`},
		{"the setting of a task followed", plain + "trace: {parameter: trace.from, from: 2, to: 3}\n", `x.yaml:4:20: trace.parameter: "trace.from" is no parameter of the economy`},

		{"a ragged matrix", matrix("[[1, 2], [1.5]]"), `x.yaml:3:39: geography.matrix.values.2: ragged matrix: row 2 has 1 number, row 1 has 2; allowed: rows of one length`},
		{"a matrix that is not square", matrix("[[1, 2]]"), `x.yaml:3:30: geography.matrix.values: the matrix is 1 by 2; allowed: one row and one column per region`},
		{"a trade cost below one", matrix("[[1, 0.5], [1, 1]]"), `x.yaml:3:35: geography.matrix.values.1.2: 0.5 is outside [1, ∞)`},
		{"matrices without industries", matrix("[[[1]], [[1]]]"), `x.yaml:3:30: geography.matrix.values: has 2 matrices for 1 industry; allowed: one matrix per industry`},
		{"two geographies", "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 2}\ngeography: {ring: {regions: 3}, equidistant: {regions: 2}}\n", `x.yaml:3:13: geography: equidistant and ring cannot stand together; allowed: one of equidistant, ring, line, grid, cities, network, matrix`},
		{"no geography", "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 2}\n", `x.yaml:1:1: key "geography" is missing; e.g. geography: {equidistant: {regions: 2}}`},
		{"too many regions", "model: core-periphery\nparameters: {mu: 0.4, sigma: 5, T: 2}\ngeography: {equidistant: {regions: 1e7}}\n", `x.yaml:3:36: geography.equidistant.regions: 1e7 is outside [1, 1000000]`},

		{"evaluated shares", plain + "evaluate: {share: [0.7, 0.4]}\n", `x.yaml:4:19: evaluate.share: the shares sum to 1.1, not to 1; allowed: a sum within 1.5e-09 of 1`},
		{"a negative share", plain + "evaluate: {share: [1.3, -0.3]}\n", `x.yaml:4:20: evaluate.share.1: 1.3 is outside [0, 1]`},
		{"nothing to evaluate", plain + "evaluate: {}\n", `x.yaml:4:11: evaluate: one of the keys share, labour is missing; allowed: exactly one of them`},
		{"shares and labour", plain + "evaluate: {share: [1, 0], labour: [1, 0]}\n", `x.yaml:4:27: evaluate: share and labour cannot stand together; allowed: one of share, labour`},
		{"a block of another model", plain + "joint_action: {forms: {HB: {theta: 1, kappa: 1}}}\n", `x.yaml:4:1: joint_action: core-periphery takes no joint_action; models that do: collective-efficiency`},

		{"a figure of no task", plain + "solve:\nfigures:\n  - {bifurcation: {of: trace}, file: a.pdf}\n", `x.yaml:6:24: figures.1.bifurcation.of: there is no task trace in this file; allowed: solve; add the key trace`},
		{"unknown ending", plain + "solve:\nfigures:\n  - {ring: {of: solve}, file: a.doc}\n", `x.yaml:6:31: unknown ending ".doc" of "a.doc"; allowed: .pdf, .svg, .png, .eps, .tex`},
		{"unknown figure", plain + "solve:\nfigures:\n  - {rng: {}, file: a.pdf}\n", `x.yaml:6:6: unknown key "rng" in figures.1; allowed: bifurcation, wiggle, ternary, ring, map, lines, regimes, decomposition, basins, heat, bars, tornado, timing, panels, file, width, family, grey, height, title; did you mean ring?`},
		{"a figure outside the folder", plain + "solve:\nfigures:\n  - {ring: {}, file: ../a.pdf}\n", `x.yaml:6:22: figures.1.file: "../a.pdf" lies outside the folder of results; allowed: a path inside it`},
		{"a file written twice", plain + "solve:\nfigures:\n  - {ring: {}, file: a.pdf}\n  - {map: {}, file: ./a.pdf}\n", `x.yaml:7:21: figures.2.file: "./a.pdf" is written twice; use another name`},

		{"parameters beside industries", "model: collective-efficiency\nparameters: {mu: 0.4, T: 1.7}\n" + two + "industries: [{name: a, sigma: 5, mu: 0.7}]\n", `x.yaml:2:14: parameters.mu: plays no part beside the industries block`},
		{"inputs of nobody", "model: collective-efficiency\nparameters: {T: 1.7}\n" + two + "industries: [{name: shoes, sigma: 5, inputs: {sheos: 0.5}}]\n", `x.yaml:4:47: unknown industry "sheos" in industries.shoes.inputs; allowed: shoes; did you mean shoes?`},
		{"inputs that leave no labour", "model: collective-efficiency\nparameters: {T: 1.7}\n" + two + "industries: [{name: a, sigma: 5, inputs: {a: 0.5, b: 0.5}}, {name: b, sigma: 5}]\n", `x.yaml:4:42: industries.a.inputs: the cost shares sum to 1 and leave none to labour; allowed: a sum below 1`},
		{"expenditure above one", "model: collective-efficiency\nparameters: {T: 1.7}\n" + two + "industries: [{name: a, sigma: 5, mu: 0.7}, {name: b, sigma: 5, mu: 0.7}]\n", `x.yaml:4:13: industries: the expenditure shares mu sum to 1.4; allowed: a sum of at most 1`},
		{"no enterprises", master + "external_economies: {pooling: {shape: 2}}\n", `x.yaml:4:21: external_economies: key "enterprises" is missing; the number of enterprises N of an industry`},
		{"a shape of zero", master + "external_economies: {enterprises: 9, pooling: {shape: 0}}\n", `x.yaml:4:55: external_economies.pooling.shape: 0 is outside (0, ∞); shape k of the shocks; large k: no shocks`},
		{"unknown decay", master + "external_economies: {enterprises: 9, spillover: {epsilon: 1, decay: loacl}}\n", `x.yaml:4:69: unknown value "loacl" of external_economies.spillover.decay; allowed: a number or local; did you mean local?`},
		{"unknown regime", master + "joint_action: {regime: nahs, forms: {HB: {theta: 1, kappa: 1}}}\n", `x.yaml:4:24: unknown value "nahs" of joint_action.regime; allowed: exogenous, nash, cooperative, self-enforcing, planner, government; did you mean nash?`},
		{"a key of multilateral forms", master + "joint_action: {regime: nash, forms: {HB: {theta: 0.1, kappa: 1, c: 1}}}\n", `x.yaml:4:65: unknown key "c" in joint_action.forms.HB; allowed: theta, kappa, effort`},
		{"no discount factor", master + "external_economies: {enterprises: 50}\njoint_action: {regime: self-enforcing, forms: {HB: {theta: 0.1, kappa: 1}}}\n", `x.yaml:5:24: joint_action.regime: the regime self-enforcing needs joint_action.delta; the discount factor, a number in [0, 1)`},
		{"joint action of nobody", master + "joint_action: {regime: nash, forms: {HB: {theta: 0.1, kappa: 1}}}\n", `x.yaml:4:15: joint_action: external_economies.enterprises is missing; joint action needs the number of enterprises N of an industry`},
		{"heterogeneity under agreement", master + "external_economies: {enterprises: 50}\njoint_action: {regime: self-enforcing, delta: 0.4, forms: {HB: {theta: 0.1, kappa: 1}}, heterogeneity: {cv: 0.5}}\n", `x.yaml:5:104: joint_action.heterogeneity: is not defined with the regime self-enforcing; use another regime or delete it`},
		{"concave without eta", master + "agriculture: {kind: concave}\n", `x.yaml:4:14: agriculture: key "eta" is missing; kind concave needs eta, labour's share`},
		{"linear with eta", master + "agriculture: {kind: linear, eta: 0.9}\n", `x.yaml:4:34: agriculture.eta: plays no part in linear agriculture; use kind: concave or delete it`},
		{"a gap in the groups", master + "groups: {of: [1, 3]}\n", `x.yaml:4:14: groups.of: no region is in group 2 of 3; allowed: groups numbered from 1 without gaps`},
		{"two partners of one name", master + "rest_of_world: [{name: w, labour: 1, wage: 1, income: 2, T: 1}, {name: w, labour: 1, wage: 1, income: 2, T: 1}]\n", `x.yaml:4:72: rest_of_world: the name "w" stands twice; dotted paths need distinct names`},
		{"trade costs of a partner", master + "rest_of_world: [{name: w, labour: 1, wage: 1, income: 2, T: [1, 2, 3]}]\n", `x.yaml:4:61: rest_of_world.w.T: has 3 numbers for 2 regions; allowed: one number per region`},
		{"a row without its block", master + "external_economies: {enterprises: 50}\njoint_action: {delta: 0.3, forms: {HB: {theta: 0.1, kappa: 1}}}\ncompare: {rows: [nash, support]}\n", `x.yaml:6:24: compare.rows.2: the row support needs joint_action.support; e.g. support: {match: 0.3, xi: 0.2}`},

		{"times out of order", plain + "simulate: {start: {share: [0.6, 0.4]}, until: 10, times: [0, 5, 5]}\n", `x.yaml:4:65: simulate.times.3: 5 is not after 5; allowed: times in ascending order`},
		{"a shock after the end", plain + "simulate: {start: {share: [0.6, 0.4]}, until: 10, shocks: [{at: 12, set: {T: 2}}]}\n", `x.yaml:4:65: simulate.shocks.1.at: 12 is after the end at 10`},
		{"a shock out of range", plain + "simulate: {start: {share: [0.6, 0.4]}, until: 10, shocks: [{at: 1, set: {T: 0.5}}]}\n", `x.yaml:4:74: simulate.shocks.1.set.T: 0.5 is outside [1, ∞); iceberg trade cost between any two regions: ship T, 1 arrives`},
		{"a shock to nobody", plain + "simulate: {start: {share: [0.6, 0.4]}, until: 10, shocks: [{at: 1, set: {rest_of_world.x.wage: 2}}]}\n", `x.yaml:4:74: simulate.shocks.1.set.rest_of_world.x.wage: is not in the file`},
		{"a grid without points", plain + "sweep: {parameters: {T: {from: 1, to: 2}}}\n", `x.yaml:4:25: sweep.parameters.T: key "points" is missing; a grid needs the number of points`},
		{"values outside the range", plain + "sweep: {parameters: {sigma: {values: [2, 0.5]}}}\n", `x.yaml:4:42: sweep.parameters.sigma.values.2: 0.5 is outside (1, ∞) of parameters.sigma; elasticity of substitution`},
		{"a parameter swept twice", plain + "sweep: {parameters: {T: {values: [2]}, parameters.T: {values: [3]}}}\n", `x.yaml:4:54: sweep.parameters.parameters.T: the parameter T stands twice; delete one of them`},
		{"a correlation in a grid", plain + "sweep: {parameters: {T: {values: [2]}}, correlation: [[1]]}\n", `x.yaml:4:54: sweep.correlation: plays no part in the design grid; allowed: with latin, sobol or monte-carlo`},
		{"a correlation of too few", plain + "sweep: {design: sobol, points: 8, parameters: {T: {from: 1, to: 2}, mu: {from: 0.1, to: 0.2}}, correlation: [[1]]}\n", `x.yaml:4:109: sweep.correlation: has 1 row of 1 number for 2 parameters; allowed: one row and one number for each parameter, in their order`},
		{"an odd number of levels", plain + "sweep: {design: morris, points: 8, levels: 5, parameters: {T: {from: 1, to: 2}}}\n", `x.yaml:4:44: sweep.levels: 5 levels in the design morris; allowed: an even number, for the design morris`},
		{"a sweep that evaluates nowhere", plain + "sweep: {task: evaluate, parameters: {T: {values: [2]}}}\n", `x.yaml:4:15: sweep.task: there is no evaluate block in this file; say at which shares: evaluate: {share: […]}`},
		{"a beta distribution upside down", plain + "sweep: {design: latin, points: 8, parameters: {T: {distribution: {beta: {alpha: 1, beta: 1, from: 3, to: 2}}}}}\n", `x.yaml:4:106: sweep.parameters.T.distribution.beta.to: 2 is not above from, 3`},
		{"half an inversion", plain + "calibrate: {invert: {wage: [1, 2]}}\n", `x.yaml:4:21: calibrate.invert: key "labour" is missing; observed labour per region`},
		{"ragged employment", "index: {employment: [[1, 2], [3]]}\n", `x.yaml:1:30: index.employment.2: ragged matrix: row 2 has 1 number, row 1 has 2; allowed: rows of one length`},
		{"an index of nothing", "index: {plant_herfindahl: [0.1]}\n", "x.yaml:1:8: index: one of the keys employment, survey is missing; allowed: at least one of them\nx.yaml:1:27: index.plant_herfindahl: needs the key employment beside it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.text)
			if err == nil || err.Error() != c.want {
				t.Errorf("%s\ngot  %v\nwant %s", c.text, err, c.want)
			}
			if len(Problems(err)) == 0 {
				t.Errorf("no *Error in %v", err)
			}
		})
	}
}

// TestOverrideErrors: an override is named as the place of its faults.
func TestOverrideErrors(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"sigma=abc", `--set sigma=abc: parameters.sigma: "abc" is a text; allowed: a number; elasticity of substitution`},
		{"sgima=5", `--set sgima=5: unknown parameter "sgima" of core-periphery; allowed: mu, sigma, farm_shares, T, tau; did you mean sigma?`},
		{"T=0.5", `--set T=0.5: parameters.T: 0.5 is outside [1, ∞); iceberg trade cost between any two regions: ship T, 1 arrives`},
		{"T=.inf", `--set T=.inf: T: .inf is not a finite number; allowed: finite numbers`},
		{"T", `--set T: is no override; allowed: path=value; e.g. --set T=1.7`},
		{"T=", `--set T=: T: has no value; allowed: path=value`},
		{"T=[1", `--set T=[1: T: is not YAML: sequence end token ']' not found`},
		{"a..b=1", `--set a..b=1: a..b: is no dotted path; allowed: keys joined by dots; e.g. rest_of_world.world.wage`},
		{"sigma.x=4", `--set sigma.x=4: parameters.sigma: is a number and holds no "x"`},
		{"tradecost.own=2", `--set tradecost.own=2: parameters.tradecost: is not in the file and holds no entry "own"; did you mean trade_cost?`},
		{"trade_cost.owm=2", `--set trade_cost.owm=2: unknown key "owm" in trade_cost; allowed: form, own; did you mean own?`},
		{"figures.1.file=x.pdf", `--set figures.1.file=x.pdf: figures: holds no entry "1"; entries of lists are changed, not added, by dotted paths`},
		{"T=\xff", "--set T=\xff: byte 0xff is not UTF-8; allowed: UTF-8 text; save the file as UTF-8"},
	} {
		_, err := read(t, plain, c.set)
		if err == nil || err.Error() != c.want {
			t.Errorf("--set %s\ngot  %v\nwant %s", c.set, err, c.want)
		}
	}
}

// TestManyProblems: ten problems are listed, the rest counted.
func TestManyProblems(t *testing.T) {
	_, err := read(t, plain+"figures:\n"+strings.Repeat("  - {nothing: 1}\n", 14))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 11 || lines[10] != "and 4 more problems" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
	var e *Error
	if !errors.As(err, &e) || e.Source.Line != 5 || e.File() != "x.yaml" {
		t.Errorf("first problem %+v", e)
	}
}

// TestReadFile: files that are not there, are folders or too large.
func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "tomahawk.yaml")
	if err := os.WriteFile(path, []byte(tomahawk), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := ReadFile(path, Options{Models: testModels()})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Resolve("data/x.csv"); got != filepath.Join(dir, "data", "x.csv") {
		t.Errorf("Resolve: %s", got)
	}
	_, err = ReadFile(filepath.Join(dir, "tomahwak.yaml"), Options{})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "did you mean "+path+"?") {
		t.Errorf("missing file: %v", err)
	}
	if _, err = ReadFile(dir, Options{}); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("folder: %v", err)
	}
	if _, err = ReadFile(path, Options{MaxBytes: 100}); err == nil || !strings.Contains(err.Error(), "too large for a scenario; allowed: up to 100 bytes") {
		t.Errorf("limit: %v", err)
	}
}

// endless is a reader without end.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	e.n += len(p)
	return copy(p, bytes.Repeat([]byte("# x\n"), len(p)/4+1)), nil
}

// TestLimits: whatever is large or deep is refused early.
func TestLimits(t *testing.T) {
	r := &endless{}
	if _, err := Read(r, "x.yaml", Options{}); err == nil || !strings.Contains(err.Error(), "up to 16 MiB") || r.n > 40<<20 {
		t.Errorf("endless: %v after %d bytes", err, r.n)
	}
	laughs := "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
	for c := 'b'; c < 'i'; c++ {
		laughs += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 9) + "1]\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"a billion laughs", laughs, "x.yaml:6:16: too many values; allowed: 262144; put large vectors and matrices into CSV files"},
		{"deep lists", "a: " + strings.Repeat("[", 1<<20), "x.yaml:1:52: nested too deeply; allowed: 48 levels"},
		{"deep blocks", strings.Repeat("- ", 1<<20), "x.yaml:1:97: nested too deeply; allowed: 48 levels"},
		{"deep aliases", "a: &a " + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "\nb: " + strings.Repeat("[", 30) + "*a" + strings.Repeat("]", 30), "x.yaml:2:34: nested too deeply; allowed: 48 levels"},
		{"many numbers", "a: [" + strings.Repeat("1,", 1<<20) + "1]", "x.yaml:1:1048578: too many values; allowed: 262144; put large vectors and matrices into CSV files"},
		{"many keys", strings.Repeat("a: 1\n", 1<<20), "x.yaml:20001:2: too many keys; allowed: 20000; put large tables into CSV files"},
		{"many documents", strings.Repeat("--- a\n", 1<<20), "x.yaml:51:1: too many documents; allowed: one"},
		{"many anchors", "a: [" + strings.Repeat("&a 1,", 1<<20) + "1]", "x.yaml:1:5005: more than 1000 anchors, aliases and tags; write the values out"},
	} {
		if _, err := read(t, c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What a trace sets may be missing from a file, but not from a task that does not set it.
func TestLacking(t *testing.T) {
	text := "model: core-periphery\nparameters: {mu: 0.4, sigma: 5}\ngeography: {equidistant: {regions: 2}}\ntrace: {parameter: T, from: 1.2, to: 2}\n"
	f, err := Read(strings.NewReader(text), "a.yaml", Options{Models: testModels()})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Lacking("trace"); err != nil {
		t.Error(err)
	}
	err = f.Lacking("solve")
	if err == nil || !strings.Contains(err.Error(), "a.yaml:2:13: parameters.T: T is missing: trace sets it, solve does not") {
		t.Errorf("got %v", err)
	}
	lens, err := f.Lens("T")
	if err != nil {
		t.Fatal(err)
	}
	if err := lens.Set(f, 1.7).Lacking("solve"); err != nil {
		t.Errorf("with a value: %v", err)
	}
}
