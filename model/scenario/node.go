package scenario

// nodeKind tells what a node of the document is.
type nodeKind uint8

const (
	nullNode nodeKind = iota
	boolNode
	numberNode
	textNode
	listNode
	mapNode
)

// String names the kind for messages, with its article.
func (k nodeKind) String() string {
	switch k {
	case boolNode:
		return "a logical value"
	case numberNode:
		return "a number"
	case textNode:
		return "a text"
	case listNode:
		return "a list"
	case mapNode:
		return "a block of keys"
	default:
		return "nothing"
	}
}

// node is one value of the document, with its position. Nodes are not changed
// once parsed: an override copies those on its way.
type node struct {
	kind   nodeKind
	quoted bool // a text in quotes or a block scalar: never a number
	truth  bool
	src    Source
	text   string  // scalar: as written
	num    float64 // numberNode
	items  []*node // list entries or map values
	keys   []mapKey
	size   int // number of nodes below and including this one, aliases expanded
	depth  int // levels below and including this one
}

// mapKey is a key of a map node and where it stands.
type mapKey struct {
	name string
	src  Source
}

// get returns the value of a key, nil where the key is absent or n is no map.
func (n *node) get(key string) *node {
	if i := n.find(key); i >= 0 {
		return n.items[i]
	}
	return nil
}

// find returns the index of a key, -1 where it is absent.
func (n *node) find(key string) int {
	if n == nil || n.kind != mapNode {
		return -1
	}
	for i := range n.keys {
		if n.keys[i].name == key {
			return i
		}
	}
	return -1
}

// measure sets size and depth from the children.
func (n *node) measure() *node {
	n.size, n.depth = 1, 1
	for _, c := range n.items {
		n.size += c.size
		n.depth = max(n.depth, c.depth+1)
	}
	return n
}
