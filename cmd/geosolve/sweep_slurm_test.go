//go:build linux

package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

var onSlurm = flag.Bool("slurm", false, "run sweeps on a Slurm of one node that the test starts (needs root and the packages slurmctld slurmd slurm-client munge)")

// slurmConfig is a cluster of one node on the loopback interface, without accounting and without control
// groups. %[1]s is its folder, %[2]s the name of the host, %[3]d the number of processors.
const slurmConfig = `ClusterName=t
SlurmctldHost=%[2]s(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=%[1]s/munge.sock
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0
ReturnToService=2
StateSaveLocation=%[1]s/state
SlurmdSpoolDir=%[1]s/spool
SlurmctldPidFile=%[1]s/slurmctld.pid
SlurmdPidFile=%[1]s/slurmd.pid
SlurmctldLogFile=%[1]s/log/slurmctld.log
SlurmdLogFile=%[1]s/log/slurmd.log
NodeName=%[2]s NodeAddr=127.0.0.1 CPUs=%[3]d State=UNKNOWN
PartitionName=debug Nodes=%[2]s Default=YES MaxTime=INFINITE State=UP
`

// slurm is a running cluster.
type slurm struct {
	t   *testing.T
	dir string
	env []string
}

// startSlurm starts the daemons in a temporary folder and stops them after the test.
func startSlurm(t *testing.T) *slurm {
	t.Helper()
	if !*onSlurm && os.Getenv("HEAVY") == "" {
		t.Skip("needs Slurm: run with -slurm, or with HEAVY=1 in the environment")
	}
	for _, name := range []string{"munged", "slurmctld", "slurmd", "sbatch"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed; apt-get install --no-install-recommends slurmctld slurmd slurm-client munge", name)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("the daemons of Slurm need root")
	}
	dir, err := os.MkdirTemp("", "geosolve-slurm-") // not t.TempDir: munge wants a folder that only its owner may change
	check(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	check(t, os.Chmod(dir, 0o755))
	for _, d := range []string{"state", "spool", "log"} {
		check(t, os.Mkdir(filepath.Join(dir, d), 0o755))
	}
	host, err := os.Hostname()
	check(t, err)
	host, _, _ = strings.Cut(host, ".")
	key := make([]byte, 1024)
	rand.Read(key)
	check(t, os.WriteFile(filepath.Join(dir, "munge.key"), key, 0o400))
	check(t, os.WriteFile(filepath.Join(dir, "cgroup.conf"), []byte("CgroupPlugin=cgroup/v1\n"), 0o644))
	conf := filepath.Join(dir, "slurm.conf")
	check(t, os.WriteFile(conf, fmt.Appendf(nil, slurmConfig, dir, host, runtime.NumCPU()), 0o644))
	s := &slurm{t, dir, append(os.Environ(), "SLURM_CONF="+conf)}
	t.Cleanup(func() {
		for _, name := range []string{"slurmd", "slurmctld", "munged"} {
			if pid, err := os.ReadFile(filepath.Join(dir, name+".pid")); err == nil {
				s.try("kill", strings.TrimSpace(string(pid)))
			}
		}
		time.Sleep(2 * time.Second) // they write their state while they end
	})
	in := func(name string) string { return filepath.Join(dir, name) }
	s.run("munged", "--key-file="+in("munge.key"), "--socket="+in("munge.sock"), "--pid-file="+in("munged.pid"), "--log-file="+in("log/munged.log"), "--seed-file="+in("munge.seed"))
	s.run("slurmctld")
	s.run("slurmd")
	s.wait(time.Minute, "an idle node", func() bool { return strings.Contains(s.try("sinfo", "-h", "-o", "%T"), "idle") })
	return s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *slurm) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = s.env, s.dir
	return cmd
}

