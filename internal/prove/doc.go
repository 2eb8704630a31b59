// Package prove finds all solutions of systems of equations in a box or on a
// simplex and proves that it found all of them.
//
// # What a claim rests on
//
//  1. Interval evaluation encloses the range (package interval) and dual numbers
//     over intervals enclose all derivatives over a box (package num).
//  2. A box over which an enclosure of F misses 0 holds no solution.
//  3. Mean value theorem, row by row: for x, c in a convex set on which J encloses
//     F', F(x) ∈ F(c) + J·(x − c). Interval Gauss–Seidel steps derived from it lose
//     no solution, whatever the preconditioner (Neumaier 1990, §4.3, §5.2).
//  4. Krawczyk: if K(X) = c − C·F(c) + (I − C·J)(X − c) lies in the interior of X,
//     F has in X exactly one solution, and it lies in K(X) (Krawczyk 1969; Moore,
//     Kearfott and Cloud 2009, thm 8.2; Rump 2010, thm 13.3).
//  5. If C·J is an H-matrix for some C, every matrix in J is regular and F has at
//     most one solution in the box (Neumaier 1990, §4.1, thm 5.1.1).
//     All three are evaluated in Taylor forms (interval.Affine), and 3 with the mean
//     of J along the segment from the centre (Taylor's formula with integral
//     remainder), which changes their width and not their truth.
//  6. The same operator in y with x ranging over a box proves a unique y(x) for
//     every x of the box; y is then differentiable and S_y·y' = −S_x (implicit
//     function theorem; Neumaier 1990, §5.5).
//  7. Where no uniqueness of y is known but bounds of equilibria are (Confined), x and
//     y are enclosed together: 2 to 5 for the map of payoff differences and S. Boxes
//     are narrowed first, which may drop zeros that are no equilibria; a box proved
//     to hold one zero is then classified on the branch y(x) through it, which 6
//     proves to be the only one in a tube around it.
//
// The functions handed in must be continuously differentiable wherever they are
// defined, compositions of the operations of num.Num, with inexact parameters
// formed in intervals. Boxes over which an enclosure is unbounded or empty are
// never decided by it.
//
// # What is returned
//
// Certified solutions, each alone in its box; undecided boxes, merged into
// clusters, which hold every solution that is not certified; and a statement
// whether the list is complete, true only if nothing is undecided. Near a
// bifurcation the honest answer is a degenerate box. Results do not depend on the
// number of workers.
//
// # References
//
// Krawczyk, Newton-Algorithmen zur Bestimmung von Nullstellen mit
// Fehlerschranken, Computing 4 (1969). Neumaier, Interval Methods for Systems of
// Equations (Cambridge 1990). Moore, Kearfott and Cloud, Introduction to Interval
// Analysis (SIAM 2009). Rump, Verification methods, Acta Numerica 19 (2010).
// Hansen and Sengupta, Bounding solutions of systems of equations using interval
// analysis, BIT 21 (1981).
package prove
