package sessions

import (
	"container/list"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gourd-go/gourd"
)

// DefaultLimit is how many sessions a [MemoryStore] keeps unless it is told.
const DefaultLimit = 100_000

// MemoryStore keeps sessions in memory. Make one with [Memory].
type MemoryStore struct {
	limit int

	mu      sync.Mutex
	entries map[string]*list.Element // of *entry
	order   *list.List               // the one that was saved last in front
}

var _ gourd.SessionStore = (*MemoryStore)(nil)

type entry struct {
	key     string
	data    []byte
	expires time.Time
}

// Memory makes a store that keeps up to limit sessions; 0: [DefaultLimit]. When it
// is full a new session takes the place of the one that was saved longest ago, which
// logs its client out. There is no goroutine that clears up: what has expired goes
// when other sessions are saved.
func Memory(limit int) *MemoryStore {
	if limit < 0 {
		panic(fmt.Errorf("sessions: Memory was given the limit %d, want the number of sessions to keep, or 0", limit))
	}
	if limit == 0 {
		limit = DefaultLimit
	}
	return &MemoryStore{limit: limit, entries: map[string]*list.Element{}, order: list.New()}
}

// Len returns the number of sessions that are kept, those included that have expired
// and were not cleared yet.
func (m *MemoryStore) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.entries)
}

// Load returns the data of an entry.
func (m *MemoryStore) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.find(key, time.Now()); e != nil {
		return slices.Clone(e.Value.(*entry).data), nil
	}
	return nil, nil
}

// Insert adds an entry.
func (m *MemoryStore) Insert(_ context.Context, key string, data []byte, lifetime time.Duration) error {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.entries[key]; old != nil {
		m.remove(old)
	}
	m.clear(now)
	m.entries[key] = m.order.PushFront(&entry{key, slices.Clone(data), now.Add(lifetime)})
	return nil
}

// Update changes an entry, and reports whether it was there.
func (m *MemoryStore) Update(_ context.Context, key string, data []byte, lifetime time.Duration) (bool, error) {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.find(key, now)
	if e == nil {
		return false, nil
	}
	*e.Value.(*entry) = entry{key, slices.Clone(data), now.Add(lifetime)}
	m.order.MoveToFront(e)
	return true, nil
}

// Delete removes an entry.
func (m *MemoryStore) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.entries[key]; e != nil {
		m.remove(e)
	}
	return nil
}

// find returns the entry of key; nil when there is none, or it has expired.
func (m *MemoryStore) find(key string, now time.Time) *list.Element {
	e := m.entries[key]
	if e != nil && !e.Value.(*entry).expires.After(now) {
		m.remove(e)
		return nil
	}
	return e
}

// clear makes room for one more. All sessions of an application have the same
// lifetime, so that those which have expired are at the end.
func (m *MemoryStore) clear(now time.Time) {
	for last := m.order.Back(); last != nil; last = m.order.Back() {
		if len(m.entries) < m.limit && last.Value.(*entry).expires.After(now) {
			return
		}
		m.remove(last)
	}
}

func (m *MemoryStore) remove(e *list.Element) {
	delete(m.entries, e.Value.(*entry).key)
	m.order.Remove(e)
}
