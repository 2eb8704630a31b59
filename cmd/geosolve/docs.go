package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

func docsCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "docs", Usage: "print the manual, made from the help of the commands", ArgsUsage: "man|markdown", Hidden: true,
		Description: "man is a manual page for man(1), markdown the same as a page of text." +
			examplesText([]string{"geosolve docs man > geosolve.1"}) + exitStatus,
		Action: func(c *cli.Context) error {
			var page string
			switch form := c.Args().First(); {
			case c.NArg() == 1 && form == "man":
				page = manPage(c.App)
			case c.NArg() == 1 && form == "markdown":
				page = markdownPage(c.App)
			case c.NArg() == 1:
				return unknown("form", form, []string{"man", "markdown"})
			default:
				return usage("docs takes one of man, markdown")
			}
			_, err := s.out.Write([]byte(page))
			return err
		},
	}
}

// manual is the help of a command, taken apart.
type manual struct {
	about    []string // paragraphs; those that begin with blanks stand as they are
	examples []string
}

// parts takes the Description of a command apart; what its exit codes say is the same for all.
func parts(description string) manual {
	description = strings.TrimSuffix(description, exitStatus)
	about, examples, _ := strings.Cut(description, "\nEXAMPLES\n")
	var m manual
	for p := range strings.SplitSeq(about, "\n\n") {
		if p = strings.Trim(p, "\n"); p != "" {
			m.about = append(m.about, p)
		}
	}
	for e := range strings.SplitSeq(examples, "\n") {
		if e = strings.TrimSpace(e); e != "" {
			m.examples = append(m.examples, e)
		}
	}
	return m
}

// option is a flag as help pages show it: "--out FILE" and what it does.
func option(f cli.Flag) (name, about string) {
	name = "--" + f.Names()[0]
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return name, ""
	}
	about = d.GetUsage()
	if _, rest, ok := strings.Cut(about, "`"); ok {
		value, _, _ := strings.Cut(rest, "`")
		name += " " + value
		about = strings.ReplaceAll(about, "`", "")
	}
	return name, about
}

// optionsOf are the flags of a command but for --help, which all have.
func optionsOf(c *cli.Command) []cli.Flag {
	var list []cli.Flag
	for _, f := range c.VisibleFlags() {
		if f.Names()[0] != "help" {
			list = append(list, f)
		}
	}
	return list
}

func synopsis(c namedCommand) string {
	line := "geosolve " + c.name
	if len(optionsOf(c.Command)) > 0 {
		line += " [OPTION...]"
	}
	return strings.TrimSpace(line + " " + c.ArgsUsage)
}

// exitCodes are the lines of the table of exit codes: code and meaning.
func exitCodes() [][2]string {
	var rows [][2]string
	for line := range strings.SplitSeq(exitStatus, "\n") {
		if code, meaning, ok := strings.Cut(strings.TrimSpace(line), " "); ok && code != "EXIT" {
			rows = append(rows, [2]string{code, strings.TrimSpace(meaning)})
		}
	}
	return rows
}

// visible are the commands that a reader should know of, with those below them.
func visible(app *cli.App) []namedCommand {
	var list []namedCommand
	for _, c := range app.Commands {
		if !c.Hidden {
			list = append(list, withSubcommands(c)...)
		}
	}
	return list
}

func markdownPage(app *cli.App) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Commands\n\ngeosolve: %s.\n\nThis page is made from the help of the commands (`geosolve docs markdown`). "+
		"Flags may stand before or after the file; `geosolve COMMAND --help` shows the same.\n", app.Usage)
	for _, c := range visible(app) {
		m := parts(c.Description)
		fmt.Fprintf(&b, "\n## geosolve %s\n\n%s.\n\n```\n%s\n```\n", c.name, sentence(c.Usage), synopsis(c))
		for _, p := range m.about {
			if strings.HasPrefix(p, " ") {
				p = "```\n" + unindent(p) + "\n```"
			}
			fmt.Fprintf(&b, "\n%s\n", p)
		}
		if flags := optionsOf(c.Command); len(flags) > 0 {
			b.WriteString("\n| option | |\n| --- | --- |\n")
			for _, f := range flags {
				name, about := option(f)
				fmt.Fprintf(&b, "| `%s` | %s |\n", name, strings.ReplaceAll(about, "|", `\|`))
			}
		}
		if len(m.examples) > 0 {
			fmt.Fprintf(&b, "\n```\n%s\n```\n", strings.Join(m.examples, "\n"))
		}
	}
	b.WriteString("\n## Exit status\n\n| code | meaning |\n| --- | --- |\n")
	for _, r := range exitCodes() {
		fmt.Fprintf(&b, "| %s | %s |\n", r[0], r[1])
	}
	return b.String()
}

func manPage(app *cli.App) string {
	var b strings.Builder
	text := func(s string) { b.WriteString(roff(s) + "\n") }
	fmt.Fprintf(&b, ".TH GEOSOLVE 1 \"\" \"geosolve %s\" \"User Commands\"\n", release)
	b.WriteString(".SH NAME\n")
	text("geosolve - " + app.Usage)
	b.WriteString(".SH SYNOPSIS\n")
	for i, c := range visible(app) {
		if i > 0 {
			b.WriteString(".br\n")
		}
		text(synopsis(c))
	}
	b.WriteString(".SH DESCRIPTION\n")
	for i, p := range parts(app.Description).about {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		text(p)
	}
	b.WriteString(".SH COMMANDS\n")
	for _, c := range visible(app) {
		m := parts(c.Description)
		fmt.Fprintf(&b, ".SS %s\n", roff(synopsis(c)))
		text(sentence(c.Usage) + ".")
		for _, p := range m.about {
			b.WriteString(".PP\n")
			if strings.HasPrefix(p, " ") {
				fmt.Fprintf(&b, ".nf\n%s\n.fi\n", roff(p))
				continue
			}
			text(p)
		}
		for _, f := range optionsOf(c.Command) {
			name, about := option(f)
			fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", roff(name), roff(about))
		}
		for _, e := range m.examples {
			fmt.Fprintf(&b, ".PP\n.nf\n    %s\n.fi\n", roff(e))
		}
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, r := range exitCodes() {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", r[0], roff(r[1]))
	}
	b.WriteString(".SH EXAMPLES\n")
	for i, e := range parts(app.Description).examples {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		fmt.Fprintf(&b, ".nf\n    %s\n.fi\n", roff(e))
	}
	return b.String()
}

// roff writes text so that a manual page shows it as it is.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "–", `\(en`, "∞", `\(if`, "…", "...").Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}

// unindent takes the blanks away that all lines begin with.
func unindent(s string) string {
	lines := strings.Split(s, "\n")
	least := len(s)
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			least = min(least, len(l)-len(strings.TrimLeft(l, " ")))
		}
	}
	for i, l := range lines {
		lines[i] = l[min(least, len(l)):]
	}
	return strings.Join(lines, "\n")
}

// sentence begins with a capital letter.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
