package quantitative

const (
	// andersonDepth is the number of differences kept: Walker and Ni (2011) find little gain beyond ten.
	andersonDepth = 10
	// andersonSteps bounds the iterations before Newton's method takes over.
	andersonSteps = 150
)
