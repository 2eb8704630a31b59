// Package sweep runs the same work over many points: it lays out the points (a design), fixes them in a plan,
// does them in any number of processes that may be killed at any moment, and merges what they wrote into one
// table whose bytes depend on the plan alone. It knows no economics: a point is a list of numbers, and what
// is done there is a function.
//
// Terms:
//
//	factor    one of the numbers that vary, with its values or its distribution
//	design    how points are laid out over the factors
//	plan      a folder with plan.json (what is done, how many points, how many shards) and points.csv (the
//	          points themselves: index and values, so that no machine computes them anew)
//	shard     one part of the points: shard i of N has the points i, i+N, i+2N, …, counted from 1
//	record    what was found at one point: its status and rows, one line of a journal
//	journal   an append-only file of records, written by one process at a time
//	merge     reading all journals and writing the rows in the order of the points
package sweep
