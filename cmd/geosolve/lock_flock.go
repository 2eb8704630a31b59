//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package main

import (
	"os"
	"syscall"
)

// holdFile makes a file, waits until no other process holds it, and holds it until release, which deletes it.
func holdFile(path string) (release func(), err error) {
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		for {
			if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != syscall.EINTR {
				break
			}
		}
		release = func() {
			os.Remove(path)
			f.Close()
		}
		if err != nil { // a file system without locks: there is nothing to wait for
			return release, nil
		}
		mine, err1 := f.Stat()
		now, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(mine, now) {
			return release, nil
		}
		f.Close() // who held it before has deleted it
	}
}
