package sweep

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrInput says that what the user gave cannot be used as it is.
var ErrInput = errors.New("bad input")

// inputError is an error of the input: it is [ErrInput].
type inputError struct{ msg string }

func (e *inputError) Error() string        { return e.msg }
func (e *inputError) Is(target error) bool { return target == ErrInput }

func badInput(format string, args ...any) error { return &inputError{fmt.Sprintf(format, args...)} }

// Shard is one part of the points: of Of parts the one with the number Number, counted from 1.
type Shard struct{ Number, Of int }

// Whole is all points in one shard.
var Whole = Shard{1, 1}

// String is the form that [ParseShard] reads.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Number, s.Of) }

// Has tells whether a point, counted from 1, belongs to the shard. Neighbouring points lie in different
// shards, so that a region of the design that takes long is shared out.
func (s Shard) Has(point int) bool { return (point-1)%s.Of == s.Number-1 }

// Size is the number of points of the shard out of total.
func (s Shard) Size(total int) int { return (total - s.Number + s.Of) / s.Of }

// ParseShard reads "3/8": the third of eight shards.
func ParseShard(text string) (Shard, error) {
	a, b, ok := strings.Cut(text, "/")
	number, err1 := strconv.Atoi(a)
	of, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil || of < 1 || number < 1 || number > of {
		return Shard{}, badInput("shard %q is not of the form i/N with 1 ≤ i ≤ N, e.g. 3/8", text)
	}
	return Shard{number, of}, nil
}

// arrays are the variables by which schedulers number the tasks of an array.
var arrays = []string{"SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "SGE_TASK_ID", "JOB_COMPLETION_INDEX"}

// ShardFromEnvironment is the shard of the array task that a scheduler's variable names, ok false where there
// is none. The number of shards is always that of the plan: schedulers count the tasks that were submitted,
// and after a repair these are fewer. An array may count from 1 to N or from 0 to N−1: task 0 does shard N.
func ShardFromEnvironment(lookup func(string) (string, bool), of int) (s Shard, ok bool, err error) {
	from := ""
	for _, name := range arrays {
		text, set := lookup(name)
		if !set || text == "" || text == "undefined" { // so SGE says that a job is no array
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > of {
			return Shard{}, false, badInput("%s=%s is no shard of this plan; allowed: 1 to %d; submit the array as 1-%d, or give --shard i/N", name, text, of, of)
		}
		if n == 0 {
			n = of
		}
		if ok && n != s.Number {
			return Shard{}, false, badInput("%s and %s are both set and disagree; give --shard i/N", from, name)
		}
		s, ok, from = Shard{n, of}, true, name
	}
	return s, ok, nil
}

// Ranges writes rising numbers as Slurm's --array reads them: 1-3,7.
func Ranges(ids []int) string {
	var b strings.Builder
	for i := 0; i < len(ids); {
		k := i
		for k+1 < len(ids) && ids[k+1] == ids[k]+1 {
			k++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(ids[i]))
		if k > i {
			b.WriteString("-" + strconv.Itoa(ids[k]))
		}
		i = k + 1
	}
	return b.String()
}

// missingShards lists the shards of a plan that lack a point.
func missingShards(missing []int, of int) []int {
	seen := map[int]bool{}
	var ids []int
	for _, p := range missing {
		if n := (p-1)%of + 1; !seen[n] {
			seen[n] = true
			ids = append(ids, n)
		}
	}
	slices.Sort(ids)
	return ids
}
