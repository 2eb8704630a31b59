package sweep

// direction is one line of the table of direction numbers: the inner coefficients of a primitive
// polynomial over the field of two elements, as bits, and the first odd numbers m₁, m₂, … of its recurrence,
// as many as its degree.
type direction struct {
	a uint32
	m []uint32
}

// directions are the direction numbers of dimensions 2, 3, …: the first lines of the table
// new-joe-kuo-6.21201 (S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional
// projections, SIAM Journal on Scientific Computing 30, 2008). Dimension 1 is the van der Corput sequence.
var directions = [...]direction{
	{0, []uint32{1}},                             // 2
	{1, []uint32{1, 3}},                          // 3
	{1, []uint32{1, 3, 1}},                       // 4
	{2, []uint32{1, 1, 1}},                       // 5
	{1, []uint32{1, 1, 3, 3}},                    // 6
	{4, []uint32{1, 3, 5, 13}},                   // 7
	{2, []uint32{1, 1, 5, 5, 17}},                // 8
	{4, []uint32{1, 1, 5, 5, 5}},                 // 9
	{7, []uint32{1, 1, 7, 11, 19}},               // 10
	{11, []uint32{1, 1, 5, 1, 1}},                // 11
	{13, []uint32{1, 1, 1, 3, 11}},               // 12
	{14, []uint32{1, 3, 5, 5, 31}},               // 13
	{1, []uint32{1, 3, 3, 9, 7, 49}},             // 14
	{13, []uint32{1, 1, 1, 15, 21, 21}},          // 15
	{16, []uint32{1, 3, 1, 13, 27, 49}},          // 16
	{19, []uint32{1, 1, 1, 15, 7, 5}},            // 17
	{22, []uint32{1, 3, 1, 15, 13, 25}},          // 18
	{25, []uint32{1, 1, 5, 5, 19, 61}},           // 19
	{1, []uint32{1, 3, 7, 11, 23, 15, 103}},      // 20
	{4, []uint32{1, 3, 7, 13, 13, 15, 69}},       // 21
	{7, []uint32{1, 1, 3, 13, 7, 35, 63}},        // 22
	{8, []uint32{1, 3, 5, 9, 1, 25, 53}},         // 23
	{14, []uint32{1, 3, 1, 13, 9, 35, 107}},      // 24
	{19, []uint32{1, 3, 1, 5, 27, 61, 31}},       // 25
	{21, []uint32{1, 1, 5, 11, 19, 41, 61}},      // 26
	{28, []uint32{1, 3, 5, 3, 3, 13, 69}},        // 27
	{31, []uint32{1, 1, 7, 13, 1, 19, 1}},        // 28
	{32, []uint32{1, 3, 7, 5, 13, 19, 59}},       // 29
	{37, []uint32{1, 1, 3, 9, 25, 29, 41}},       // 30
	{41, []uint32{1, 3, 5, 13, 23, 1, 55}},       // 31
	{42, []uint32{1, 3, 7, 3, 13, 59, 17}},       // 32
	{50, []uint32{1, 3, 1, 3, 5, 53, 69}},        // 33
	{55, []uint32{1, 1, 5, 5, 23, 33, 13}},       // 34
	{56, []uint32{1, 1, 7, 7, 1, 61, 123}},       // 35
	{59, []uint32{1, 1, 7, 9, 13, 61, 49}},       // 36
	{62, []uint32{1, 3, 3, 5, 3, 55, 33}},        // 37
	{14, []uint32{1, 3, 1, 15, 31, 13, 49, 245}}, // 38
	{21, []uint32{1, 3, 5, 15, 31, 59, 63, 97}},  // 39
	{22, []uint32{1, 3, 1, 11, 11, 11, 77, 249}}, // 40
}
