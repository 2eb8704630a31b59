package sweep

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// shardFolder holds the journals in the folder of a plan.
const shardFolder = "shards"

// journalName is the journal of a shard: 003-of-200.jsonl.
func journalName(s Shard) string {
	width := len(fmt.Sprint(s.Of))
	return fmt.Sprintf("%0*d-of-%d.jsonl", width, s.Number, s.Of)
}

// Journal is an append-only file of records. A record is one write; what a kill tears is found by its
// checksum and done again.
type Journal struct {
	mu    sync.Mutex
	file  *os.File
	plan  string
	dirty bool
	err   error // the first that a write met: later records would be lost
}

// openJournal opens the journal of a shard for appending.
func (p *Plan) openJournal(s Shard) (*Journal, error) {
	dir := filepath.Join(p.dir, shardFolder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, journalName(s)), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	j := &Journal{file: f, plan: p.Hash}
	if err := j.endLine(); err != nil {
		f.Close()
		return nil, err
	}
	if err := syncFolder(dir); err != nil {
		f.Close()
		return nil, err
	}
	return j, nil
}

// endLine ends a line that was torn, so that the next record has a line of its own.
func (j *Journal) endLine() error {
	size, err := j.file.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := j.file.ReadAt(last, size-1); err != nil {
		return err
	}
	if last[0] == '\n' {
		return nil
	}
	_, err = j.file.Write([]byte{'\n'})
	return err
}

// Append writes a record.
func (j *Journal) Append(r *Record) error {
	line, err := r.encode(j.plan)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	if _, err := j.file.Write(line); err != nil {
		j.err = err
		return err
	}
	j.dirty = true
	return nil
}

// Flush sees to it that all records so far outlast a crash of the machine.
func (j *Journal) Flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.dirty {
		return nil
	}
	j.dirty = false
	return j.file.Sync()
}

// Close flushes and closes the file.
func (j *Journal) Close() error { return errors.Join(j.Flush(), j.file.Close()) }

// syncFolder makes the entries of a folder outlast a crash, where the system knows how.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) && !isPathError(err) {
		return err
	}
	return nil
}

// isPathError tells whether a system call refused a folder: some systems and networks cannot flush one.
func isPathError(err error) bool {
	var pe *fs.PathError
	return errors.As(err, &pe)
}

// journals lists the files of records in the folder, in order of their names.
func (p *Plan) journals() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(p.dir, shardFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".jsonl") && !e.IsDir() {
			list = append(list, filepath.Join(p.dir, shardFolder, e.Name()))
		}
	}
	slices.Sort(list)
	return list, nil
}

// line is a whole record in a journal.
type line struct {
	envelope
	offset int64
	length int
}

// readJournal calls yield with the records of this plan in a file. It counts the lines that are torn and those
// of another plan, which yield does not see.
func (p *Plan) readJournal(path string, yield func(line) error) (torn, foreign int, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	for offset := int64(0); ; {
		text, err := r.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return torn, foreign, err
		}
		switch e, ok := decodeEnvelope(text); {
		case len(text) == 0 || string(text) == "\n":
		case !ok || e.Point < 1 || e.Point > p.Total:
			torn++
		case e.Plan != p.Hash:
			foreign++
		default:
			if yerr := yield(line{e, offset, len(text)}); yerr != nil {
				return torn, foreign, yerr
			}
		}
		offset += int64(len(text))
		if err == io.EOF {
			return torn, foreign, nil
		}
	}
}
