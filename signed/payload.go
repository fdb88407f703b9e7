package signed

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"io"
	"sync"
)

// payload turns values into the characters that are signed, and back.
type payload[T any] struct {
	codec  Codec[T]
	limit  int
	spaces sync.Pool // of *workspace
}

// workspace is the memory for one value. A zlib writer holds several hundred KiB, so it is kept for reuse.
type workspace struct {
	text   []byte // the JSON text
	out    []byte // what is signed; when reading, the base64 text
	packed bytes.Buffer
	writer *zlib.Writer
	source bytes.Reader
	reader io.ReadCloser
}

// maxKept is the size in bytes above which a buffer is left to the garbage collector.
const maxKept = 64 << 10

func (p *payload[T]) put(w *workspace) {
	if cap(w.text) > maxKept || cap(w.out) > maxKept || w.packed.Cap() > maxKept {
		w.text, w.out, w.packed = nil, nil, bytes.Buffer{}
	}
	p.spaces.Put(w)
}

// encode writes v and lets sign append the rest.
func (p *payload[T]) encode(v T, sign func([]byte) []byte) (string, error) {
	w := p.spaces.Get().(*workspace)
	defer p.put(w)
	text, err := p.codec.Append(w.text[:0], v)
	if err != nil {
		return "", err
	}
	w.text = text
	if len(text) > p.limit {
		return "", errors.New("signed: " + tooLong(p.limit))
	}
	w.out = w.out[:0]
	if packed := w.compress(text); len(packed) < len(text)-1 { // itsdangerous: the dot counts
		text = packed
		w.out = append(w.out, '.')
	}
	w.out = sign(base64.RawURLEncoding.AppendEncode(w.out, text))
	return string(w.out), nil
}

// incompressible is a length up to which a zlib stream cannot be shorter by the two bytes that are asked for. A
// stream has a header of 2 bytes, a checksum of 4 (RFC 1950 section 2.2) and at least one block, whose cheapest form
// with a literal and a match takes 3 + 8 + 12 + 7 bits (RFC 1951 section 3.2.6): 10 bytes in all.
const incompressible = 11

// compress returns text as a zlib stream; for a short one, text itself, since no stream could win.
func (w *workspace) compress(text []byte) []byte {
	if len(text) <= incompressible {
		return text
	}
	w.packed.Reset()
	if w.writer == nil {
		w.writer = zlib.NewWriter(&w.packed) // the default level, as zlib.compress of Python
	} else {
		w.writer.Reset(&w.packed)
	}
	w.writer.Write(text) // a bytes.Buffer does not fail
	w.writer.Close()
	return w.packed.Bytes()
}

// decode reads what encode wrote, without the signature.
func (p *payload[T]) decode(value string) (v T, err error) {
	w := p.spaces.Get().(*workspace)
	defer p.put(w)
	packed := len(value) > 0 && value[0] == '.'
	if packed {
		value = value[1:]
	}
	w.out = append(w.out[:0], value...)
	text, err := base64.RawURLEncoding.AppendDecode(w.text[:0], w.out)
	if err != nil {
		return v, formatError("the payload is not base64", err)
	}
	w.text = text
	if packed {
		if text, err = w.decompress(text, p.limit); err != nil {
			return v, err
		}
	}
	if len(text) > p.limit {
		return v, formatError(tooLong(p.limit), nil)
	}
	if v, err = p.codec.Parse(text); err != nil {
		var zero T
		return zero, formatError("the payload cannot be read", err)
	}
	return v, nil
}

// decompress returns the text of a zlib stream, which must not be longer than limit, in w.out.
func (w *workspace) decompress(stream []byte, limit int) ([]byte, error) {
	w.source.Reset(stream)
	var err error
	if w.reader == nil {
		w.reader, err = zlib.NewReader(&w.source)
	} else {
		err = w.reader.(zlib.Resetter).Reset(&w.source, nil)
	}
	out := w.out[:0]
	for err == nil {
		if len(out) > limit {
			w.out = out
			return nil, formatError(tooLong(limit), nil)
		}
		if len(out) == cap(out) {
			out = append(out, 0)[:len(out)]
		}
		var n int
		n, err = w.reader.Read(out[len(out):cap(out)])
		out = out[:len(out)+n]
	}
	w.out = out
	if err != io.EOF {
		return nil, formatError("the payload is not a zlib stream", err)
	}
	return out, nil
}
