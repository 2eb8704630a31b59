//go:build !unix

package main

// flushRequests is never asked: there is no SIGUSR1.
func flushRequests() (requests <-chan struct{}, stop func()) { return nil, func() {} }
