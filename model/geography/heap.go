package geography

// A heap is a binary heap of nodes, least key first, that knows where each node stands so that a key can be lowered.
type heap struct {
	nodes []int
	keys  []float64
	place []int // position in nodes, −1 if absent
}

// newHeap holds nodes 0 … n−1, none at first.
func newHeap(n int) *heap {
	h := &heap{nodes: make([]int, 0, n), keys: make([]float64, 0, n), place: make([]int, n)}
	for v := range h.place {
		h.place[v] = -1
	}
	return h
}

func (h *heap) len() int { return len(h.nodes) }

// push enters a node, or lowers its key.
func (h *heap) push(node int, key float64) {
	i := h.place[node]
	if i < 0 {
		i = len(h.nodes)
		h.nodes, h.keys = append(h.nodes, node), append(h.keys, key)
	}
	for i > 0 {
		parent := (i - 1) / 2
		if h.keys[parent] <= key {
			break
		}
		h.set(i, h.nodes[parent], h.keys[parent])
		i = parent
	}
	h.set(i, node, key)
}

// pop removes the node with the least key.
func (h *heap) pop() (node int, key float64) {
	node, key = h.nodes[0], h.keys[0]
	h.place[node] = -1
	last := len(h.nodes) - 1
	moved, movedKey := h.nodes[last], h.keys[last]
	h.nodes, h.keys = h.nodes[:last], h.keys[:last]
	if last == 0 {
		return node, key
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= last {
			break
		}
		if child+1 < last && h.keys[child+1] < h.keys[child] {
			child++
		}
		if movedKey <= h.keys[child] {
			break
		}
		h.set(i, h.nodes[child], h.keys[child])
		i = child
	}
	h.set(i, moved, movedKey)
	return node, key
}

// set puts a node at position i.
func (h *heap) set(i, node int, key float64) {
	h.nodes[i], h.keys[i], h.place[node] = node, key, i
}
