"""geosolve from Python: a thin layer over the program, in the standard library alone.

    import geosolve
    with geosolve.Session() as g:
        g.solve("tomahawk.yaml", T=1.7)["search"]["orbits"]
        geosolve.frame(g.trace("tomahawk.yaml"))

A scenario is a dictionary, YAML text, or the name of a file. Keyword arguments, or set={"joint_action.delta": 0.4},
override values by dotted path. frame() gives a pandas data frame, or a list of dictionaries without pandas. The
program is the one that the environment variable GEOSOLVE names, else geosolve on the PATH.
"""

import json
import os
import re
import shutil
import subprocess
import threading

__all__ = ["Error", "Session", "frame", "program", "rows", "run"]


class Error(Exception):
    """What geosolve says of a mistake or a failure.

    exit is the exit status (2: bad input, 3: solved in part), position the file:line:column of the mistake or None,
    suggestion the near spelling, what is allowed or the next step, or None, and result what was found, for exit 3.
    """

    def __init__(self, message, exit=1, result=None):
        super().__init__(message)
        self.exit, self.result = exit, result
        at = re.search(r"(\S+:\d+:\d+):", message)
        self.position = at.group(1) if at else None
        first = message.split("\n")[0]
        hint = re.search(r"did you mean [^?]*\?", first) or re.search(r"(?<=; )allowed: [^;]*|(?<=; )[^;]*$", first)
        self.suggestion = hint.group(0) if hint else None


def program():
    """The path of the program."""
    found = os.environ.get("GEOSOLVE") or shutil.which("geosolve")
    if not found:
        raise Error("geosolve is not on the PATH; install it, or set the environment variable GEOSOLVE to its path")
    return found


class Session:
    """One process that answers questions until it is closed; much faster than a process for each."""

    def __init__(self, workers=0):
        self._args = [program(), "serve-stdio", "--workers", str(workers)]
        self._process, self._count, self._said = None, 0, []
        self._lock = threading.Lock()

    def _start(self):
        self._said = []
        self._process = subprocess.Popen(
            self._args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        # A pipe that nobody reads fills up and stops the process.
        threading.Thread(target=self._drain, args=(self._process.stderr, self._said), daemon=True).start()

    @staticmethod
    def _drain(pipe, said):
        for line in pipe:
            said.append(line)
            del said[:-50]

    def ask(self, command, scenario, set=None, all_images=False, prove=False, **values):
        """The result of a command: solve, evaluate, trace, locus, simulate, compare, calibrate or index."""
        request = {"command": command, "set": {**(set or {}), **values}, "all_images": all_images, "prove": prove}
        if isinstance(scenario, dict) or "\n" in str(scenario):
            request["scenario"] = scenario
        else:
            request["file"] = os.path.abspath(scenario)
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            self._count += 1
            request["id"] = self._count
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
                line = self._process.stdout.readline()
            except BrokenPipeError:
                line = ""
            except BaseException:  # an interrupt: the answer under way would be taken for the next one
                self.kill()
                raise
        if not line:
            self.kill()
            raise Error("geosolve ended without an answer: " + "".join(self._said[-5:]).strip())
        answer = json.loads(line)
        if answer["ok"]:
            return answer["result"]
        raise Error(answer["error"]["message"], answer["error"]["exit"], answer.get("result"))

    def kill(self):
        """End the process at once; the next question starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                try:
                    pipe.close()
                except OSError:
                    pass
            self._process = None

    close = kill

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __getattr__(self, name):
        if name not in ("solve", "evaluate", "trace", "locus", "simulate", "compare", "calibrate", "index", "check"):
            raise AttributeError(name)
        return lambda scenario, **options: self.ask(name, scenario, **options)


def run(file, out, set=None, workers=0):
    """Do everything a scenario file asks for; results, figures and tables go to the folder out."""
    args = [program(), "run", file, "--out", out, "--format", "json", "--workers", str(workers)]
    for path, value in (set or {}).items():
        args += ["--set", path + "=" + json.dumps(value)]
    process = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    try:
        text, said = process.communicate()  # reads both pipes
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode:
        raise Error(said.strip().removeprefix("geosolve: "), process.returncode)
    return json.loads(text)


def rows(result):
    """A result as a list of dictionaries: one for each region of each equilibrium, point or time."""
    if "equilibria" in result:
        out = []
        for i, e in enumerate(result["equilibria"], 1):
            lead = {"equilibrium": i, "kind": e["kind"], "stable": e["stable"], "orbit": e["orbit"]}
            out += _state(e, lead)
        return out
    if "state" in result:
        return _state(result["state"], {})
    if "branches" in result:
        out = []
        for b in result["branches"]:
            for k, p in enumerate(b["points"], 1):
                lead = {"branch": b["id"], "kind": b["kind"], "point": k, result["parameter"]: p["value"]}
                out += _state(p, {**lead, "stable": p["stable"]})
        return out
    if "rows" in result:
        return [r for row in result["rows"] for r in _state(row["state"], {"row": row["row"], "kind": row["kind"]})]
    if "times" in result:
        keep = [k for k in ("share", "real_wage", "payoff") if k in result]
        return [r for i, t in enumerate(result["times"]) for r in _state({k: result[k][i] for k in keep}, {"time": t})]
    if "curves" in result:
        return [{**{k: v for k, v in c.items() if not isinstance(v, list)}, **p} for c in result["curves"] for p in c["points"]]
    return [{k: v for k, v in result.items() if not isinstance(v, (list, dict))}]


def _state(state, lead):
    share = state["share"]
    table = isinstance(share[0], list)  # industry by region
    out = []
    for i in range(len(share) if table else 1):
        for r in range(len(share[0]) if table else len(share)):
            row = dict(lead)
            if table:
                row["industry"] = i + 1
            row["region"] = r + 1
            for key, value in state.items():
                if key == "eigenvalues":  # by mode, not by region
                    continue
                for name, v in value.items() if key == "effort" else [(None, value)]:
                    cell = _at(v, i, r, table)
                    if cell is not None:
                        row[key if name is None else f"effort_{name}"] = cell
            out.append(row)
    return out


def _at(value, i, r, table):
    """The number for industry i in region r, None where the value is not by region."""
    if table and isinstance(value, list) and value and isinstance(value[0], list):
        value = value[i] if i < len(value) else []
    elif table:
        return None
    if isinstance(value, list) and r < len(value) and isinstance(value[r], (int, float)):
        return value[r]
    return None


def frame(result):
    """A result as a pandas data frame; as a list of dictionaries where pandas is not installed."""
    try:
        import pandas
    except ImportError:
        return rows(result)
    return pandas.DataFrame(rows(result))
