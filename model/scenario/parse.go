package scenario

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// parse turns text into a tree of nodes. The text has passed guard.
func parse(data []byte, at Source) (root *node, errs []*Error) {
	defer func() {
		if r := recover(); r != nil { // the YAML library gave up on odd text: an input error like any other
			root, errs = nil, []*Error{{Source: at, Msg: "is not YAML"}}
		}
	}()
	doc, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, []*Error{syntaxError(err, at)}
	}
	b := &builder{at: at, anchors: map[string]*node{}}
	for _, d := range doc.Docs {
		if d == nil || d.Body == nil {
			continue
		}
		if _, ok := d.Body.(*ast.DirectiveNode); ok { // %YAML 1.2
			continue
		}
		if root != nil {
			b.fail(b.docPos(d.Body), "a second document starts here", "one document per file", "delete the line --- or split the file")
			break
		}
		root = b.build(d.Body, 1)
	}
	if root == nil && len(b.errs) == 0 {
		b.errs = []*Error{{Source: at, Msg: "is empty", Hint: "a scenario needs at least a model, e.g. model: core-periphery"}}
	}
	return root, b.errs
}

// syntaxError takes message and position from an error of the YAML library.
func syntaxError(err error, at Source) *Error {
	var detail interface {
		GetToken() *token.Token
		GetMessage() string
	}
	msg := err.Error()
	if errors.As(err, &detail) {
		msg = detail.GetMessage()
		if t := detail.GetToken(); t != nil && t.Position != nil && at.Origin == FromFile {
			at.Line, at.Column = t.Position.Line, t.Position.Column
		}
	}
	if i := strings.IndexByte(msg, '\n'); i >= 0 {
		msg = msg[:i]
	}
	e := &Error{Source: at, Msg: "is not YAML: " + msg}
	if strings.Contains(msg, "mapping value is not allowed") {
		e.Hint = "check the indentation; a text that holds a colon needs quotes"
	}
	return e
}

// builder makes nodes from the syntax tree of the YAML library: aliases
// expanded (shared, their size counted), numbers recognised, limits kept.
type builder struct {
	at      Source
	anchors map[string]*node
	errs    []*Error
	path    []string // keys and places in lists that lead here
	total   int      // nodes so far, aliases expanded
	stopped bool
}

func (b *builder) fail(at Source, msg, allowed, hint string) *node {
	b.errs = append(b.errs, &Error{Source: at, Msg: msg, Allowed: allowed, Hint: hint})
	return nil
}

// pos is the position of a syntax node.
func (b *builder) pos(n ast.Node) Source {
	if n == nil {
		return b.at
	}
	return b.tokenPos(n.GetToken())
}

// docPos is where a document begins: at its first key, where it has one.
func (b *builder) docPos(n ast.Node) Source {
	switch m := n.(type) {
	case *ast.MappingValueNode:
		return b.keyPos(m)
	case *ast.MappingNode:
		if len(m.Values) > 0 && !m.IsFlowStyle {
			return b.keyPos(m.Values[0])
		}
	}
	return b.pos(n)
}

func (b *builder) tokenPos(t *token.Token) Source {
	at := b.at
	if t != nil && t.Position != nil && at.Origin == FromFile {
		at.Line, at.Column = t.Position.Line, t.Position.Column
	}
	return at
}

// count adds n nodes and says whether the limits still hold.
func (b *builder) count(n, depth int, at Source) bool {
	if b.stopped {
		return false
	}
	b.total += n
	switch {
	case depth > maxDepth:
		b.errs = append(b.errs, tooDeep(at))
		b.stopped = true
	case b.total > maxNodes:
		b.errs = append(b.errs, tooMany(at))
		b.stopped = true
	}
	return !b.stopped
}

// build returns the node of a syntax node, nil after a problem.
func (b *builder) build(n ast.Node, depth int) *node {
	if b.stopped {
		return nil
	}
	switch n := n.(type) {
	case *ast.AnchorNode:
		v := b.build(n.Value, depth)
		if v != nil && n.Name != nil {
			b.anchors[n.Name.String()] = v
		}
		return v
	case *ast.AliasNode:
		return b.alias(n, depth)
	case *ast.MappingNode:
		return b.mapping(n, n.Values, n.IsFlowStyle, depth)
	case *ast.MappingValueNode:
		return b.mapping(n, []*ast.MappingValueNode{n}, false, depth)
	case *ast.SequenceNode:
		return b.sequence(n, depth)
	case *ast.TagNode:
		return b.fail(b.pos(n), "tag "+strconv.Quote(n.Start.Value), "plain values without tags", "delete the tag")
	}
	return b.scalar(n, depth)
}

// under builds what stands at a key, or at a place of a list.
func (b *builder) under(key string, n ast.Node, depth int) *node {
	b.path = append(b.path, key)
	defer func() { b.path = b.path[:len(b.path)-1] }()
	return b.build(n, depth)
}

// number is the error about a number that is none: it names the key.
func (b *builder) number(s *node, what, allowed string) *node {
	e := &Error{Source: s.src, Path: strings.Join(b.path, "."), Value: s.text, Msg: s.text + " is " + what, Allowed: allowed}
	if n := len(b.path); n > 1 && b.path[0] == "parameters" {
		e.Hint = "geosolve explain " + b.path[1] + " tells its range"
	}
	b.errs = append(b.errs, e)
	return nil
}

