// Package scenario reads scenario files: what an economy is, what is to be
// done with it, and what is to be drawn from it.
//
// A scenario is a YAML document (JSON, being YAML, is accepted too). [Read]
// and [ReadFile] turn it into a [File], a struct with one typed field per
// top-level key, or into an error that names for each problem the file, line,
// column and key, what is wrong, what is allowed and the nearest spelling.
// Nothing is guessed: a key that is not known, a value of another type or
// outside its range, NaN and infinity are errors.
//
// Terms:
//
//   - path: the dotted name of a value, "rest_of_world.world.wage",
//     "industries.shoes.sigma", "parameters.farm_shares.1" (entries of lists by
//     name or by number, counted from 1). "parameters." may be left out.
//   - source: where a value comes from: a line and column of the file, a
//     --set override, or a default.
//   - reference: a value that stands in a file, "stock.csv:column". References
//     are checked for form here and read elsewhere.
//   - specification: what a model takes. Models are registered elsewhere and
//     handed to Read as [ModelSpec]; this package knows none.
//
// The layers, each in its own file: guard (limits on the raw bytes), parse
// (YAML to a tree of nodes with positions), set (overrides on that tree),
// decode (tree to structs, driven by struct tags), check (what concerns several
// keys, or the model), lens (changing one number of a File fast), resolved (the
// whole scenario for a manifest), schema (JSON Schema from the same tags).
package scenario
