package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/geosolve/geosolve/internal/result"
	"github.com/geosolve/geosolve/model"
	"github.com/geosolve/geosolve/model/scenario"
)

// The scripts of the shells are small: they hand the words of the line to "geosolve complete" and show what
// comes back, so that what is offered follows from the command tree and cannot fall behind it.
//
//go:embed completion
var completionScripts embed.FS

// shells are the shells with a script, with the ending of its name.
var shells = []struct{ name, file string }{
	{"bash", "geosolve.bash"}, {"zsh", "geosolve.zsh"}, {"fish", "geosolve.fish"}, {"powershell", "geosolve.ps1"},
}

func shellNames() []string {
	var names []string
	for _, s := range shells {
		names = append(names, s.name)
	}
	return names
}

func completionCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "completion", Usage: "print a script that completes commands, flags, models and files in a shell", ArgsUsage: "SHELL",
		Description: "SHELL is bash, zsh, fish or powershell. Load the script in the start-up file of the shell:\n\n" +
			"   bash        source <(geosolve completion bash)\n" +
			"   zsh         source <(geosolve completion zsh)          after compinit\n" +
			"   fish        geosolve completion fish | source\n" +
			"   powershell  geosolve completion powershell | Out-String | Invoke-Expression" +
			examplesText([]string{"geosolve completion bash > /etc/bash_completion.d/geosolve"}) + exitStatus,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage("completion takes one SHELL: %s", strings.Join(shellNames(), ", "))
			}
			name := c.Args().First()
			for _, sh := range shells {
				if sh.name != name {
					continue
				}
				script, err := completionScripts.ReadFile("completion/" + sh.file)
				if err != nil {
					return err
				}
				_, err = s.out.Write(script)
				return err
			}
			return unknown("shell", name, shellNames())
		},
	}
}

// completeCommand is what the scripts call. Its arguments are the words after the program's name, up to the
// one under the cursor. It prints one candidate a line, with a tab and a description where there is one,
// and last a line that says what else the shell may offer: ":files", ":folders" or ":none".
func completeCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "complete", Usage: "print completions, for the scripts of completion", ArgsUsage: "WORD...", Hidden: true, SkipFlagParsing: true,
		Description: "Prints what may stand in place of the last word." + examplesText([]string{"geosolve complete -- solve --format ''"}) + exitStatus,
		Action: func(c *cli.Context) error {
			words := c.Args().Slice()
			if len(words) > 0 && words[0] == "--" {
				words = words[1:]
			}
			list := complete(c.App, words)
			_, err := fmt.Fprint(s.out, list.String())
			return err
		},
	}
}

// candidates are what may stand in a place.
type candidates struct {
	words []candidate
	more  string // ":files", ":folders" or ":none"
}

type candidate struct{ word, about string }

func (l candidates) String() string {
	var b strings.Builder
	for _, w := range l.words {
		b.WriteString(w.word)
		if w.about != "" {
			b.WriteString("\t" + w.about)
		}
		b.WriteByte('\n')
	}
	b.WriteString(l.more + "\n")
	return b.String()
}

// plain are candidates without description.
func plain(names ...string) []candidate {
	var list []candidate
	for _, n := range names {
		list = append(list, candidate{word: n})
	}
	return list
}

// complete finds what may stand in place of the last of the words.
func complete(app *cli.App, words []string) candidates {
	if len(words) == 0 {
		words = []string{""}
	}
	words = joinEquals(words)
	if words[len(words)-1] == `""` { // as PowerShell writes an empty word
		words[len(words)-1] = ""
	}
	current := words[len(words)-1]
	list := candidates{more: ":none"}
	if len(words) == 1 {
		if strings.HasPrefix(current, "-") {
			list.words = []candidate{{"--help", "show help"}, {"--version", "print the version"}}
		} else {
			list.words = commandCandidates(app)
		}
		return list.starting(current)
	}
	if words[0] == "help" {
		list.words = commandCandidates(app)
		return list.starting(current)
	}
	c := app.Command(words[0])
	if c == nil {
		return list
	}
	if len(words) > 2 {
		if i := slices.IndexFunc(c.Subcommands, func(sub *cli.Command) bool { return sub.HasName(words[1]) }); i >= 0 {
			c, words = c.Subcommands[i], words[1:]
		}
	}
	before, positions := split(c, words[1:len(words)-1])
	if before != nil { // the value of the flag before
		return flagValues(before, words).starting(current)
	}
	if name, value, ok := strings.Cut(current, "="); ok && strings.HasPrefix(name, "-") {
		f := flagNamed(c.Flags, name)
		if f == nil || !takesValue(f) {
			return list
		}
		list = flagValues(f, words).starting(value)
		for i := range list.words {
			list.words[i].word = name + "=" + list.words[i].word
		}
		return list
	}
	if strings.HasPrefix(current, "-") && current != "-" {
		for _, f := range c.VisibleFlags() {
			d, ok := f.(cli.DocGenerationFlag)
			if !ok {
				continue
			}
			list.words = append(list.words, candidate{"--" + f.Names()[0], strings.ReplaceAll(d.GetUsage(), "`", "")})
		}
		if !slices.ContainsFunc(list.words, func(w candidate) bool { return w.word == "--help" }) {
			list.words = append(list.words, candidate{"--help", "show help"})
		}
		return list.starting(current)
	}
	return argumentValues(c, positions).starting(current)
}