// alias returns the node that an anchor names.
func (b *builder) alias(n *ast.AliasNode, depth int) *node {
	at := b.pos(n)
	name := ""
	if n.Value != nil {
		name = n.Value.String()
	}
	v, ok := b.anchors[name]
	if !ok {
		return b.fail(at, "unknown alias "+strconv.Quote("*"+name), "", "anchors are set by &"+name+" further up")
	}
	if !b.count(v.size, depth+v.depth-1, at) {
		return nil
	}
	return v
}

// mapping returns a map node; keys named twice are problems.
func (b *builder) mapping(n ast.Node, values []*ast.MappingValueNode, flow bool, depth int) *node {
	at := b.pos(n)
	if !flow && len(values) > 0 {
		at = b.keyPos(values[0])
	}
	if !b.count(1, depth, at) {
		return nil
	}
	m := &node{kind: mapNode, src: at}
	var merged []*node
	seen := make(map[string]Source, len(values))
	for _, v := range values {
		if v.Key != nil && v.Key.IsMergeKey() {
			if from := b.build(v.Value, depth+1); from != nil {
				merged = append(merged, from)
			}
			continue
		}
		key, ok := b.key(v)
		if !ok {
			continue
		}
		if first, twice := seen[key.name]; twice {
			msg := fmt.Sprintf("key %q stands twice", key.name)
			if first.Line > 0 {
				msg += fmt.Sprintf(", first at line %d, column %d", first.Line, first.Column)
			}
			b.fail(key.src, msg, "", "delete one of them")
			continue
		}
		seen[key.name] = key.src
		if c := b.under(key.name, v.Value, depth+1); c != nil {
			if c.kind == nullNode {
				c.src = key.src
			}
			m.keys = append(m.keys, key)
			m.items = append(m.items, c)
		} else if b.stopped {
			return nil
		}
	}
	for _, from := range merged {
		b.merge(m, from)
	}
	return m.measure()
}

func (b *builder) keyPos(v *ast.MappingValueNode) Source {
	if v.Key == nil {
		return b.pos(v)
	}
	return b.tokenPos(v.Key.GetToken())
}

// merge adds the keys of "<<: *base" that m does not hold itself.
func (b *builder) merge(m, from *node) {
	if from.kind == listNode {
		for _, f := range from.items {
			b.merge(m, f)
		}
		return
	}
	if from.kind != mapNode {
		b.fail(from.src, "<< wants a block of keys, not "+from.kind.String(), "", "")
		return
	}
	for i, k := range from.keys {
		if m.find(k.name) < 0 && b.count(from.items[i].size, from.items[i].depth, k.src) {
			m.keys = append(m.keys, k)
			m.items = append(m.items, from.items[i])
		}
	}
}

// key returns the name of a key. A number is a key as it is written.
func (b *builder) key(v *ast.MappingValueNode) (mapKey, bool) {
	at := b.keyPos(v)
	var k ast.Node = v.Key
	if mk, ok := k.(*ast.MappingKeyNode); ok {
		k = mk.Value
		at = b.pos(k)
	}
	switch k.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return mapKey{name: k.GetToken().Value, src: at}, true
	}
	b.fail(at, "a key must be a plain word", "", "")
	return mapKey{}, false
}

// sequence returns a list node.
func (b *builder) sequence(n *ast.SequenceNode, depth int) *node {
	at := b.pos(n)
	if !b.count(1, depth, at) {
		return nil
	}
	l := &node{kind: listNode, src: at, items: make([]*node, 0, len(n.Values))}
	for i, v := range n.Values {
		c := b.under(strconv.Itoa(i+1), v, depth+1)
		if c == nil {
			if b.stopped {
				return nil
			}
			continue
		}
		l.items = append(l.items, c)
	}
	return l.measure()
}

// scalar returns the node of a single value, classified by its text: numbers
// are decimal (no octal, no hexadecimal, no 1_000), true and false as in YAML 1.2.
func (b *builder) scalar(n ast.Node, depth int) *node {
	if n == nil {
		return b.fail(b.at, "a value is missing", "", "")
	}
	at := b.pos(n)
	if !b.count(1, depth, at) {
		return nil
	}
	s := &node{src: at, size: 1, depth: 1}
	switch n := n.(type) {
	case *ast.NullNode:
		s.kind, s.text = nullNode, "null"
		return s
	case *ast.BoolNode:
		s.kind, s.truth, s.text = boolNode, n.Value, n.Token.Value
		return s
	case *ast.LiteralNode:
		s.kind, s.quoted = textNode, true
		if n.Value != nil {
			s.text = n.Value.Value
		}
		return s
	case *ast.StringNode:
		s.text = n.Value
		s.quoted = n.Token.Type == token.SingleQuoteType || n.Token.Type == token.DoubleQuoteType
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		s.text = n.GetToken().Value
	default:
		return b.fail(at, "is not YAML that a scenario can hold", "numbers, texts, true, false, lists and blocks of keys", "")
	}
	return b.classify(s)
}

// classify tells numbers from texts and refuses what is not finite.
func (b *builder) classify(s *node) *node {
	s.kind = textNode
	if s.quoted {
		return s
	}
	if notFinite(s.text) {
		return b.number(s, "not a finite number", "finite numbers")
	}
	if !isNumber(s.text) {
		return s
	}
	x, err := strconv.ParseFloat(s.text, 64)
	if err != nil {
		return b.number(s, "beyond the range of floating-point numbers", "numbers below 1.8e308 in size")
	}
	s.kind, s.num = numberNode, x
	return s
}
