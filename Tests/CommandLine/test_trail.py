"""trail, show, timeline: what happened, and proof that nobody tore out a page."""

import concurrent.futures
import csv
import http.client
import io
import itertools
import json
import re
import resource
import signal
import sqlite3
import subprocess
import time

import pytest

from command_line import BINARY

WORLD = """
accounts:
  "111122223333":
    users:
      alice: {policies: {A: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: ["kms:*", "s3:*"], Resource: "*"}]}}}
      bob: {policies: {A: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}}}
    keys:
      ledger: {}
"""


@pytest.fixture
def told(lab):
    """A lab in which alice wrote an object that bob was not given: events 1 to 11."""
    lab.file("world.yaml", WORLD.encode())
    lab.run("world", "load", "world.yaml")
    lab.run("bucket", "create", "letters")
    lab.file("q1")
    lab.run("object", "put", "q1", "letters/q1", "--sse", "kms", "--sse-key", "alias/ledger", "--as", "alice")
    lab.refused(26, "object", "get", "letters/q1", "-", "--as", "bob")
    return lab


class Served:
    """A server that has the lab's home open."""

    def __init__(self, lab):
        self.lab = lab

    def __enter__(self):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0"], env=self.lab.environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not (self.lab.home / "server.json").exists():
            assert self.process.poll() is None and time.monotonic() < deadline, "no server"
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)


@pytest.fixture(params=["home", "server"])
def asked(request, told):
    """The same lab, asked in its home and through a server."""
    if request.param == "home":
        yield told
    else:
        with Served(told):
            yield told


def tamper(lab, script):
    connection = sqlite3.connect(lab.home / "lab.sqlite")
    connection.executescript(script)
    connection.commit()
    connection.close()


# What was kept.


def test_an_honest_trail_is_in_order(asked):
    text = asked.run("trail", "verify").stdout
    assert re.match(r"\d+ events, each of them as it was kept\n", text)
    report = asked.json("trail", "verify")
    assert report["valid"] is True and report["findings"] == [] and report["digests"] > 0


@pytest.mark.parametrize("script, kind, event", [
    ("UPDATE events SET record = replace(record, 'bob', 'eve') WHERE seq = 10", "altered", 10),
    ("UPDATE events SET time = time + 60000 WHERE seq = 3", "altered", 3),
    ("UPDATE events SET decisions = NULL WHERE seq = 10", "altered", 10),
    ("DELETE FROM events WHERE seq = 10; DELETE FROM event_attributes WHERE seq = 10", "missing", 10),
    ("UPDATE events SET seq = -1 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 6; "
     "UPDATE events SET seq = 6 WHERE seq = -1", "moved", 3),
    ("INSERT INTO events SELECT 99, 'forged', time, scope, record, decisions, hash FROM events WHERE seq = 9", "inserted", 99),
    ("DELETE FROM events WHERE seq > 8; DELETE FROM event_attributes WHERE seq > 8; "
     "UPDATE meta SET value = 8 WHERE key = 'trail_count'; "
     "UPDATE meta SET value = (SELECT hash FROM events WHERE seq = 8) WHERE key = 'trail_head'", "missing", 9),
    ("DELETE FROM event_attributes WHERE seq = 10 AND attribute = 3", "misindexed", 10),
])
def test_every_kind_of_tampering_is_found_where_it_was_done(told, script, kind, event):
    event_id = sqlite3.connect(told.home / "lab.sqlite").execute(
        "SELECT id FROM events WHERE seq = ?", [event]).fetchone()
    tamper(told, script)
    result = told.run("trail", "verify", expect=36)
    assert "[NG]" in result.stdout and "kmslab: error: the trail is not what was kept" in result.stderr
    report = json.loads(told.run("trail", "verify", "--json", expect=36).stdout)
    finding = next(finding for finding in report["findings"] if finding["kind"] == kind)
    assert finding["firstEvent"] == event and str(event) in finding["text"]
    if kind == "missing":
        assert finding["after"] <= finding.get("before", "9999")
    elif kind not in ("moved", "inserted"):
        assert finding["eventId"] == event_id[0] and finding["time"].startswith("20")


