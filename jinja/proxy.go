package jinja

import "context"

// NewProxy makes a value that stands for another one in each rendering, and is a global
// that every template sees, those that are imported too: Flask's request and session. of is
// asked whenever a template does something with it; its error ends the rendering.
func NewProxy(of func(ctx context.Context) (any, error)) any { return &proxy{of} }

type proxy struct {
	of func(ctx context.Context) (any, error)
}

var _ interface {
	object
	attributed
	itemised
	iterable
	sized
	truthy
	container
	written
	represented
} = (*proxy)(nil)

// now is what the proxy stands for.
func (p *proxy) now(r *run) value {
	x, err := p.of(r.ctx)
	if err != nil {
		panic(goError(err))
	}
	return fromAny(x)
}

func (*proxy) typeName() string { return "LocalProxy" }

func (p *proxy) attr(r *run, name string) (value, bool) {
	v := attrOf(r, p.now(r), name)
	return v, !v.isMissing()
}

func (p *proxy) item(r *run, key value) (value, bool) {
	v := itemOf(r, p.now(r), key)
	return v, !v.isMissing()
}

func (p *proxy) length(r *run) int {
	v := p.now(r)
	n, is := lengthOf(r, v)
	if !is {
		panic(errorf(kindTypeError, "object of type '%s' has no len()", typeName(v)))
	}
	return n
}

func (p *proxy) iterate(r *run) iterator              { return iterate(r, p.now(r)) }
func (p *proxy) truth(r *run) bool                    { return truth(r, p.now(r)) }
func (p *proxy) contains(r *run, v value) bool        { return contains(r, p.now(r), v) }
func (p *proxy) appendStr(r *run, dst []byte) []byte  { return appendStr(r, dst, p.now(r)) }
func (p *proxy) appendRepr(r *run, dst []byte) []byte { return appendRepr(r, dst, p.now(r)) }
func (p *proxy) goValue(r *run) any                   { return toAny(r, p.now(r)) }
