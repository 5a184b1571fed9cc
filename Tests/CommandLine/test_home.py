"""Homes: what is refused, what is kept, what a thief finds."""

import os
import re
import subprocess
import time

import pytest

from command_line import BINARY


def test_nothing_secret_lies_in_the_home(lab, key):
    lab.file("in", b"planted-plaintext-7f3a" * 10)
    lab.run("encrypt", "in", "--key", "alias/ledger", "--direct")
    lab.run("decrypt", "in.enc", "-o", "out")
    everything = b"".join(path.read_bytes() for path in lab.home.rglob("*") if path.is_file())
    assert b"planted-plaintext" not in everything
    root_key = (lab.home / "root.key").read_bytes()
    assert everything.count(root_key) == 1


def test_the_root_key_is_private(lab, key):
    root_key = lab.home / "root.key"
    assert root_key.stat().st_mode & 0o777 == 0o600
    assert lab.home.stat().st_mode & 0o777 == 0o700
    root_key.chmod(0o644)
    assert "root.key" in lab.refused(35, "key", "list")


def test_a_swapped_or_missing_root_key_is_refused(lab, key):
    root_key = lab.home / "root.key"
    good = root_key.read_bytes()
    root_key.write_bytes(os.urandom(32))
    lab.refused(35, "key", "list")
    root_key.write_bytes(good[:31])
    lab.refused(35, "key", "list")
    root_key.unlink()
    lab.refused(35, "key", "list")
    root_key.write_bytes(good)
    root_key.chmod(0o600)
    lab.run("key", "list")


def test_a_home_that_is_a_file(lab):
    lab.file("home.txt")
    lab.refused(41, "key", "list", "--home", "home.txt")


def test_a_newer_home_is_refused(lab, key):
    subprocess.run(
        ["python3", "-c", "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute('PRAGMA user_version=999'); d.commit()",
         str(lab.home / "lab.sqlite")], check=True)
    lab.refused(33, "key", "list")


def test_a_read_only_home_is_refused(lab, key):
    if os.geteuid() == 0:
        mounted = os.system(f"mount --bind {lab.home} {lab.home} && mount -o remount,ro,bind {lab.home}") == 0
        if not mounted:
            pytest.skip("this machine does not let us mount")
        try:
            lab.refused(31, "key", "list")
        finally:
            os.system(f"umount {lab.home}")
    else:
        lab.home.chmod(0o500)
        try:
            lab.refused(31, "key", "list")
        finally:
            lab.home.chmod(0o700)


def test_a_full_home_is_refused_and_loses_nothing(lab):
    lab.home.mkdir(mode=0o700)
    if os.system(f"mount -t tmpfs -o size=640k,mode=700 kmslab {lab.home}") != 0:
        pytest.skip("this machine does not let us mount")
    try:
        lab.run("key", "create", "--alias", "first")
        lab.file("in", b"written before the disk was full")
        lab.run("encrypt", "in", "--key", "alias/first", "-o", "sealed")
        (lab.home / "ballast").write_bytes(b"")
        with open(lab.home / "ballast", "r+b", buffering=0) as ballast, pytest.raises(OSError):
            while True:
                ballast.write(b"x" * 4096)
        said = lab.refused(32, "key", "create", "--alias", "second")
        assert "no space is left" in said
        (lab.home / "ballast").unlink()
        assert len(lab.json("key", "list")) == 1
        lab.run("decrypt", "sealed", "-o", "out")
        assert (lab.directory / "out").read_bytes() == b"written before the disk was full"
    finally:
        os.system(f"umount -l {lab.home}")


def test_two_commands_at_once_wait_for_each_other(lab, key):
    processes = [
        subprocess.Popen([BINARY, "key", "create", "--alias", f"n{n}"], env=lab.environment, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE) for n in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    assert len(lab.json("key", "list")) == 5


def test_a_home_that_somebody_holds_is_refused_with_his_name(lab, key):
    holder = subprocess.Popen(
        ["python3", "-c", "import fcntl,sys,time; f=open(sys.argv[1],'r+'); fcntl.flock(f,fcntl.LOCK_EX); print('held',flush=True); time.sleep(30)",
         str(lab.home / "lock")], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        started = time.monotonic()
        lab.refused(30, "key", "list")
        assert time.monotonic() - started < 30
    finally:
        holder.kill()


def test_events_and_keys_outlive_the_process(lab, key):
    lab.refused(20, "key", "describe", "alias/none")
    events = lab.events("--last", "100")
    assert [event["eventName"] for event in events][:2] == ["CreateKey", "CreateAlias"]
    assert events[-1]["errorCode"] == "NotFoundException"
    table = lab.run("trail").stdout
    assert re.search(r"root +DescribeKey +alias/none +NotFoundException", table)


def test_disk_shows_wrapped_bytes_only(lab, key):
    stored = lab.json("disk", "alias/ledger")
    material = stored["materials"][0]
    assert len(material["wrapped"]["ciphertext"]) == 64
    assert len(material["id"]) == 64
    assert "CURRENT" in lab.run("disk", "alias/ledger").stdout


def test_the_clock_runs_forward_and_deletes_what_is_due(lab, key):
    lab.run("key", "schedule-deletion", "alias/ledger", "--days", "7")
    lab.run("clock", "advance", "6d")
    assert lab.json("key", "describe", "alias/ledger")["KeyState"] == "PendingDeletion"
    assert "1 thing fell due" in lab.run("clock", "advance", "1d1h").stdout
    lab.refused(20, "key", "describe", "alias/ledger")
    lab.refused(27, "clock", "advance", "soon")


def test_the_demo_ends_well(lab):
    output = lab.run("demo", "--fast").stdout
    assert "DisabledException" in output and "That was everything real" in output
    assert not lab.home.exists()