def test_an_older_database_is_told_from_the_digests(told):
    copy = (told.home / "lab.sqlite").read_bytes()
    told.run("key", "describe", "alias/ledger")
    (told.home / "lab.sqlite").write_bytes(copy)
    result = told.run("trail", "verify", expect=36)
    assert re.search(r"events? 12 .*missing\n +after 20", result.stdout)


def test_a_digest_from_elsewhere_finds_out_an_older_home(told):
    older = {name: (told.home / name).read_bytes() for name in ["lab.sqlite", "trail.digests"]}
    told.run("key", "describe", "alias/ledger")
    kept = told.run("trail", "digest").stdout
    told.file("kept.digest", kept.encode())
    told.run("trail", "verify", "--digest", "kept.digest")
    for name, content in older.items():
        (told.home / name).write_bytes(content)
    told.run("trail", "verify")
    assert "missing" in told.run("trail", "verify", "--digest", "-", stdin=kept.encode(), expect=36).stdout


def test_what_is_no_digest_is_said_to_be_none(told):
    told.file("empty", b"\n")
    assert "no digest in" in told.refused(64, "trail", "verify", "--digest", "empty")
    told.refused(42, "trail", "verify", "--digest", "nowhere")
    told.file("other", b"{}\n")
    assert "none of this home" in told.run("trail", "verify", "--digest", "other", expect=36).stdout


