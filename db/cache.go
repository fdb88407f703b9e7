package db

import "sync"

// cacheLimit is how many entries a cache holds. Programs have fewer distinct queries; those that build queries with
// values in their text start over with an empty cache rather than fill the memory.
const cacheLimit = 2048

// cache is a map for many readers. Its zero value is empty and ready.
type cache[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]V
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.entries[key]
	return v, ok
}

func (c *cache[K, V]) put(key K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil || len(c.entries) >= cacheLimit {
		c.entries = make(map[K]V)
	}
	c.entries[key] = v
}
