package equilibrium

import "context"

func (f *face) limits(ctx context.Context) error { return nil }

func (q *search) large(ctx context.Context) error { return nil }
