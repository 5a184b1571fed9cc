"""why, try, can, --as: who may, and what would change it."""

import json

import pytest

WORLD = """
accounts:
  "111122223333":
    users:
      bob:
        policies:
          AllowLedger:
            Version: 2012-10-17
            Statement:
              - Sid: AllowLedger
                Effect: Allow
                Action: kms:Decrypt
                Resource: "*"
                Condition: {StringEquals: {kms:ViaService: s3.us-east-1.amazonaws.com}}
      carol:
        policies:
          Admin: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "kms:*", Resource: "*"}]}
    roles:
      app:
        trust: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}
    keys:
      ledger: {}
"""


@pytest.fixture
def world(lab):
    lab.file("world.yaml", WORLD.encode())
    lab.run("world", "load", "world.yaml")
    return lab


def refuse_bob(lab):
    """bob is refused; the event's id."""
    lab.file("in")
    lab.run("encrypt", "in", "--key", "alias/ledger", "--context", "doc=q1", "--direct", "--force")
    lab.refused(26, "decrypt", "in.enc", "--as", "bob", "--context", "doc=q1", "-o", "out")
    return lab.events("--last", "1")[0]["eventID"]


def test_a_refusal_is_explained_in_another_process(world):
    event = refuse_bob(world)
    for subject in [[], ["last"], [event]]:
        text = world.run("why", *subject).stdout
        assert text.startswith("DENIED  bob  kms:Decrypt  alias/ledger  20")
        for part in [
            "context doc=q1", "via (none", event, "explicit Deny in any policy", "key policy lets IAM decide", "almost",
            "StringEquals kms:ViaService", "wants  s3.us-east-1.amazonaws.com", "got    (absent)", "<== stopped here",
            "every statement that was read", "nobody said yes", "is not authorized to perform: kms:Decrypt",
            "grant Decrypt to bob, only for doc=q1", f"kmslab try a --event {event}",
        ]:
            assert part in text, (part, text)


def test_json_has_everything_that_the_text_has(world):
    event = refuse_bob(world)
    answer = world.json("why", event)
    assert answer["event"]["eventID"] == event
    assert answer["decisions"][-1]["outcome"] == "deniedImplicitly"
    assert [suggestion["letter"] for suggestion in answer["suggestions"]][:2] == ["a", "b"]


def test_a_question_is_answered_and_leaves_no_event(world):
    before = world.events()
    denied = world.run("why", "--as", "bob", "kms:Decrypt", "alias/ledger", "--context", "doc=q1").stdout
    assert denied.startswith("DENIED  bob  kms:Decrypt  alias/ledger")
    allowed = world.run("why", "--as", "bob", "kms:Decrypt", "alias/ledger", "--via", "s3").stdout
    assert allowed.startswith("ALLOWED  bob") and "what would change it" not in allowed
    assert world.events() == before


def test_a_change_is_tried_on_a_fork_only(world):
    refuse_bob(world)
    for letter in "ab":
        text = world.run("try", letter).stdout
        assert "before  DENIED" in text and "after   ALLOWED" in text
    assert "kms:CreateGrant by root" in world.run("try", "b").stdout
    world.refused(26, "can", "--as", "bob", "kms:Decrypt", "alias/ledger")
    assert world.json("call", "kms.ListGrants", "--input", grants_of(world))["Grants"] == []
    world.refused(27, "try", "z")


def grants_of(lab):
    return json.dumps({"KeyId": lab.json("key", "describe", "alias/ledger")["Arn"]})


def test_the_command_that_try_prints_does_it_in_earnest(world):
    question = ["--as", "bob", "kms:Encrypt", "alias/ledger"]
    step = world.json("try", "a", *question)["steps"][0]
    world.run("call", f"{step['service']}.{step['operation']}", "--input", json.dumps(step["input"]))
    assert world.run("can", *question).stdout == "yes\n"


def test_the_matrix_agrees_with_single_answers(world):
    matrix = world.json("can", "--matrix")
    assert matrix["principals"] == ["root", "bob", "carol", "role/app"]
    assert matrix["resources"] == ["alias/ledger"]
    for cell in matrix["cells"][::5]:
        code = 0 if cell["outcome"] == "allowed" else 26
        world.run("can", "--as", cell["principal"], cell["action"], cell["resource"], expect=code)
    table = world.run("can", "--matrix", "--as", "bob", "--as", "carol", "--action", "kms:Decrypt").stdout
    assert [line.split() for line in table.splitlines()[2:4]] == [["bob", "-"], ["carol", "yes"]]


def test_as_acts_in_somebodys_name(world):
    world.run("key", "disable", "alias/ledger", "--as", "carol")
    event = world.events()[-1]
    assert event["eventName"] == "DisableKey"
    assert event["userIdentity"]["arn"] == "arn:aws:iam::111122223333:user/carol"
    world.refused(26, "key", "enable", "alias/ledger", "--as", "role/app")
    assert "nobody called" in world.refused(27, "key", "list", "--as", "eve")
    world.refused(64, "why", "--as", "bob", "--as", "carol", "kms:Decrypt", "alias/ledger")


def test_what_cannot_be_explained_is_said(lab):
    assert "nothing has been decided" in lab.refused(27, "why")
    lab.refused(27, "why", "12345678-1234-4234-8234-123456789012")
    lab.refused(27, "why", "--as", "root", "kms:Nonsense", "alias/ledger")
    lab.refused(20, "why", "--as", "root", "kms:Decrypt", "alias/none")
    lab.refused(64, "can")
    lab.refused(64, "why", "a", "b", "c")
