"""Writes the man page from what `kmslab --experimental-dump-help` says: man.py VERSION <help.json >kmslab.1"""

import json
import re
import sys


def text(words):
    """Text in roff: backslashes and a leading dot mean something there."""
    lines = words.strip().replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join(re.sub(r"^([.'])", r"\\&\1", line.strip()) if line.strip() else ".PP" for line in lines)


def spelling(argument):
    """An option as it is written: \\fB--port\\fR \\fIport\\fR."""
    value = text(argument.get("valueName", "value"))
    if argument["kind"] == "positional":
        return f"\\fI{value}\\fR"
    names = [("\\-\\-" if name["kind"] == "long" else "\\-") + text(name["name"]) for name in argument["names"]]
    shown = ", ".join(f"\\fB{name}\\fR" for name in names)
    return shown if argument["kind"] == "flag" else f"{shown} \\fI{value}\\fR"


def arguments(command):
    for argument in command.get("arguments", []):
        if argument.get("shouldDisplay", True) and (argument.get("abstract") or argument["kind"] != "flag"):
            yield f".TP\n{spelling(argument)}\n{text(argument.get('abstract') or '')}"


def section(command, path):
    name = " ".join([*path, command["commandName"]])
    subcommands = [child for child in command.get("subcommands", []) if child["commandName"] != "help"]
    if path:
        yield f".SS {text(name)}\n{text(command.get('abstract', ''))}"
        if command.get("discussion"):
            yield f".PP\n{text(command['discussion'])}"
        yield from arguments(command)
    for child in subcommands:
        yield from section(child, [*path, command["commandName"]])


def page(command, version):
    yield f'.TH KMSLAB 1 "" "kmslab {version}" "User Commands"'
    yield f".SH NAME\nkmslab \\- {text(command.get('abstract', '')).rstrip('.')}"
    yield ".SH SYNOPSIS\n\\fBkmslab\\fR \\fIcommand\\fR [\\fIoption\\fR ...]"
    if command.get("discussion"):
        yield f".SH DESCRIPTION\n{text(command['discussion'])}"
    yield ".SH COMMANDS"
    yield from section(command, [])
    yield (
        ".SH FILES\n.TP\n\\fI~/.kmslab\\fR\nThe home, unless KMSLAB_HOME or \\-\\-home names another.\n"
        ".TP\n\\fI/var/lib/kmslab\\fR\nThe home of the service."
    )
    yield ".SH EXIT STATUS\n\\fBkmslab exit\\-codes\\fR lists them."


print("\n".join(page(json.load(sys.stdin)["command"], sys.argv[1])))
