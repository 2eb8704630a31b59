package equilibrium

// goodTuring estimates the chance that one more start leads to something not seen before: the share of
// starts whose result was seen only once (Good 1953, with Turing). With no result seen only once it is no
// estimate of zero; then it returns 1/(n+1), below which n starts say nothing (a rule of succession).
func goodTuring(hits []int, starts int) float64 {
	if starts == 0 {
		return 1
	}
	once := 0
	for _, h := range hits {
		if h == 1 {
			once++
		}
	}
	return max(float64(once)/float64(starts), 1/float64(starts+1))
}
