"""Secrets, parameters and volumes: the other services' use of keys, as a person sees it."""

import json
import os
import subprocess

import pytest

from command_line import BINARY


def stored(lab):
    """Every byte of the home."""
    return b"".join(path.read_bytes() for path in lab.home.rglob("*") if path.is_file())


def test_a_secret_comes_back_and_lies_sealed(lab, key):
    arn = lab.run("secret", "create", "prod/db", "-", "--key", "alias/ledger", stdin=b"hunter2-4711").stdout.strip()
    assert arn.startswith("arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-")
    assert lab.run("secret", "get", "prod/db").stdout == "hunter2-4711"
    assert lab.run("secret", "get", arn).stdout == "hunter2-4711"
    assert b"hunter2-4711" not in stored(lab) and b"prod/db" in stored(lab)
    for command in [["secret", "list"], ["secret", "describe", "prod/db"], ["trail", "--last", "20", "--json"]]:
        assert "hunter2" not in lab.run(*command).stdout
    events = lab.events("--last", "20")
    assert "GetSecretValue" in [event["eventName"] for event in events]


def test_bytes_stay_bytes(lab):
    value = bytes(range(256))
    lab.file("value", value)
    lab.run("secret", "create", "blob", "@value")
    assert lab.run("secret", "get", "blob", text=False).stdout == value


def test_a_value_on_the_command_line_is_refused(lab):
    assert "standard input" in lab.run("secret", "create", "--help").stdout
    message = lab.refused(64, "secret", "create", "x", "hunter2")
    assert "others can see it" in message and "hunter2" not in message
    lab.refused(64, "parameter", "put", "x", "hunter2")


def test_a_disabled_key_keeps_the_secret_back(lab, key):
    lab.run("secret", "create", "prod/db", "-", "--key", "alias/ledger", stdin=b"hunter2")
    lab.run("key", "disable", "alias/ledger")
    message = lab.refused(27, "secret", "get", "prod/db")
    assert "DecryptionFailure" in message and "is disabled" in message
    lab.run("key", "enable", "alias/ledger")
    assert lab.run("secret", "get", "prod/db").stdout == "hunter2"


def test_versions_rotation_and_the_clock(lab):
    lab.run("secret", "create", "prod/db", "-", stdin=b"first")
    lab.run("secret", "put", "prod/db", "-", stdin=b"second")
    assert lab.run("secret", "get", "prod/db").stdout == "second"
    assert lab.run("secret", "get", "prod/db", "--stage", "AWSPREVIOUS").stdout == "first"
    lab.run("secret", "rotate", "prod/db", "--every", "rate(30 days)", "--later")
    assert lab.run("secret", "get", "prod/db").stdout == "second"
    lab.run("clock", "advance", "31d")
    rotated = lab.run("secret", "get", "prod/db").stdout
    assert rotated != "second" and len(rotated) == 32
    assert "AWSPREVIOUS" in lab.run("secret", "describe", "prod/db").stdout
    lab.run("secret", "rotate", "prod/db")
    assert lab.run("secret", "get", "prod/db").stdout != rotated


def test_a_deletion_can_be_taken_back_until_its_day(lab):
    lab.run("secret", "create", "prod/db", "-", stdin=b"x")
    lab.refused(27, "secret", "delete", "prod/db", "--days", "6")
    lab.run("secret", "delete", "prod/db", "--days", "7")
    assert "secret restore" in lab.refused(27, "secret", "get", "prod/db")
    assert "prod/db (deleted)" in lab.run("secret", "list", "--all").stdout
    lab.run("secret", "restore", "prod/db")
    assert lab.run("secret", "get", "prod/db").stdout == "x"
    lab.run("secret", "delete", "prod/db", "--days", "7")
    lab.run("clock", "advance", "8d")
    assert "ResourceNotFound" in lab.refused(27, "secret", "restore", "prod/db")
    lab.run("secret", "create", "prod/db", "-", stdin=b"y")
    lab.run("secret", "delete", "prod/db", "--force")
    assert lab.json("secret", "list", "--all") == []


