"""Every command that the README shows under "What it looks like" works, in order, in one home."""

import re
import shlex

from command_line import ROOT


def shown_commands():
    text = (ROOT / "README.md").read_text()
    section = text.split("## What it looks like")[1].split("## What there is")[0]
    for line in re.findall(r"^\$ kmslab (.*)$", section, re.MULTILINE):
        command, _, comment = line.partition("#")
        code = re.search(r"exit code (\d+)", comment)
        yield shlex.split(command), int(code.group(1)) if code else 0


def test_the_readmes_commands_work(lab):
    lab.file("README.md", (ROOT / "README.md").read_bytes())
    commands = list(shown_commands())
    assert len(commands) > 10
    for arguments, code in commands:
        lab.run(*arguments, expect=code)


def test_the_readmes_links_lead_somewhere():
    text = (ROOT / "README.md").read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
    for script in re.findall(r"bash (\S+\.sh)", text):
        assert (ROOT / script).exists(), script
