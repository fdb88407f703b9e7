package jinja

// isWord is Python's \w.
func isWord(c rune) bool {
	if c < 0x80 {
		return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	return isAlphanumeric(c)
}
