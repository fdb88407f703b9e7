package jinja

func (c *compiler) getattr(n *getattrExpr, p *place) eval {
	node, name, at := c.expr(n.node, p), n.name, n.pos
	site := &hostSite{}
	isMethod := methodOf(fromObject(newDict(0)), name) != nil
	plain := c.env.config.Sandbox == nil && name[0] != '_'
	return func(f *frame) value {
		v := node(f)
		f.at = at
		if plain {
			switch o := v.ref.(type) {
			case *loopContext:
				if x, is := o.attr(f.r, name); is {
					return x
				}
			case *Dict:
				if !isMethod {
					if x, is := o.get(f.r, text(name)); is {
						return x
					}
				}
			case map[string]any:
				if !isMethod {
					if x, is := o[name]; is {
						return fromAny(x)
					}
				}
			default:
				if v.kind() == kindHost {
					if x := site.get(f.r, v.ref, name); !x.isMissing() {
						return x
					}
				}
			}
		}
		return getAttr(f.r, v, name)
	}
}

func (c *compiler) getitem(n *getitemExpr, p *place) eval {
	node, at := c.expr(n.node, p), n.pos
	if s, is := n.key.(*sliceExpr); is {
		part := func(n expr) eval {
			if n == nil {
				return constant(none)
			}
			return c.expr(n, p)
		}
		lo, hi, step := part(s.lo), part(s.hi), part(s.step)
		return func(f *frame) value {
			v, lo, hi, step := node(f), lo(f), hi(f), step(f)
			f.at = at
			return sliceOf(f.r, v, lo, hi, step)
		}
	}
	key := c.expr(n.key, p)
	plain := c.env.config.Sandbox == nil
	return func(f *frame) value {
		v, k := node(f), key(f)
		f.at = at
		if plain {
			switch o := v.ref.(type) {
			case *Dict:
				if k.kind() == kindText {
					if x, is := o.get(f.r, k); is {
						return x
					}
				}
			case *List:
				if i := k.int(); k.isInt() && i >= 0 && i < int64(len(o.items)) {
					return o.items[i]
				}
			case map[string]any:
				if s, is := k.asText(); is {
					if x, is := o[s]; is {
						return fromAny(x)
					}
				}
			}
		}
		return getItem(f.r, v, k)
	}
}
