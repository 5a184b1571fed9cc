"""encrypt, decrypt, explain: every success and every refusal of issue 2."""

import os
import random
import subprocess
import time

import pytest

from command_line import BINARY


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 1 << 18, (1 << 18) + 1, 3_000_000])
def test_a_file_of_any_size_comes_back(lab, key, size):
    content = random.Random(size).randbytes(size)
    lab.file("in", content)
    lab.run("encrypt", "in", "--key", "alias/ledger", "--context", "doc=q1")
    sealed = (lab.directory / "in.enc").read_bytes()
    assert size < 64 or content[:64] not in sealed
    lab.run("decrypt", "in.enc", "--context", "doc=q1", "-o", "out")
    assert (lab.directory / "out").read_bytes() == content
    assert lab.files() == ["in", "in.enc", "out"]


def test_standard_streams(lab, key):
    sealed = lab.run("encrypt", "-", "--key", "alias/ledger", stdin=b"piped", text=False).stdout
    assert b"piped" not in sealed
    assert lab.run("decrypt", "-", stdin=sealed, text=False).stdout == b"piped"


@pytest.mark.parametrize("flags", [["--sign"], ["--frame-length", "100"], ["--direct"]])
def test_every_form_comes_back(lab, key, flags):
    lab.file("in", b"x" * 1000)
    lab.run("encrypt", "in", "--key", "alias/ledger", "--context", "a=b", *flags)
    assert b"x" * 16 not in (lab.directory / "in.enc").read_bytes()
    lab.run("decrypt", "in.enc", "--context", "a=b", "-o", "out")
    assert (lab.directory / "out").read_bytes() == b"x" * 1000


def encrypted(lab, content=b"the balance is 12\n", *flags):
    lab.file("in", content)
    lab.run("encrypt", "in", "--key", "alias/ledger", "--context", "doc=q1", *flags)
    return (lab.directory / "in.enc").read_bytes()


def test_a_wrong_context_is_refused(lab, key):
    encrypted(lab)
    assert "doc" in lab.refused(14, "decrypt", "in.enc", "--context", "doc=q2", "-o", "out")
    assert "other" in lab.refused(14, "decrypt", "in.enc", "--context", "other=1", "-o", "out")
    encrypted(lab, b"short", "--direct", "--force")
    lab.refused(10, "decrypt", "in.enc", "--context", "doc=q2", "-o", "out")
    assert lab.files() == ["in", "in.enc"]


def test_every_flipped_byte_is_refused_and_leaves_nothing(lab, key):
    sealed = encrypted(lab)
    for offset in random.Random(1).sample(range(len(sealed)), 40):
        changed = bytearray(sealed)
        changed[offset] ^= 1
        lab.file("changed.enc", bytes(changed))
        result = lab.run("decrypt", "changed.enc", "-o", "out", expect=None)
        assert result.returncode in {10, 11, 12, 13, 14, 15, 16, 20, 26, 27}, (offset, result.returncode, result.stderr)
        assert not (lab.directory / "out").exists()