def test_parameters(lab, key):
    lab.run("parameter", "put", "/app/url", "-", stdin=b"https://example.com/4711")
    lab.run("parameter", "put", "/app/password", "-", "--secure", "--key", "alias/ledger", stdin=b"hunter2-4711")
    assert lab.run("parameter", "get", "/app/url").stdout == "https://example.com/4711"
    assert lab.run("parameter", "get", "/app/password").stdout == "hunter2-4711"
    assert "hunter2" not in lab.run("parameter", "get", "/app/password", "--encrypted").stdout
    lab.refused(27, "parameter", "put", "/app/url", "-", stdin=b"x")
    lab.run("parameter", "put", "/app/password", "-", "--overwrite", stdin=b"second")
    assert lab.run("parameter", "get", "/app/password:1").stdout == "hunter2-4711"
    history = lab.json("parameter", "history", "/app/password")
    assert [v["Version"] for v in history] == [1, 2] and "Value" not in history[0]
    assert [p["Name"] for p in lab.json("parameter", "list", "/app")] == ["/app/password", "/app/url"]
    assert b"hunter2" not in stored(lab) and b"example.com/4711" not in stored(lab)
    lab.run("key", "disable", "alias/ledger")
    assert "is disabled" in lab.refused(27, "parameter", "get", "/app/password:1")
    # As with AWS, a version that names no key lies under the managed one.
    assert lab.run("parameter", "get", "/app/password").stdout == "second"
    assert lab.run("parameter", "get", "/app/url").stdout == "https://example.com/4711"
    lab.run("parameter", "delete", "/app/url")
    assert "ParameterNotFound" in lab.refused(27, "parameter", "get", "/app/url")


def test_an_advanced_parameter_can_be_explained(lab, key):
    lab.file("value", b"0123456789abcdef" * 500)
    lab.run("parameter", "put", "/app/cert", "@value", "--secure", "--key", "alias/ledger", "--tier", "Advanced")
    assert lab.run("parameter", "get", "/app/cert").stdout == "0123456789abcdef" * 500
    lab.file("message.b64", lab.run("parameter", "get", "/app/cert", "--encrypted").stdout.encode())
    subprocess.run(["base64", "-d", "message.b64"], cwd=lab.directory, check=True, stdout=open(lab.directory / "message", "wb"))
    assert "0x0478" in lab.run("explain", "message").stdout


@pytest.fixture
def served(lab):
    """A lab that is being served: its host stays up between commands."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [BINARY, "serve", "--port", "0", "--ready-fd", str(writer)], pass_fds=[writer], cwd=lab.directory,
        env=lab.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as ready:
        assert ready.readline().strip()
    yield lab
    server.terminate()
    server.wait(timeout=30)


def test_the_key_is_dead_but_the_volume_still_reads(served):
    lab = served
    lab.run("key", "create", "--alias", "ledger")
    volume = lab.run("volume", "create", "--key", "alias/ledger").stdout.strip()
    lab.refused(27, "volume", "read", volume)
    lab.run("volume", "attach", volume)
    lab.run("volume", "write", volume, "-", "--offset", "600", stdin=b"the balance is 4711")
    lab.run("key", "disable", "alias/ledger")
    assert lab.run("volume", "read", volume, "--offset", "600", "--length", "19").stdout == "the balance is 4711"
    assert lab.json("volume", "list")[0]["State"] == "in-use"
    lab.run("volume", "detach", volume)
    lab.refused(21, "volume", "attach", volume)
    lab.run("key", "enable", "alias/ledger")
    lab.run("volume", "attach", volume)
    assert lab.run("volume", "read", volume, "--offset", "600", "--length", "19").stdout == "the balance is 4711"
    assert b"the balance" not in stored(lab)


def test_without_a_server_every_command_is_a_host_that_was_switched_on(lab, key):
    volume = lab.run("volume", "create", "--key", "alias/ledger").stdout.strip()
    lab.run("volume", "attach", volume)
    lab.run("volume", "write", volume, "-", stdin=b"balance")
    assert lab.run("volume", "read", volume, "--length", "7").stdout == "balance"
    lab.run("key", "disable", "alias/ledger")
    assert "kmslab serve" in lab.refused(21, "volume", "read", volume)
    lab.run("volume", "detach", volume)
    lab.run("volume", "delete", volume)
    assert lab.json("volume", "list") == []


def test_somebody_else_asks(lab):
    lab.run("secret", "create", "prod/db", "-", stdin=b"x")
    lab.run("call", "iam.CreateUser", "--input", json.dumps({"UserName": "bob"}))
    lab.refused(26, "secret", "get", "prod/db", "--as", "bob")
    lab.refused(26, "volume", "list", "--as", "bob")
