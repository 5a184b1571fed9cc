"""The tour: every step in both languages, nothing left behind."""

import os
import pty
import select
import unicodedata

import pytest

from command_line import BINARY


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("language, words", [
    ("en", ["You have used a KMS", "is disabled", "DisableKey", "And the letter opens again"]),
    ("ja", ["これで KMS を使いました", "is disabled", "DisableKey", "手紙はまた開きます"]),
])
def test_the_tour_ends_well_and_leaves_nothing(lab, language, words):
    output = lab.run("tour", "--lang", language).stdout
    for word in words:
        assert word in output
    assert output.count("$ kmslab ") == 11
    for paragraph in output.split("\n\n"):
        for line in paragraph.split("$ kmslab ")[0].splitlines():
            assert columns(line) <= 78 or "$ kmslab" not in paragraph, line
    assert not lab.home.exists() and lab.files() == []


def test_the_language_comes_from_the_environment(lab):
    assert "手紙はまた" in lab.run("tour", environment={"KMSLAB_LANG": "ja_JP.UTF-8"}).stdout
    assert "opens again" in lab.run("tour", environment={"LANG": "fr_FR.UTF-8"}).stdout


def test_on_a_terminal_each_step_waits_for_a_key_and_q_ends(lab):
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(lab.directory)
        os.execve(BINARY, [BINARY, "tour", "--lang", "en"], {**lab.environment, "TERM": "dumb"})
    seen = b""

    def until(word, count):
        nonlocal seen
        while seen.count(word) < count:
            assert select.select([terminal], [], [], 60)[0], seen
            seen += os.read(terminal, 4096)

    until(b"q: quit", 1)
    assert b"key create" not in seen
    os.write(terminal, b" ")
    until(b"q: quit", 2)
    assert b"alias/first" in seen and b"kmslab encrypt" not in seen
    os.write(terminal, b"q")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(terminal)