def test_a_lab_in_memory_has_nothing_to_verify(lab):
    server = subprocess.Popen(
        [BINARY, "serve", "--memory", "--port", "0"], env=lab.environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    try:
        line = next(line for line in iter(server.stdout.readline, b"") if b"http://" in line)
        url = re.search(r"http://[0-9.:]+", line.decode()).group()
        assert "in memory" in lab.refused(27, "trail", "verify", "--endpoint", url)
    finally:
        server.terminate()
        server.wait(timeout=20)


# Filters and formats.


@pytest.mark.parametrize("filters, expected", [
    (["--user", "bob"], ["Decrypt", "GetObject"]),
    (["--user", "bob", "--via", "s3"], ["Decrypt"]),
    (["--refused"], ["Decrypt", "GetObject"]),
    (["--error", "AccessDenied", "--source", "kms"], ["Decrypt"]),
    (["--name", "GenerateDataKey", "--name", "PutObject"], ["GenerateDataKey", "PutObject"]),
    (["--resource", "letters/q1", "--no-refused"], ["PutObject"]),
    (["--key", "alias/ledger", "--user", "alice", "--read-only"], ["GenerateDataKey"]),
    (["--since", "1h", "--user", "alice", "--no-read-only"], ["PutObject"]),
    (["--until", "1h"], []),
    (["--user", "alice", "--last", "1"], ["PutObject"]),
])
def test_filters_speak_the_words_of_the_event(asked, filters, expected):
    assert [event["eventName"] for event in asked.events(*filters)] == expected


def test_what_is_no_filter_is_refused(told):
    assert "no moment" in told.refused(27, "trail", "--since", "soon")
    told.refused(64, "trail", "--csv", "--json")
    told.refused(64, "trail", "--last", "-1")
    assert "no events" in told.run("trail", "--user", "nobody").stderr


def test_the_table_fits_and_counts(told):
    lines = told.run("trail").stdout.splitlines()
    assert lines[0].split() == ["EVENT", "TIME", "WHO", "WHAT", "ON", "OUTCOME"]
    assert all(len(line) <= 88 for line in lines), max(lines, key=len)
    assert [line.split()[0] for line in lines[1:]] == [f"evt-{number}" for number in range(1, 12)]
    assert re.search(r"evt-10 .* bob via s3 +Decrypt +key/\S+ +AccessDenied", lines[10])


def test_a_spreadsheet_computes_nothing(lab):
    """IAM allows user names that a spreadsheet takes for formulas; keys are called anything."""
    users = ["=1+1", "+1", "-1", "@SUM"]
    for user in users:
        lab.run("call", "iam.CreateUser", "--input", json.dumps({"UserName": user}))
        lab.run("call", "kms.ListKeys", f"--as={user}", expect=None)
    for name in ['"quoted", twice', "line\nbreak"]:
        lab.run("call", "kms.DescribeKey", "--input", json.dumps({"KeyId": name}), expect=None)
    text = lab.run("trail", "--csv", text=False).stdout.decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(lab.events()) and text.endswith("\r\n")
    assert list(rows[0])[:4] == ["number", "eventTime", "user", "via"]
    assert [row["user"] for row in rows if row["eventName"] == "ListKeys"] == [f"'{user}" for user in users]
    for cell in (cell for row in rows for cell in row.values()):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell


# Following.


def follow(lab, *arguments):
    return subprocess.Popen(
        [BINARY, "trail", "--follow", *arguments], env=lab.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)


def test_who_follows_sees_what_was_there_and_what_comes_and_ends_at_ctrl_c(asked):
    process = follow(asked, "--json", "--last", "1", "--name", "ListKeys", "--name", "GetObject")
    try:
        assert json.loads(process.stdout.readline())["eventName"] == "GetObject"
        asked.run("alias", "list")
        for _ in range(3):
            asked.run("key", "list")
            assert json.loads(process.stdout.readline())["eventName"] == "ListKeys"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
        assert (process.returncode, output, errors) == (0, "", "")
    finally:
        process.kill()


def test_followers_keep_nobody_out_of_a_home(told):
    processes = [follow(told, "--json") for _ in range(3)]
    try:
        time.sleep(2)
        for _ in range(5):
            told.run("key", "list")
        told.run("trail", "verify")
        for process in processes:
            names = [json.loads(process.stdout.readline())["eventName"] for _ in range(5)]
            assert "ListKeys" in names
    finally:
        for process in processes:
            process.kill()


def test_a_server_that_ends_lets_its_followers_go(told):
    with Served(told) as server:
        process = follow(told, "--csv")
        assert process.stdout.readline().startswith("number,")
        told.run("key", "list")
        assert "ListKeys" in process.stdout.readline()
        started = time.monotonic()
        server.process.terminate()
        server.process.wait(timeout=30)
        assert time.monotonic() - started < 8
    assert process.wait(timeout=20) == 0
    assert "the server ends" in process.stderr.read()


def test_a_reader_that_goes_away_ends_the_command(told):
    process = follow(told, "--last", "2")
    process.stdout.readline()
    process.stdout.close()
    try:
        for _ in range(20):
            told.run("key", "list")
            if process.poll() is not None:
                break
        assert process.wait(timeout=10) is not None
    finally:
        process.kill()


# One event, and all of them.


def test_an_event_is_opened_with_its_decision_and_its_envelope(asked):
    text = asked.run("show", "evt-10").stdout
    for part in ["evt-10  Decrypt", "AccessDenied", "bob   via s3", "alias/ledger", "letters/q1", "envelope", "#1 of 1",
                 "DENIED  bob  kms:Decrypt  alias/ledger", "<== stopped here"]:
        assert part in text, part
    assert all(len(line) <= 78 for line in text.split("\n\n")[0].splitlines())
    shown = asked.json("show", "10")
    assert shown["event"]["errorCode"] == "AccessDenied" and shown["touched"]["object"]["material"]["number"] == 1
    identifier = shown["event"]["eventID"]
    assert asked.json("show", identifier[:8])["number"] == 10
    assert asked.json("show")["number"] >= 11
    assert "there is no event" in asked.refused(27, "show", "evt-4711")


def test_what_an_event_touched_may_be_gone(told):
    told.run("object", "rm", "letters/q1")
    told.run("key", "schedule-deletion", "alias/ledger", "--days", "7")
    told.run("clock", "advance", "8d")
    text = told.run("show", "evt-10").stdout
    assert "not there now: NoSuchKey" in text and "gone: it was deleted" in text


def test_a_timeline_shows_lanes_refusals_and_the_future(asked):
    asked.run("key", "rotation", "on", "alias/ledger")
    before = len(asked.events("--last", "1000"))
    text = asked.run("timeline", "--key", "alias/ledger", "--until", "+13mo").stdout
    assert all(len(line) <= 78 and line.isascii() for line in text.splitlines())
    lines = {line[:16].strip(): line[16:] for line in text.splitlines() if not line.startswith("  ")}
    assert "x" in lines["bob via s3"] and "G" in lines["alice via s3"]
    assert lines["alias/ledger"].startswith("#1=") and "#2" in lines["alias/ledger"]
    assert "#" in lines["kms itself"] and "on the fork" in text and "1 wrapped by #1" in text
    assert len(asked.events("--last", "1000")) == before
    drawn = asked.json("timeline", "--key", "alias/ledger", "--until", "+13mo")
    assert [event["name"] for event in drawn["events"] if event.get("future")] == ["RotateKey"]
    assert "alice" not in asked.run("timeline", "--user", "bob").stdout


def test_a_deletion_ahead_takes_the_objects_with_it(told):
    told.run("key", "schedule-deletion", "alias/ledger", "--days", "7")
    text = told.run("timeline", "--key", "alias/ledger", "--until", "+8d").stdout
    assert "!" in text and "0 of 1 can be opened" in text and "C CreateKey" in text
    assert "(pending)" in told.run("timeline", "--key", "alias/ledger").stdout


def test_wide_names_and_a_year_of_events_stay_within_the_page(lab):
    lab.run("call", "iam.CreateUser", "--input", json.dumps({"UserName": "a" * 60}))
    lab.run("key", "create", "--alias", "x" * 100)
    for _ in range(12):
        lab.run("clock", "advance", "31d")
        lab.run("key", "list")
    text = lab.run("timeline", "--until", "+2y").stdout
    assert all(len(line) <= 78 for line in text.splitlines()), max(text.splitlines(), key=len)
    assert "kmslab: no events" in lab.run("timeline", "--user", "nobody").stderr


# Nothing is answered before its event is durable.


def test_what_a_killed_server_has_answered_is_in_the_trail(told):
    """Changes, reads and refusals, over HTTP, by many at once; the server is killed in their midst."""
    for number in range(3):
        with Served(told) as server:
            record = json.loads((told.home / "server.json").read_text())
            answered = []

            def ask(worker):
                connection = http.client.HTTPConnection(record["address"].removeprefix("http://"), timeout=20)
                for count in itertools.count():
                    mark = f"mark-{number}-{worker}-{count}"
                    asked = [("CreateKey", {"Description": mark}), ("DescribeKey", {"KeyId": f"alias/{mark}"}),
                             ("GetKeyPolicy", {"KeyId": f"alias/{mark}"})][count % 3]
                    body = json.dumps({"service": "kms", "operation": asked[0], "input": asked[1], "as": "root"})
                    try:
                        connection.request("POST", "/_kmslab/call", body, {"X-Kmslab-Token": record["token"]})
                        connection.getresponse().read()
                    except (OSError, http.client.HTTPException):
                        return
                    answered.append(mark)

            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                workers = [pool.submit(ask, worker) for worker in range(8)]
                deadline = time.monotonic() + 30
                while len(answered) < 40 and time.monotonic() < deadline:
                    time.sleep(0.005)
                server.process.kill()
                for worker in workers:
                    worker.result()
        assert len(answered) >= 40
        kept = told.run("trail", "--json", "--last", "10000").stdout
        assert [mark for mark in answered if f'{mark}"' not in kept] == []
        told.run("trail", "verify")


def test_a_full_disk_loses_nothing_that_was_answered(lab, key):
    size = (lab.home / "lab.sqlite").stat().st_size

    def squeeze():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))

    answered, refused = 0, 0
    for _ in range(25):
        result = subprocess.run(
            [BINARY, "key", "create"], env=lab.environment, capture_output=True, text=True, preexec_fn=squeeze,
            restore_signals=False, timeout=60)
        # A file that may not grow is an I/O error to SQLite, a full disk is not: the one ends with 1, the other with 32.
        assert result.returncode in (0, 1, 32), (result.returncode, result.stderr)
        if result.returncode == 0:
            answered += 1
        else:
            refused += 1
            break
    assert refused == 1, "the disk never was full"
    assert len(lab.json("key", "list")) == answered + 1
    lab.run("trail", "verify")


# In somebody else's name.


def test_objects_are_asked_for_in_somebody_elses_name_through_a_server_too(asked):
    assert asked.run("object", "get", "letters/q1", "-", "--as", "alice").stdout == "the balance is 12\n"
    asked.refused(26, "object", "get", "letters/q1", "-", "--as", "bob")
    names = [event["userIdentity"]["userName"] for event in asked.events("--last", "2", "--source", "s3")]
    assert names == ["alice", "bob"]
