"""`kmslab lab` as a learner and a teacher use it."""

import base64
import json
import os
import pathlib
import re
import subprocess
import unicodedata

import pytest
import yaml

from command_line import BINARY, ROOT, CommandLine

LABS = ROOT / "Sources/LabCourse/Labs"
IDS = sorted(path.name for path in LABS.iterdir() if re.match(r"\d\d-", path.name))
SOLUTION = [
    ["gdk", "alias/ledger", "--context", "doc=letter", "--plain", "dk.bin", "--wrapped", "dk.enc", "--as", "alice"],
    ["seal", "letter.txt", "--with", "dk.bin", "--wrapped", "dk.enc", "--context", "doc=letter", "-o", "letter.env"],
    ["open", "letter.env", "-o", "back.txt", "--as", "alice"],
]


class Learner(CommandLine):
    """Somebody in the workspace of a lab."""

    def __init__(self, directory, lab, *options):
        super().__init__(directory)
        self.environment["XDG_STATE_HOME"] = str(directory / "state")
        self.environment.pop("KMSLAB_HOME")
        self.shown = self.run("lab", "start", lab, *options).stdout
        self.directory = next(path for path in directory.iterdir() if path.name.startswith(lab[:2]))
        self.home = self.directory / ".kmslab/home"
        self.environment["KMSLAB_HOME"] = str(self.home)

    def check(self, expect):
        return self.run("lab", "check", expect=expect).stdout

    def solve(self):
        for step in SOLUTION:
            self.run(*step)
        (self.directory / "dk.bin").unlink()
        (self.directory / "letter.txt").unlink()


@pytest.fixture
def learner(tmp_path):
    return Learner(tmp_path, "01")


def width(line):
    line = re.sub(r"\x1b\[[0-9;]*m", "", line)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_a_learner_fails_takes_a_hint_and_solves_the_lab(learner):
    assert "export KMSLAB_HOME=" in learner.shown and 'eval "$(kmslab env --as alice)"' in learner.shown
    before = learner.check(1)
    assert "[NG] 1 alice has a data key from KMS" in before and "[ok] 4" in before
    assert "hint 1/3  made-a-data-key" in learner.run("lab", "hint").stdout
    assert "hint 2/3  made-a-data-key" in learner.run("lab", "hint").stdout
    assert "audit: too-few" in learner.run("lab", "why").stdout
    learner.run("lab", "predict", "direct", "works")
    learner.solve()
    after = learner.check(0)
    assert "[NG]" not in after and "you said: works  not so: refused" in after and "For the exam" in after
    assert re.search(r"\[ok\] +01-envelope-by-hand", learner.run("lab").stdout)
    assert "01-envelope-by-hand" not in learner.run("lab", "next").stdout


def test_checks_say_what_they_found(learner):
    learner.solve()
    (learner.directory / "notes.txt").write_text("nothing here")
    learner.run("gdk", "alias/ledger", "--plain", "k.bin", "--wrapped", "k.enc", "--as", "alice")
    (learner.directory / "notes.txt").write_text("my key: " + (learner.directory / "k.bin").read_bytes().hex())
    (learner.directory / "k.bin").unlink()
    assert "notes.txt holds a data key in the clear (hex)" in learner.check(1)
    report = json.loads(learner.run("lab", "check", "--json", expect=1).stdout)
    failing = [check for check in report["checks"] if not check["passed"]]
    assert [check["check"] for check in failing] == ["no-key-left"] and not report["solved"]
    assert failing[0]["evidence"]["form"] == "hex"


def test_reset_brings_world_and_files_back(learner):
    learner.solve()
    learner.run("key", "disable", "alias/ledger")
    assert "taken back: DisableKey" in learner.run("lab", "undo").stdout
    assert "Enabled" in learner.run("call", "kms.DescribeKey", "--input", '{"KeyId": "alias/ledger"}').stdout
    learner.run("lab", "reset")
    assert learner.files() == [".kmslab", "letter.txt"]
    assert "[NG] 1" in learner.check(1)
    learner.solve()
    learner.check(0)


def test_a_revealed_lab_is_seen_and_not_solved(learner):
    shown = learner.run("lab", "reveal").stdout
    assert "kmslab gdk alias/ledger" in shown and "aws kms generate-data-key" in shown
    learner.solve()
    assert "the solution was shown" in learner.check(0)
    assert re.search(r"\[--\] +01-envelope-by-hand", learner.run("lab", "map").stdout)


def test_watch_checks_again_after_a_request(learner):
    process = subprocess.Popen(
        [BINARY, "lab", "watch", "--for", "30"], cwd=learner.directory, env=learner.environment,
        stdout=subprocess.PIPE, text=True)
    learner.solve()
    learner.run("key", "list")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and out.count("-- 01-envelope-by-hand") >= 1 and "[ok] solved" in out


def test_questions_and_checks_are_named_exactly(learner):
    assert "there are direct, calls" in learner.refused(64, "lab", "predict", "nothing", "1")
    assert "there are works, refused" in learner.refused(64, "lab", "predict", "direct", "perhaps")
    assert "there are made-a-data-key" in learner.refused(64, "lab", "hint", "nothing")
    learner.refused(40, "lab", "start", "01", "--dir", str(learner.directory))


def test_without_a_lab_the_commands_say_so(tmp_path):
    lab = CommandLine(tmp_path)
    lab.environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    assert "kmslab lab start 01" in lab.refused(64, "lab", "check")
    assert "there is no lab `99`" in lab.refused(64, "lab", "start", "99")
    assert "01-envelope-by-hand" in lab.run("lab").stdout


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("lab", IDS)
def test_no_line_is_wider_than_78_columns(tmp_path, lab, language):
    line = CommandLine(tmp_path)
    for text in line.run("lab", "preview", lab, "--lang", language).stdout.splitlines():
        assert width(text) <= 78, text