// joinEquals puts words together that bash has cut at an equals sign: --format = json. The word under the
// cursor then is what stands after the sign, which is where bash puts the candidate.
func joinEquals(words []string) []string {
	var out []string
	for i, w := range words {
		if w == "=" && len(out) > 0 && strings.HasPrefix(out[len(out)-1], "--") && !strings.Contains(out[len(out)-1], "=") {
			if i == len(words)-1 {
				out = append(out, "")
			}
			continue
		}
		out = append(out, w)
	}
	return out
}

// split goes through the words before the current one: it returns the flag whose value comes next, and how
// many words are no flags.
func split(c *cli.Command, words []string) (waiting cli.Flag, positions int) {
	for _, w := range words {
		switch {
		case waiting != nil:
			waiting = nil
		case strings.HasPrefix(w, "-") && w != "-":
			if f := flagNamed(c.Flags, w); f != nil && takesValue(f) && !strings.Contains(w, "=") {
				waiting = f
			}
		default:
			positions++
		}
	}
	return waiting, positions
}

func commandCandidates(app *cli.App) []candidate {
	var list []candidate
	for _, c := range app.Commands {
		if !c.Hidden {
			list = append(list, candidate{c.Name, c.Usage})
		}
	}
	return list
}

// flagValues are the values that a flag takes.
func flagValues(f cli.Flag, words []string) candidates {
	placeholder, about := option(f)
	_, placeholder, _ = strings.Cut(placeholder, " ")
	switch {
	case f.Names()[0] == "set":
		return candidates{parameterCandidates(words), ":none"}
	case placeholder == "FORMAT":
		var formats []string
		for _, f := range result.Formats {
			formats = append(formats, string(f))
		}
		return candidates{plain(slices.DeleteFunc(formats, func(name string) bool { return !strings.Contains(about, name) })...), ":none"}
	case placeholder == "DIR":
		return candidates{nil, ":folders"}
	case placeholder == "FILE":
		return candidates{nil, ":files"}
	}
	return candidates{nil, ":none"}
}

// parameterCandidates are the parameters of the model of the scenario on the line, as beginnings of
// overrides; those of all models where the line has none yet.
func parameterCandidates(words []string) []candidate {
	specs := model.Specs()
	for _, w := range words[1:] {
		if strings.HasPrefix(w, "-") || !strings.ContainsAny(w, "./") {
			continue
		}
		if f, err := scenario.ReadFile(w, scenario.Options{}); err == nil && f.Model != "" {
			specs = slices.DeleteFunc(slices.Clone(specs), func(m scenario.ModelSpec) bool { return m.Name != f.Model })
			break
		}
	}
	var list []candidate
	for _, m := range specs {
		for _, p := range m.Parameters {
			if !slices.ContainsFunc(list, func(c candidate) bool { return c.word == p.Name+"=" }) {
				list = append(list, candidate{p.Name + "=", p.Meaning})
			}
		}
	}
	return list
}

// argumentValues are what a command takes after the given number of arguments.
func argumentValues(c *cli.Command, before int) candidates {
	usage := c.ArgsUsage
	switch {
	case len(c.Subcommands) > 0 && before == 0:
		list := candidates{nil, ":files"}
		for _, sub := range c.Subcommands {
			list.words = append(list.words, candidate{sub.Name, sub.Usage})
		}
		return list
	case strings.HasSuffix(usage, " DIR") && before == 1 || usage == "DIR" && before == 0:
		return candidates{nil, ":folders"}
	case usage == "" || before > 0 && !strings.HasSuffix(usage, "..."):
		return candidates{nil, ":none"}
	case strings.Contains(usage, "NAME"):
		var list []candidate
		for _, m := range model.Specs() {
			list = append(list, candidate{m.Name, m.Summary})
		}
		return candidates{list, ":none"}
	case usage == "SHELL":
		return candidates{plain(shellNames()...), ":none"}
	case strings.Contains(usage, "|"):
		first, _, _ := strings.Cut(usage, " ")
		return candidates{plain(strings.Split(first, "|")...), ":none"}
	}
	return candidates{nil, ":files"}
}

// starting keeps the candidates that begin with the word.
func (l candidates) starting(word string) candidates {
	l.words = slices.DeleteFunc(l.words, func(c candidate) bool { return !strings.HasPrefix(c.word, word) })
	return l
}