func (s *slurm) run(name string, args ...string) string {
	s.t.Helper()
	var stderr bytes.Buffer
	cmd := s.command(name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

func (s *slurm) try(name string, args ...string) string {
	out, _ := s.command(name, args...).Output()
	return strings.TrimSpace(string(out))
}

func (s *slurm) wait(limit time.Duration, what string, done func() bool) {
	s.t.Helper()
	for end := time.Now().Add(limit); !done(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log", "slurmctld.log"))
			s.t.Fatalf("no %s after %v\n%s\n%s", what, limit, s.try("squeue"), log[max(0, len(log)-3000):])
		}
	}
}

// ours lists the processes of the program that this test built.
func ours(program string) []int {
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	var pids []int
	for _, l := range links {
		if to, err := os.Readlink(l); err == nil && to == program {
			var pid int
			if _, err := fmt.Sscanf(l, "/proc/%d/exe", &pid); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// TestSlurm runs a sweep of 200 shards as an array, by the script that emit prints. Tasks are put back into the
// queue at random while they run, and processes are killed by SIGKILL. What lacks points then is submitted
// again as merge says; the bytes must be those of one process.
func TestSlurm(t *testing.T) {
	s := startSlurm(t)
	program := filepath.Join(s.dir, "geosolve")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s.env = append(s.env, "GEOSOLVE="+program)
	const shards = 200
	check(t, os.WriteFile(filepath.Join(s.dir, "ring.yaml"), []byte(`
model: core-periphery
parameters: {mu: 0.4, sigma: 5, tau: 1}
geography: {ring: {regions: 5}}
sweep:
  design: sobol
  points: 1000
  parameters: {tau: {from: 0.5, to: 3}, mu: {from: 0.2, to: 0.6}, sigma: {from: 4, to: 8}}
`), 0o644))
	started := time.Now()
	s.run(program, "sweep", "plan", "ring.yaml", "--dir", "one")
	s.run(program, "sweep", "run", "one")
	s.run(program, "sweep", "merge", "one")
	t.Logf("one process: %v", time.Since(started).Round(time.Second))
	s.run(program, "sweep", "plan", "ring.yaml", "--dir", "work", "--shards", fmt.Sprint(shards))
	script := filepath.Join(s.dir, "work.slurm")
	check(t, os.WriteFile(script, []byte(s.run(program, "sweep", "emit", "slurm", "work")+"\n"), 0o644))
	started = time.Now()
	t.Log(s.run("sh", script))
	requeued, killed := s.disturb(program)
	t.Logf("array: %v, %d tasks queued again, %d processes killed", time.Since(started).Round(time.Second), requeued, killed)
	if requeued < 5 || killed < 5 {
		t.Errorf("%d tasks queued again and %d processes killed: the test does not test", requeued, killed)
	}
	for again := 0; ; again++ {
		cmd := s.command(program, "sweep", "merge", "work")
		out, err := cmd.Output()
		if err == nil {
			break
		}
		exit := (*exec.ExitError)(nil)
		if !errors.As(err, &exit) || exit.ExitCode() != exitPartly || again == 5 {
			t.Fatalf("merge: %v\n%s", err, out)
		}
		ids := strings.TrimSpace(string(out))
		t.Logf("shards submitted again: %s", ids)
		s.run("sbatch", "--wait", "--array="+ids, "--output=work/log/%a.log", script)
	}
	for _, ending := range []string{"csv", "parquet"} {
		want, err := os.ReadFile(filepath.Join(s.dir, "one", "sweep."+ending))
		check(t, err)
		got, err := os.ReadFile(filepath.Join(s.dir, "work", "sweep."+ending))
		check(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes from the array, %d from one process, not the same", ending, len(got), len(want))
		}
	}
	if ids := s.run(program, "sweep", "status", "work", "--missing"); ids != "" {
		t.Errorf("status says that shards %s lack points", ids)
	}
}

// disturb puts running tasks back into the queue and kills processes, at random, until the array has ended.
func (s *slurm) disturb(program string) (requeued, killed int) {
	r := mrand.New(mrand.NewPCG(uint64(time.Now().UnixNano()), 0))
	s.wait(10*time.Minute, "end of the array", func() bool {
		time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond)
		if pids := ours(program); len(pids) > 0 && r.IntN(2) == 0 {
			if syscall.Kill(pids[r.IntN(len(pids))], syscall.SIGKILL) == nil {
				killed++
			}
		}
		if running := strings.Fields(s.try("squeue", "-h", "-t", "R", "-n", "geosolve-sweep", "-o", "%i")); len(running) > 0 && r.IntN(3) == 0 {
			if s.command("scontrol", "requeue", running[r.IntN(len(running))]).Run() == nil {
				requeued++
			}
		}
		return s.try("squeue", "-h", "-n", "geosolve-sweep", "-o", "%i") == ""
	})
	return requeued, killed
}