def test_truncated_and_extended_files_are_refused(lab, key):
    sealed = encrypted(lab)
    for length in [0, 1, 40, len(sealed) // 2, len(sealed) - 1]:
        lab.file("short.enc", sealed[:length])
        lab.refused(11, "decrypt", "short.enc", "-o", "out")
    lab.file("long.enc", sealed + b"x")
    lab.refused(12, "decrypt", "long.enc", "-o", "out")
    lab.file("text.enc", b"this is no message")
    lab.refused(13, "decrypt", "text.enc", "-o", "out")
    assert not (lab.directory / "out").exists()


def test_another_keys_blob_is_refused(lab, key):
    encrypted(lab)
    lab.run("key", "create", "--alias", "other")
    lab.refused(15, "decrypt", "in.enc", "--key", "alias/other", "-o", "out")
    encrypted(lab, b"short", "--direct", "--force")
    lab.refused(15, "decrypt", "in.enc", "--key", "alias/other", "--context", "doc=q1", "-o", "out")


def test_direct_takes_4096_bytes_and_no_more(lab, key):
    lab.file("in", b"x" * 4096)
    lab.run("encrypt", "in", "--key", "alias/ledger", "--direct")
    lab.file("large", b"x" * 4097)
    assert "envelope" in lab.refused(25, "encrypt", "large", "--key", "alias/ledger", "--direct")
    lab.file("empty", b"")
    lab.refused(27, "encrypt", "empty", "--key", "alias/ledger", "--direct")


@pytest.mark.parametrize("state, code", [("disable", 21), ("schedule-deletion", 22)])
def test_a_key_that_is_off_opens_nothing(lab, key, state, code):
    encrypted(lab)
    lab.run("key", state, "alias/ledger")
    lab.refused(code, "decrypt", "in.enc", "-o", "out")
    lab.refused(code, "encrypt", "in", "--key", "alias/ledger", "-o", "other.enc")
    assert lab.files() == ["in", "in.enc"]


def test_unknown_keys(lab, key):
    lab.file("in")
    assert "alias list" in lab.refused(20, "encrypt", "in", "--key", "alias/none")
    lab.refused(20, "encrypt", "in", "--key", "nonsense")
    lab.refused(20, "key", "describe", "12345678-1234-1234-1234-123456789012")
    assert lab.files() == ["in"]


def test_what_exists_is_not_overwritten(lab, key):
    encrypted(lab)
    lab.file("out", b"precious")
    assert "--force" in lab.refused(40, "decrypt", "in.enc", "-o", "out")
    assert (lab.directory / "out").read_bytes() == b"precious"
    lab.refused(40, "encrypt", "in", "--key", "alias/ledger")
    lab.run("decrypt", "in.enc", "-o", "out", "--force")


def test_paths_that_are_not_files(lab, key):
    (lab.directory / "folder").mkdir()
    lab.refused(41, "encrypt", "folder", "--key", "alias/ledger")
    lab.refused(41, "decrypt", "folder", "-o", "out")
    lab.refused(42, "encrypt", "missing", "--key", "alias/ledger")
    lab.file("in")
    lab.refused(43, "encrypt", "in", "--key", "alias/ledger", "-o", "nowhere/out")
    lab.refused(41, "encrypt", "in", "--key", "alias/ledger", "-o", "folder", "--force")


def test_a_full_disk_leaves_nothing(lab, key):
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system takes root")
    small = lab.directory / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {small} 2>/dev/null") != 0:
        pytest.skip("this machine does not let us mount")
    try:
        lab.file("in", os.urandom(1 << 20))
        lab.refused(43, "encrypt", "in", "--key", "alias/ledger", "-o", "small/out")
        assert list(small.iterdir()) == []
    finally:
        os.system(f"umount {small}")


def test_explain_draws_every_part_in_78_columns(lab, key):
    encrypted(lab)
    drawing = lab.run("explain", "in.enc").stdout
    for part in ["encryption context", "doc", "q1", "#1 of 1, current", "key commitment", "final frame", "Enabled"]:
        assert part in drawing
    assert max(map(len, drawing.splitlines())) <= 80
    lab.run("key", "disable", "alias/ledger")
    assert "nobody can open it now" in lab.run("explain", "in.enc").stdout
    parts = lab.json("explain", "in.enc")
    assert parts["plaintextSize"] == 18 and parts["keys"] == [key]


def test_explain_tells_damage_from_health(lab, key):
    sealed = encrypted(lab)
    lab.file("short.enc", sealed[: len(sealed) - 30])
    assert "damaged: understood up to byte" in lab.run("explain", "short.enc").stdout
    lab.file("noise", b"\x07" * 100)
    assert "damaged" in lab.run("explain", "noise").stdout


def test_old_files_open_after_rotation_with_their_own_material(lab, key):
    encrypted(lab)
    lab.run("key", "rotation", "on", "alias/ledger", "--days", "90")
    lab.run("clock", "advance", "366d")
    assert len(lab.json("key", "rotations", "alias/ledger")) == 5
    assert "#1 of 5 (now #5)" in lab.run("explain", "in.enc").stdout
    lab.run("decrypt", "in.enc", "--context", "doc=q1", "-o", "out")
    assert (lab.directory / "out").read_bytes() == b"the balance is 12\n"


def test_a_bar_shows_on_a_terminal_only_and_wipes_itself(lab, key):
    def slowly_encrypted(stderr):
        process = subprocess.Popen(
            [BINARY, "encrypt", "-", "--key", "alias/ledger", "-o", "out.enc", "--force"], cwd=lab.directory,
            env=lab.environment, stdin=subprocess.PIPE, stderr=stderr)
        for _ in range(4):
            process.stdin.write(bytes(1 << 20))
            process.stdin.flush()
            time.sleep(0.5)
        process.stdin.close()
        assert process.wait(60) == 0

    terminal, other_end = os.openpty()
    slowly_encrypted(other_end)
    os.set_blocking(terminal, False)
    drawn = os.read(terminal, 1 << 16).decode()
    assert "MiB" in drawn and "/s" in drawn
    assert "/s" not in drawn.rsplit("\r\x1b[K", 1)[1], drawn

    (lab.directory / "stderr").write_bytes(b"")
    with open(lab.directory / "stderr", "r+b") as file:
        slowly_encrypted(file)
    assert b"\x1b" not in (lab.directory / "stderr").read_bytes()
