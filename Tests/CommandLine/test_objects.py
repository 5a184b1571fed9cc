"""The verbs of the object store, on a home and against a server."""

import json
import os
import re
import subprocess
import time

import pytest

from command_line import BINARY


@pytest.fixture(params=["home", "server"])
def store(request, lab):
    """A lab whose home is opened by every command, or held by a server (over TLS, which SSE-C wants)."""
    if request.param == "home":
        yield lab
        return
    environment = {**lab.environment}
    server = subprocess.Popen(
        [BINARY, "serve", "--port", "0", "--tls"], cwd=lab.directory, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 20
        while not (lab.home / "server.json").exists():
            assert server.poll() is None and time.monotonic() < deadline, "no server"
            time.sleep(0.05)
        yield lab
    finally:
        server.terminate()
        server.wait(timeout=20)


def version(output):
    return re.search(r"^version (\S+)$", output, re.M)[1]


def test_an_object_comes_back_as_it_went(store):
    assert store.run("bucket", "create", "kumo-letters").stdout == "arn:aws:s3:::kumo-letters\n"
    body = os.urandom(3_000_000)
    store.file("letter.bin", body)
    report = store.json("object", "put", "letter.bin", "kumo-letters/in/letter.bin", "--meta", "colour=blue")
    assert report["size"] == len(body) and report["x-amz-server-side-encryption"] == "AES256"
    store.run("object", "get", "kumo-letters/in/letter.bin", "back.bin")
    assert (store.directory / "back.bin").read_bytes() == body
    store.refused(40, "object", "get", "kumo-letters/in/letter.bin", "back.bin")
    ranged = store.run("object", "get", "kumo-letters/in/letter.bin", "-", "--range", "70000-70009", text=False)
    assert ranged.stdout == body[70000:70010]
    assert store.json("object", "head", "kumo-letters/in/letter.bin")["x-amz-meta-colour"] == "blue"
    assert store.files() == ["back.bin", "letter.bin"]


@pytest.mark.parametrize("size", [0, 1, 262_143, 262_144, 262_145, 524_288])
def test_sizes_at_the_edges_of_pieces(lab, size):
    lab.run("bucket", "create", "kumo")
    body = os.urandom(size)
    lab.file("f", body)
    lab.run("object", "put", "f", "kumo/f")
    assert lab.run("object", "get", "kumo/f", "-", text=False).stdout == body


def test_every_encryption_says_what_it_is(store):
    store.run("bucket", "create", "kumo")
    arn = store.run("key", "create", "--alias", "ledger").stdout.splitlines()[0]
    store.file("f")
    store.file("key", bytes(range(32)))
    name = "x-amz-server-side-encryption"
    assert store.json("object", "put", "f", "kumo/s3", "--sse", "s3")[name] == "AES256"
    kms = store.json("object", "put", "f", "kumo/kms", "--sse", "kms", "--sse-key", "alias/ledger", "--bucket-key")
    assert kms[name] == "aws:kms" and kms[f"{name}-aws-kms-key-id"] == arn
    assert kms[f"{name}-bucket-key-enabled"] == "true"
    assert store.json("object", "put", "f", "kumo/dsse", "--sse", "dsse")[name] == "aws:kms:dsse"
    store.refused(26, "object", "put", "f", "kumo/c", "--sse", "c", "--sse-c-key", "key")
    assert "taken" in store.run("bucket", "encryption", "kumo", "--allow-sse-c").stdout
    own = store.json("object", "put", "f", "kumo/c", "--sse", "c", "--sse-c-key", "key")
    assert own[f"{name}-customer-algorithm"] == "AES256"
    store.refused(27, "object", "get", "kumo/c", "-")
    assert store.run("object", "get", "kumo/c", "-", "--sse-c-key", "key").stdout == "the balance is 12\n"
    store.file("other", bytes(32))
    store.refused(26, "object", "get", "kumo/c", "-", "--sse-c-key", "other")
    store.run("object", "cp", "kumo/c", "kumo/copy", "--source-sse-c-key", "key", "--sse", "kms")
    assert store.run("object", "get", "kumo/copy", "-").stdout == "the balance is 12\n"


def test_mistakes_are_told(lab):
    lab.run("bucket", "create", "kumo")
    lab.file("f")
    lab.file("short", b"123")
    for arguments in [
        ["object", "put", "f", "kumo"], ["object", "put", "f", "kumo/f", "--sse", "c"],
        ["object", "put", "f", "kumo/f", "--sse", "rot13"], ["object", "put", "f", "kumo/f", "--sse-key", "k"],
        ["object", "put", "f", "kumo/f", "--sse", "c", "--sse-c-key", "short"],
        ["object", "put", "f", "kumo/f", "--lock-mode", "governance"], ["bucket", "encryption", "kumo", "--sse", "c"],
        ["bucket", "lock", "kumo", "--mode", "governance"], ["lock", "set", "kumo", "--mode", "governance"],
        ["object", "put", "f", "kumo/f", "--lock-mode", "governance", "--lock-until", "tomorrow"],
        ["matrix", "kumo", "--why", "sse-c"], ["matrix", "kumo", "--why", "rot13", "root"],
    ]:
        lab.refused(64, *arguments)
    lab.refused(42, "object", "put", "missing", "kumo/f")
    lab.refused(41, "object", "put", ".", "kumo/f")
    lab.refused(27, "object", "get", "kumo/missing", "-")
    lab.refused(27, "object", "get", "nowhere/f", "-")
    lab.refused(27, "bucket", "create", "No_Name")
    lab.refused(27, "object", "put", "f", "kumo/f", "--sse", "kms", "--sse-key", "alias/none")
    assert lab.json("object", "ls", "kumo") == []


def test_versions_markers_and_what_rm_does(store):
    store.run("bucket", "create", "kumo", "--versioning")
    store.file("one", b"one")
    store.file("two", b"two")
    first = version(store.run("object", "put", "one", "kumo/f").stdout)
    second = version(store.run("object", "put", "two", "kumo/f").stdout)
    assert "hidden behind delete marker" in store.run("object", "rm", "kumo/f").stdout
    store.refused(27, "object", "get", "kumo/f", "-")
    listed = store.json("object", "versions", "kumo")
    assert [v["IsDeleteMarker"] for v in listed] == [True, False, False]
    assert [v["VersionId"] for v in listed[1:]] == [second, first]
    assert store.run("object", "get", "kumo/f", "-", "--version", first).stdout == "one"
    store.run("object", "rm", "kumo/f", "--version", listed[0]["VersionId"])
    assert store.run("object", "get", "kumo/f", "-").stdout == "two"
    assert "for good" in store.run("object", "rm", "kumo/f", "--version", second).stdout
    assert store.run("object", "get", "kumo/f", "-").stdout == "one"


def test_listings_know_slashes_and_strange_names(lab):
    lab.run("bucket", "create", "kumo")
    lab.file("f")
    for name in ["a/1", "a/2", "b", "ü b+c%20", "line\u0001end", "日本"]:
        lab.run("object", "put", "f", f"kumo/{name}")
    keys = [entry.get("Key") or entry["Prefix"] for entry in lab.json("object", "ls", "kumo")]
    assert set(keys) == {"a/", "b", "ü b+c%20", "line\u0001end", "日本"}
    assert [entry["Key"] for entry in lab.json("object", "ls", "kumo/a/")] == ["a/1", "a/2"]
    assert len(lab.json("object", "ls", "kumo", "--all")) == 6
    assert "\u0001" not in lab.run("object", "ls", "kumo").stdout


def test_locks(store):
    store.run("bucket", "create", "kumo-ledger", "--lock")
    store.file("f")
    held = version(store.run(
        "object", "put", "f", "kumo-ledger/2025.csv", "--lock-mode", "compliance", "--lock-until", "400d").stdout)
    for bypass in [[], ["--bypass"]]:
        store.refused(26, "object", "rm", "kumo-ledger/2025.csv", "--version", held, *bypass)
    assert "compliance" in store.run("lock", "show", "kumo-ledger/2025.csv").stdout
    store.refused(26, "lock", "set", "kumo-ledger/2025.csv", "--mode", "compliance", "--until", "10d")
    until = store.json("lock", "extend", "kumo-ledger/2025.csv", "--until", "800d")["RetainUntilDate"]
    assert store.json("lock", "show", "kumo-ledger/2025.csv")["RetainUntilDate"] == until
    assert store.json("lock", "hold", "kumo-ledger/2025.csv")["LegalHold"] == "ON"
    store.run("clock", "advance", "900d")
    store.refused(26, "object", "rm", "kumo-ledger/2025.csv", "--version", held)
    assert store.json("lock", "release", "kumo-ledger/2025.csv")["LegalHold"] == "OFF"
    store.run("object", "rm", "kumo-ledger/2025.csv", "--version", held)
    governed = version(store.run(
        "object", "put", "f", "kumo-ledger/g", "--lock-mode", "governance", "--lock-until", "2099-01-01").stdout)
    store.refused(26, "object", "rm", "kumo-ledger/g", "--version", governed)
    store.run("lock", "release", "kumo-ledger/g", "--retention")
    assert store.json("lock", "show", "kumo-ledger/g")["Mode"] is None
    assert "3 days in governance" in store.run(
        "bucket", "lock", "kumo-ledger", "--mode", "governance", "--days", "3").stdout
    store.run("object", "put", "f", "kumo-ledger/default")
    assert store.json("lock", "show", "kumo-ledger/default")["Mode"] == "GOVERNANCE"


def test_the_lock_calendar(lab):
    lab.run("bucket", "create", "kumo-ledger", "--lock")
    lab.file("f")
    lab.run("object", "put", "f", "kumo-ledger/f", "--lock-mode", "compliance", "--lock-until", "7y")
    lab.run("object", "put", "f", "kumo-ledger/f", "--lock-mode", "governance", "--lock-until", "1y")
    lab.run("object", "put", "f", "kumo-ledger/f", "--legal-hold")
    lab.run("object", "rm", "kumo-ledger/f")
    versions = lab.json("locks", "kumo-ledger/f")["versions"]
    assert [v["deletableBy"] for v in versions] == [["root"], [], ["root+bypass"], []]
    assert [v.get("hold") for v in versions] == [None, True, False, False]
    text = lab.run("locks", "kumo-ledger/f").stdout
    assert "ghost" in text and "nobody" in text and "CCCC" in text and "GG" in text and "HOLD" in text
    # Looking changes nothing.
    assert lab.json("locks", "kumo-ledger/f")["versions"] == versions
    lab.run("clock", "advance", "8y")
    versions = lab.json("locks", "kumo-ledger/f")["versions"]
    assert [v["deletableBy"] for v in versions] == [["root"], [], ["root"], ["root"]]


def test_the_matrix_is_what_trying_says(store):
    store.run("bucket", "create", "kumo-letters")
    events = len(store.events("--last", "10000"))
    rows = {row["id"]: row["cells"] for row in store.json("matrix", "kumo-letters")["rows"]}
    seen = {
        mode: "".join({"plaintext": "P", "noise": ".", "refused": "-"}[cells[viewer]["sees"]] for viewer in cells)
        for mode, cells in rows.items()
    }
    # tap, disk, s3-op, reader, reader+decrypt, key admin, root, other account, later
    assert seen == {
        "sse-s3": "..PPP-P-P", "sse-kms-aws": "..PPP-P-P", "sse-kms": "..P-P-P-P", "dsse-kms": "..P-P-P-P",
        "sse-c": "..P------", "client-kms": "....P-P-P", "client-own": ".....-.-.",
    }
    for mode in ["sse-s3", "sse-kms", "dsse-kms", "sse-c", "client-kms", "client-own"]:
        assert rows[mode]["disk"]["sees"] == "noise"
    assert rows["sse-kms"]["reader"]["sees"] == "refused" and "AccessDenied" in rows["sse-kms"]["reader"]["why"]
    assert rows["sse-kms-aws"]["reader"]["sees"] == "plaintext"
    assert rows["client-own"]["root"]["sees"] == "noise" and rows["sse-c"]["root"]["sees"] == "refused"
    http = {row["id"]: row["cells"] for row in store.json("matrix", "kumo-letters", "--http")["rows"]}
    assert http["sse-s3"]["tap"]["sees"] == "plaintext" and http["client-kms"]["tap"]["sees"] == "noise"
    assert "InvalidRequest" in store.run("matrix", "kumo-letters", "--why", "sse-c", "root").stdout
    # All of it happened on forks.
    assert store.json("object", "ls", "kumo-letters") == [] and store.json("key", "list") == []
    assert len(store.events("--last", "10000")) == events + 3


def test_a_policy_of_the_bucket_changes_the_matrix(lab):
    lab.run("bucket", "create", "kumo")
    deny = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::kumo/*",
        "Condition": {"StringLike": {"aws:PrincipalArn": "*matrix-reader"}}}]}
    lab.run("bucket", "policy", "kumo", "--set", json.dumps(deny))
    rows = {row["id"]: row["cells"] for row in lab.json("matrix", "kumo")["rows"]}
    assert rows["sse-s3"]["reader"]["sees"] == "refused" and rows["sse-s3"]["reader+decrypt"]["sees"] == "plaintext"
    assert json.loads(lab.run("bucket", "policy", "kumo").stdout)["Statement"][0]["Effect"] == "Deny"
    lab.run("bucket", "policy", "kumo", "--remove")
    lab.refused(27, "bucket", "policy", "kumo")


def test_the_disk_holds_noise(lab):
    lab.run("bucket", "create", "kumo")
    planted = b"attack at dawn, said nobody"
    lab.file("f", planted * 4000)
    for sse in ["s3", "kms", "dsse"]:
        lab.run("object", "put", "f", f"kumo/{sse}", "--sse", sse)
        stored = lab.json("disk", f"kumo/{sse}")
        assert stored["size"] == len(planted) * 4000 and stored["pieces"][0]["sealedBytes"] > stored["size"]
        assert planted[:12].hex() not in stored["pieces"][0]["bytes"]
        assert "not encrypted" in lab.run("disk", f"s3://kumo/{sse}").stdout
    for path in lab.home.rglob("*"):
        if path.is_file():
            assert planted not in path.read_bytes(), path


def test_lifecycle_acts_when_the_clock_runs(lab):
    lab.run("bucket", "create", "kumo", "--versioning")
    lab.file("f")
    lab.run("object", "put", "f", "kumo/f")
    rules = lab.json("bucket", "lifecycle", "kumo", "--expire", "30", "--expire-noncurrent", "10")
    assert rules[0]["Expiration"]["Days"] == "30"
    lab.run("clock", "advance", "32d")
    assert lab.json("object", "ls", "kumo") == []
    lab.run("clock", "advance", "12d")
    assert not [v for v in lab.json("object", "versions", "kumo") if not v["IsDeleteMarker"]]
    lab.run("bucket", "lifecycle", "kumo", "--remove")
    lab.refused(27, "bucket", "lifecycle", "kumo")


def test_policies_decide_who_reads(lab):
    lab.run("bucket", "create", "kumo")
    lab.file("f")
    lab.run("object", "put", "f", "kumo/f")
    lab.run("call", "iam.CreateUser", "--input", json.dumps({"UserName": "bob"}))
    lab.refused(26, "object", "get", "kumo/f", "-", "--as", "bob")
    policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::kumo/*"}]}
    lab.run("call", "iam.PutUserPolicy", "--input", json.dumps(
        {"UserName": "bob", "PolicyName": "p", "PolicyDocument": json.dumps(policy)}))
    assert lab.run("object", "get", "kumo/f", "-", "--as", "bob").stdout == "the balance is 12\n"
    lab.refused(26, "object", "ls", "kumo", "--as", "bob")


def test_a_transfer_that_breaks_off_leaves_nothing(lab):
    lab.run("bucket", "create", "kumo")
    lab.refused(26, "object", "put", str(lab.file("f")), "kumo/f", "--sse", "c", "--sse-c-key",
                str(lab.file("key", bytes(range(32)))))
    assert lab.json("object", "ls", "kumo") == []
    lab.file("out", b"mine")
    lab.refused(27, "object", "get", "kumo/missing", "out", "--force")
    assert (lab.directory / "out").read_bytes() == b"mine"


def test_buckets_are_listed(store):
    assert store.json("bucket", "list") == []
    store.run("bucket", "create", "kumo-a")
    store.run("bucket", "create", "kumo-b", "--region", "eu-central-1")
    assert {b["Name"]: b["BucketRegion"] for b in store.json("bucket", "list")} == {
        "kumo-a": "us-east-1", "kumo-b": "eu-central-1"}
    assert "kumo-a" in store.run("bucket", "list").stdout
    assert store.run("bucket", "versioning", "kumo-a").stdout == "never turned on\n"
    assert store.run("bucket", "versioning", "kumo-a", "on").stdout == "enabled\n"
    assert store.run("bucket", "versioning", "kumo-a", "suspend").stdout == "suspended\n"
