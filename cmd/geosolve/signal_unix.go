//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// flushRequests is a channel with a value for each SIGUSR1, until stop is called.
func flushRequests() (requests <-chan struct{}, stop func()) {
	signals, out, end := make(chan os.Signal, 1), make(chan struct{}, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGUSR1)
	go func() {
		for {
			select {
			case <-signals:
				select {
				case out <- struct{}{}:
				default: // one is waiting already
				}
			case <-end:
				return
			}
		}
	}()
	return out, func() {
		signal.Stop(signals)
		close(end)
	}
}
