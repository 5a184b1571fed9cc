"""world, fork, undo: files, copies, and the way back, each command a process of its own."""

import json
import sqlite3

import pytest

from test_why import WORLD


@pytest.fixture
def world(lab):
    lab.file("world.yaml", WORLD.encode())
    lab.run("world", "load", "world.yaml")
    return lab


def test_a_saved_world_is_the_same_world_elsewhere(world, tmp_path):
    world.run("key", "rotation", "on", "alias/ledger", "--days", "90")
    world.run("world", "save", "saved.yaml")
    world.refused(40, "world", "save", "saved.yaml")
    world.run("world", "save", "saved.yaml", "--force")
    other = {"KMSLAB_HOME": str(tmp_path / "other")}
    world.run("world", "load", "saved.yaml", environment=other)
    assert world.run("world", "save", environment=other).stdout == (world.directory / "saved.yaml").read_text()
    assert world.run("world", "diff", "saved.yaml", environment=other).stdout == "no differences\n"
    assert world.run("world", "load", "saved.yaml", environment=other).stdout == "everything is so already\n"


def test_secrets_go_in_and_do_not_come_out(lab):
    secret = "a-secret-that-nobody-may-see"
    file = f'accounts:\n  "111122223333":\n    users:\n      bob:\n        access-keys: [{{id: AKIABOB1, secret: {secret}}}]\n'
    lab.run("world", "load", "-", stdin=file.encode())
    saved = lab.run("world", "save").stdout
    assert "AKIABOB1" in saved and secret not in saved
    everything = b"".join(path.read_bytes() for path in lab.home.rglob("*") if path.is_file())
    assert secret.encode() not in everything
    told = lab.run("world", "load", "-", stdin=saved.encode(), environment={"KMSLAB_HOME": str(lab.directory / "2")})
    assert "AKIABOB1  secret " in told.stdout


def test_mistakes_name_file_and_line(world):
    world.file("bad.yaml", b'accounts:\n  "111122223333":\n    users:\n      dave: {}\n      erin: {tagz: {}}\n')
    assert "bad.yaml:5: a user has no `tagz`" in world.refused(27, "world", "load", "bad.yaml")
    world.file("bad.yaml", b'accounts:\n  "111122223333":\n    users:\n      dave: {}\n      erin: {groups: [none]}\n')
    assert "bad.yaml:5: " in world.refused(27, "world", "load", "bad.yaml")
    assert "dave" not in world.run("world", "save").stdout
    world.refused(42, "world", "load", "missing.yaml")
    world.file("bytes.yaml", b"\xff\xfe")
    world.refused(64, "world", "load", "bytes.yaml")


def test_diff_shows_both_sides(world):
    world.file("other.yaml", WORLD.replace("ledger: {}", "ledger: {description: new}\n      vault: {}").encode())
    world.run("key", "create", "--alias", "mine")
    lines = world.run("world", "diff", "other.yaml").stdout.splitlines()
    assert lines == [
        "+ 111122223333/keys/ledger/description", "+ 111122223333/keys/vault", "- 111122223333/keys/mine",
    ]


def test_undo_works_in_a_process_of_its_own(lab, key):
    lab.run("key", "disable", "alias/ledger")
    assert "DisableKey  by root" in lab.run("undo").stdout
    assert lab.json("key", "describe", "alias/ledger")["KeyState"] == "Enabled"
    assert [change["title"] for change in lab.json("undo", "--list")["changes"]] == ["CreateAlias", "CreateKey"]
    lab.run("undo")
    lab.refused(20, "key", "describe", "alias/ledger")
    lab.run("undo")
    assert "no change to take back" in lab.refused(27, "undo")
    names = [event["eventName"] for event in lab.events()]
    assert names.count("Undo") == 3 and "CreateKey" in names


def test_a_reset_and_a_load_are_one_change_each(world):
    world.run("world", "reset")
    assert "users" not in world.run("world", "save").stdout
    world.run("undo")
    assert "bob" in world.run("world", "save").stdout
    world.run("undo")
    assert "bob" not in world.run("world", "save").stdout


def test_destroyed_material_is_nowhere(lab, key):
    lab.run("key", "schedule-deletion", "alias/ledger", "--days", "7")
    lab.run("clock", "advance", "8d")
    lab.refused(27, "undo")
    rows = sqlite3.connect(lab.home / "lab.sqlite").execute("SELECT tbl, value FROM rows").fetchall()
    assert all(b"wrapped" not in bytes(value) for _, value in rows), rows


def test_forks_are_kept_and_come_back(lab, key):
    lab.file("in")
    lab.run("encrypt", "in", "--key", "alias/ledger")
    lab.run("fork", "before")
    lab.run("key", "schedule-deletion", "alias/ledger", "--days", "7")
    lab.run("clock", "advance", "8d")
    lab.refused(20, "decrypt", "in.enc", "-o", "out")
    assert lab.json("fork", "list")["forks"][0]["name"] == "before"
    lab.run("fork", "switch", "before")
    lab.run("decrypt", "in.enc", "-o", "out")
    lab.run("undo")
    lab.refused(20, "decrypt", "in.enc", "-o", "out2")
    lab.run("fork", "drop", "before")
    lab.refused(27, "fork", "switch", "before")
    lab.refused(27, "fork", "a/b")
