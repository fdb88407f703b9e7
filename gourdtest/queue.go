package gourdtest

import (
	"bytes"
	"sync"
)

// window is how many bytes of an answer may wait for the client before the handler
// has to, as in the buffers of a socket.
const window = 64 << 10

// queue is the body of an answer on its way: one goroutine puts chunks in, one takes
// them out.
type queue struct {
	mu     sync.Mutex
	chunks [][]byte
	size   int   // of the chunks
	err    error // why there are no more behind them; nil: there may be

	ready chan struct{} // has room for one: something was put in
	room  chan struct{} // has room for one: something was taken out
}

func newQueue() *queue {
	return &queue{ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put adds a chunk as soon as there is room, and reports false when stop was closed
// before that.
func (q *queue) put(chunk []byte, stop <-chan struct{}) bool {
	for {
		q.mu.Lock()
		if q.size == 0 || q.size+len(chunk) <= window {
			q.chunks = append(q.chunks, bytes.Clone(chunk))
			q.size += len(chunk)
			q.mu.Unlock()
			signal(q.ready)
			return true
		}
		q.mu.Unlock()
		select {
		case <-q.room:
		case <-stop:
			return false
		}
	}
}

// end says why nothing follows. Only the first reason counts.
func (q *queue) end(err error) {
	q.mu.Lock()
	if q.err == nil {
		q.err = err
	}
	q.mu.Unlock()
	signal(q.ready)
}

// next waits for a chunk, and returns the reason when nothing follows.
func (q *queue) next() ([]byte, error) {
	for {
		q.mu.Lock()
		if len(q.chunks) > 0 {
			chunk := q.chunks[0]
			q.chunks = q.chunks[1:]
			q.size -= len(chunk)
			q.mu.Unlock()
			signal(q.room)
			return chunk, nil
		}
		err := q.err
		q.mu.Unlock()
		if err != nil {
			return nil, err
		}
		<-q.ready
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
