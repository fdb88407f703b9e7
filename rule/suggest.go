package rule

// buildError names the values and the rule that was most likely meant.
func (m *Map) buildError(req BuildRequest) error {
	e := &BuildError{Endpoint: req.Endpoint, Method: req.Method}
	for _, p := range req.Values {
		e.Values = append(e.Values, p.Name)
	}
	e.Values = sorted(e.Values)
	best := -1.0
	for _, endpoint := range m.endpoints {
		likeness := 0.98 * ratio(endpoint, req.Endpoint)
		for _, r := range m.byName[endpoint] {
			if score := likeness + r.fit(e); score > best {
				best, e.Suggested = score, r
			}
		}
	}
	return e
}

// fit is what values and method add to the likeness of the endpoints.
func (r *Rule) fit(e *BuildError) float64 {
	score := 0.01
	for _, name := range e.Values {
		if !r.hasArgument(name) {
			score = 0
			break
		}
	}
	if len(r.Methods) > 0 && e.Method != "" && r.allows(e.Method) {
		score += 0.01
	}
	return score
}

// ratio is the likeness of two strings after Ratcliff and Obershelp, from 0 to 1:
// twice the characters in matching blocks by the length of both, as in Python's
// difflib.
func ratio(a, b string) float64 {
	ra, rb := []rune(a), []rune(b)
	if len(ra)+len(rb) == 0 {
		return 1
	}
	return 2 * float64(matching(ra, rb)) / float64(len(ra)+len(rb))
}

// matching counts the characters of the longest common block, and of those before
// and behind it.
func matching(a, b []rune) int {
	i, j, size := longestBlock(a, b)
	if size == 0 {
		return 0
	}
	return size + matching(a[:i], b[:j]) + matching(a[i+size:], b[j+size:])
}

// longestBlock returns the longest common block, the first in a, then in b.
func longestBlock(a, b []rune) (start, startB, size int) {
	lengths := make([]int, len(b)+1) // of the block that ends before b[j], for the last a
	for i := range a {
		diagonal := 0
		for j := range b {
			above := lengths[j+1]
			lengths[j+1] = 0
			if a[i] == b[j] {
				lengths[j+1] = diagonal + 1
			}
			if n := lengths[j+1]; n > size {
				start, startB, size = i-n+1, j-n+1, n
			}
			diagonal = above
		}
	}
	return start, startB, size
}
