package sweep

import (
	"fmt"
	"strings"
	"text/template"
)

// Emit is what a script for a scheduler needs to know.
type Emit struct {
	Dir     string // folder of the plan, as processes of the scheduler see it
	Shards  int
	Time    string // of a Slurm task, e.g. 01:00:00
	Workers int    // processors of a task
	Image   string // of a container with the program
	Claim   string // volume claim that holds the folder
	Merge   string // options of the merge, as a shell reads them
}

// Schedulers are what scripts can be printed for.
var Schedulers = []string{"slurm", "k8s", "parallel", "make"}

// Script is a script that runs all shards of a plan and merges them.
func (e Emit) Script(scheduler string) (string, error) {
	text, ok := scripts[scheduler]
	if !ok {
		return "", badInput("unknown scheduler %q; schedulers are %s", scheduler, strings.Join(Schedulers, ", "))
	}
	if strings.ContainsAny(e.Dir, "\n\r") {
		return "", badInput("the name of the folder %q holds the end of a line; rename it", e.Dir)
	}
	const slurmDefaultMax = 1000 // MaxArraySize is 1001 where a cluster does not say otherwise
	t := template.Must(template.New(scheduler).Funcs(template.FuncMap{"sh": quoteShell, "mk": quoteMake, "yaml": quoteYAML, "seq": func() string {
		var b strings.Builder
		for i := range e.Shards {
			fmt.Fprintf(&b, " shard-%d", i+1)
		}
		return b.String()
	}}).Parse(text))
	if e.Time == "" {
		e.Time = "01:00:00"
	}
	e.Workers = max(1, e.Workers)
	if e.Image == "" {
		e.Image = "geosolve:latest"
	}
	if e.Claim == "" {
		e.Claim = "sweep"
	}
	var b strings.Builder
	if err := t.Execute(&b, struct {
		Emit
		Large bool
	}{e, e.Shards > slurmDefaultMax}); err != nil {
		return "", err
	}
	return b.String(), nil
}

// quoteShell quotes a text for a POSIX shell.
func quoteShell(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%", r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// quoteMake quotes a text for the shell of a recipe.
func quoteMake(s string) string { return strings.ReplaceAll(quoteShell(s), "$", "$$") }

// quoteYAML quotes a text for YAML.
func quoteYAML(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

var scripts = map[string]string{
	"slurm": `#!/bin/sh
# A sweep of {{.Shards}} shards as a Slurm array, and its merge.
#   sh FILE                 submits the array, and the merge to run once all shards are done
#   sbatch --array=3,5 FILE submits some shards again
# Tasks that are killed, preempted or out of time lose nothing: queued again, they go on.
{{- if .Large}}
# More than 1000 tasks: see MaxArraySize in scontrol show config, or plan fewer shards.
{{- end}}
#SBATCH --job-name=geosolve-sweep
#SBATCH --array=1-{{.Shards}}
#SBATCH --cpus-per-task={{.Workers}}
#SBATCH --time={{.Time}}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
set -u
dir={{sh .Dir}}
geosolve=${GEOSOLVE:-geosolve}

if [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then # not yet inside the array: submit it
	mkdir -p "$dir/log"
	array=$(sbatch --parsable --output="$dir/log/%a.log" "$0") || exit 1
	array=${array%%;*}
	merge=$(sbatch --parsable --job-name=geosolve-merge --output="$dir/log/merge.log" --dependency="afterok:$array" \
		--kill-on-invalid-dep=yes --export=ALL,GEOSOLVE_DIR="$dir" --wrap="$geosolve sweep merge \"\$GEOSOLVE_DIR\"{{with .Merge}} {{.}}{{end}}") || exit 1
	echo "array $array, merge ${merge%%;*}"
	exit 0
fi

"$geosolve" sweep run "$dir" --workers "${SLURM_CPUS_PER_TASK:-{{.Workers}}}" &
pid=$!
trap 'kill -TERM "$pid" 2>/dev/null' TERM
wait "$pid"
code=$?
while kill -0 "$pid" 2>/dev/null; do # the signal ended the wait, not yet the program
	wait "$pid"
	code=$?
done
if [ "$code" -eq 75 ]; then # interrupted: what is complete is kept, the task goes on when it runs again
	scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && sleep 60
fi
exit "$code"
`,
	"k8s": `# A sweep of {{.Shards}} shards as an indexed Job. The folder of the plan lies on the volume claim.
#   kubectl apply -f FILE
#   kubectl wait --for=condition=complete --timeout=-1s job/geosolve-sweep
#   then merge, in a pod with the same volume: geosolve sweep merge {{.Dir}}{{with .Merge}} {{.}}{{end}}
apiVersion: batch/v1
kind: Job
metadata:
  name: geosolve-sweep
spec:
  completionMode: Indexed
  completions: {{.Shards}}
  parallelism: {{.Shards}}
  backoffLimitPerIndex: 3
  podFailurePolicy:
    rules:
      - action: Ignore # evicted: the pod that takes its place goes on
        onPodConditions: [{type: DisruptionTarget}]
      - action: Ignore # interrupted
        onExitCodes: {containerName: sweep, operator: In, values: [75]}
      - action: FailJob # bad input
        onExitCodes: {containerName: sweep, operator: In, values: [2]}
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: sweep
          image: {{yaml .Image}}
          command: [geosolve, sweep, run, {{yaml .Dir}}, --workers, "{{.Workers}}"]
          resources:
            requests: {cpu: "{{.Workers}}"}
          volumeMounts:
            - {name: sweep, mountPath: {{yaml .Dir}}}
      volumes:
        - name: sweep
          persistentVolumeClaim: {claimName: {{yaml .Claim}}}
`,
	"parallel": `#!/bin/sh
# A sweep of {{.Shards}} shards by GNU parallel, and its merge. Run again, it goes on where it stopped.
#   sh FILE [OPTIONS OF parallel, such as --sshloginfile nodes]
set -eu
dir={{sh .Dir}}
geosolve=${GEOSOLVE:-geosolve}
seq {{.Shards}} | parallel --retries 3 "$@" "$geosolve" sweep run "'$dir'" --shard {}/{{.Shards}} --workers {{.Workers}}
"$geosolve" sweep merge "$dir"{{with .Merge}} {{.}}{{end}}
`,
	"make": `# A sweep of {{.Shards}} shards, and its merge. Run again, it goes on where it stopped.
#   make -j 8 -f FILE
GEOSOLVE ?= geosolve

.PHONY: merge{{seq}}

merge:{{seq}}
	$(GEOSOLVE) sweep merge {{mk .Dir}}{{with .Merge}} {{.}}{{end}}

{{seq}}:
	$(GEOSOLVE) sweep run {{mk .Dir}} --shard $(@:shard-%=%)/{{.Shards}} --workers {{.Workers}}
`,
}