def test_japanese_is_spoken_where_it_is_asked_for(learner):
    shown = learner.run("lab", "check", "--lang", "ja", expect=1).stdout
    assert "alice が KMS からデータキーを受け取った" in shown
    assert "封筒の中の手紙" in learner.run("lab", "task", environment={"KMSLAB_LANG": "ja"}).stdout
    assert "封筒の中の手紙" in learner.run("lab", "task", environment={"LANG": "ja_JP.UTF-8"}).stdout
    assert all(width(line) <= 78 for line in shown.splitlines())


def test_a_lab_goes_on_in_the_language_it_was_started_in(tmp_path):
    line = CommandLine(tmp_path)
    line.environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    line.run("lab", "start", "01", "--lang", "ja")
    assert "封筒の中の手紙" in line.run("lab", "task").stdout
    assert "The letter in the envelope" in line.run("lab", "task", "--lang", "en").stdout


def test_a_teacher_makes_a_lab(tmp_path):
    line = CommandLine(tmp_path)
    line.environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    line.run("lab", "new", "42-mine")
    line.refused(40, "lab", "new", "42-mine")
    assert "42-mine: [ok]" in line.run("lab", "lint", "./42-mine").stdout
    assert "42-mine: [ok]" in line.run("lab", "test", "./42-mine").stdout
    structure = tmp_path / "42-mine/lab.yaml"
    structure.write_text(structure.read_text().replace("is: Disabled", "not: Gone"))
    found = line.run("lab", "test", "./42-mine", expect=1).stdout
    assert "the start: is-off passes before anything was done" in found
    structure.write_text(structure.read_text().replace("minutes", "minuets"))
    found = line.run("lab", "lint", "./42-mine", expect=1).stdout
    assert "42-mine/lab.yaml:4: a lab has no `minuets`" in found and "mend: " in found
    (tmp_path / "42-mine/link").symlink_to("/etc/passwd")
    assert "this is no plain file" in line.refused(27, "lab", "lint", "./42-mine")


class Server:
    """`kmslab serve` on a learner's home."""

    def __init__(self, learner):
        self.learner = learner
        self.exports = {}

    def __enter__(self):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--ready-fd", str(write), "--allow-sse-c"], pass_fds=[write],
            env=self.learner.environment, stdout=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.address = pipe.readline().strip()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)

    def aws(self, words, caller):
        # `env --as` makes a new access key each time, and a user has two at most.
        if caller not in self.exports:
            exports = self.learner.run("env", "--json", *(["--as", caller] if caller else [])).stdout
            self.exports[caller] = json.loads(exports)
        environment = {**self.learner.environment, **self.exports[caller], "AWS_PAGER": ""}
        place = f"{self.learner.directory}/"
        words = [re.sub(r"^((?:fileb|file)://)?\./", lambda m: (m[1] or "") + place, word) for word in words]
        return subprocess.run(
            ["aws", "--output", "json", *words], env=environment, cwd=self.learner.directory, capture_output=True,
            text=True, timeout=120)


def looked_up(value, path):
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def facts(lab):
    """What the seed 0 chooses: the first, and the least."""
    chosen = {}
    for name, fact in (lab.get("facts") or {}).items():
        chosen[name] = str(fact["pick"][0] if "pick" in fact else fact["number"].split("..")[0])
    return chosen


def own_step(directory, words):
    """The workspace's own words; False for a command of kmslab."""
    verb, *rest = words
    if verb == "rm":
        (directory / rest[0]).unlink()
    elif verb == "cp":
        (directory / rest[1]).write_bytes((directory / rest[0]).read_bytes())
    elif verb == "mv":
        (directory / rest[0]).rename(directory / rest[1])
    elif verb == "write":
        (directory / rest[0]).write_text(rest[1])
    elif verb == "append":
        (directory / rest[0]).write_text((directory / rest[0]).read_text() + rest[1])
    else:
        return False
    return True


def run_steps(learner, server, steps, known):
    for step in steps:
        step = {"kmslab": step} if isinstance(step, list) else step
        words = [str(w) for w in step.get("aws") or step["kmslab"]]
        words = [re.sub(r"\{([a-z][a-z0-9_-]*)\}", lambda m: known.get(m[1], m[0]), w) for w in words]
        fails = words[0] == "!" or str(step.get("fails")) == "true"
        words = words[1:] if words[0] == "!" else words
        if "aws" in step:
            result = server.aws(words, step.get("as"))
        elif own_step(learner.directory, words):
            continue
        elif words[0] in ("answer", "predict"):
            result = learner.run("lab", *words, expect=None)
        else:
            result = learner.run(*words, expect=None)
        assert (result.returncode != 0) == fails, (words, result.stdout, result.stderr)
        for name, path in (step.get("keep") or {}).items():
            known[name] = str(looked_up(json.loads(result.stdout), path))
        for file, path in (step.get("save") or {}).items():
            text = result.stdout if not path else str(looked_up(json.loads(result.stdout), path.removeprefix("b64:")))
            data = base64.b64decode(text) if path.startswith("b64:") else text.encode()
            (learner.directory / file).write_bytes(data)


@pytest.mark.parametrize("lab", IDS)
def test_the_aws_tongue_solves_the_lab(tmp_path, lab):
    """Every step as the real AWS CLI makes it, against a server on the learner's home."""
    structure = yaml.load((LABS / lab / "lab.yaml").read_text(), Loader=yaml.BaseLoader)
    learner = Learner(tmp_path, lab)
    with Server(learner) as server:
        learner.check(1)
        run_steps(learner, server, structure["solution"]["aws"], facts(structure))
        learner.check(0)
