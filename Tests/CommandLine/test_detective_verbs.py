"""The verbs of the detective controls: config, inbox, advisor; in a home, and against a server."""

import json
import os
import signal
import subprocess
import threading
import time

import pytest

from command_line import BINARY

TOPIC = "arn:aws:sns:us-east-1:111122223333:alarm"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish", "Resource": TOPIC,
    }],
}


@pytest.fixture(params=["home", "server"])
def place(request, lab):
    """The lab, without a server and with one."""
    if request.param == "home":
        yield lab
        return
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [BINARY, "serve", "--port", "0", "--ready-fd", str(writer)], pass_fds=[writer], cwd=lab.directory,
        env=lab.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as ready:
        assert ready.readline().strip()
    yield lab
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=30) == 0


def call(lab, name, **input):
    return lab.run("call", name, "--input", json.dumps(input))


def arrange(lab):
    """A key, a rule of AWS Config, and a bell for compliance."""
    lab.run("key", "create", "--alias", "ledger")
    call(lab, "sns.CreateTopic", Name="alarm")
    call(lab, "sns.SetTopicAttributes", TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(POLICY))
    call(lab, "sns.Subscribe", TopicArn=TOPIC, Protocol="email", Endpoint="me@example.com")
    call(lab, "events.PutRule", Name="bell", EventPattern=json.dumps({
        "source": ["aws.config"], "detail": {"newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]}}}))
    call(lab, "events.PutTargets", Rule="bell", Targets=[{"Id": "1", "Arn": TOPIC}])
    call(lab, "config.PutConfigRule", ConfigRule={
        "ConfigRuleName": "rotation-on",
        "Source": {"Owner": "AWS", "SourceIdentifier": "CMK_BACKING_KEY_ROTATION_ENABLED"}})


def narrow(text):
    return all(len(line) <= 78 for line in text.splitlines())


def test_the_worked_example(place):
    arrange(place)
    place.run("key", "rotation", "on", "alias/ledger")
    assert "ok" in place.run("config", "rules").stdout
    place.run("key", "rotation", "off", "alias/ledger")

    rules = place.run("config", "rules").stdout
    assert "BAD" in rules and "alias/ledger" in rules and "after DisableKeyRotation by root" in rules
    timeline = place.run("config", "timeline", "alias/ledger").stdout
    assert [line.split()[1] for line in timeline.splitlines() if line.startswith("2")] == ["BAD", "ok", "BAD"]
    inbox = place.run("inbox").stdout
    assert inbox.count("NON_COMPLIANT  rotation-on") == 2
    assert narrow(rules) and narrow(timeline) and narrow(inbox)

    changes = place.json("config", "timeline", "--rule", "rotation-on")["changes"]
    assert [change["after"] for change in changes] == ["NON_COMPLIANT", "COMPLIANT", "NON_COMPLIANT"]
    event = changes[-1]["cause"]["eventID"]
    assert event in json.dumps(place.events())
    assert len(place.json("inbox")["messages"]) == 2
    assert place.json("config", "rules", "rotation-on")["rules"][0]["violations"][0]["cause"]["eventID"] == event


def test_advice_names_the_command_that_helps(place):
    place.run("key", "create", "--alias", "ledger")
    place.run("key", "create", "--alias", "old")
    place.run("key", "schedule-deletion", "alias/old", "--days", "7")
    place.run("bucket", "create", "letters")
    text = place.run("advisor").stdout
    assert narrow(text)
    assert text.index("[red]") < text.index("[yellow]") < text.index("[green]")
    advice = place.json("advisor")
    actions = {finding["resource"]: finding["action"] for check in advice["checks"] for finding in check["findings"]
               if check["title"] in ("keys about to be deleted", "rotation of keys")}
    assert actions == {
        "alias/old": "kmslab key cancel-deletion alias/old", "alias/ledger": "kmslab key rotation on alias/ledger"}
    findings = [finding for check in advice["checks"] for finding in check["findings"]]
    # The bucket's policy comes last: it shuts out whoever talks to S3 without TLS, as the server here does.
    for finding in sorted(findings, key=lambda one: "bucket policy" in one["action"]):
        if finding["action"].startswith("kmslab "):
            command = f'"$KMSLAB" {finding["action"][len("kmslab "):]}'
            done = subprocess.run(
                ["sh", "-ec", command], env={**place.environment, "KMSLAB": BINARY}, cwd=place.directory,
                capture_output=True)
            assert done.returncode == 0, (finding, done.stderr)
    checks = place.json("advisor")["checks"]
    after = {check["title"]: check["status"] for check in checks}
    assert after["keys about to be deleted"] == "green"
    # The key that was to be deleted can rotate again, and does not.
    rotation = next(check for check in checks if check["title"] == "rotation of keys")
    assert [finding["resource"] for finding in rotation["findings"]] == ["alias/old"]
    assert after["TLS for buckets"] == after["default encryption under a KMS key"] == "green"
    assert after["an alarm for keys"] == "yellow"


def test_the_inbox_can_be_followed(place):
    arrange(place)
    environment = {**place.environment, "PYTHONUNBUFFERED": "1"}
    following = subprocess.Popen(
        [BINARY, "inbox", "--follow", "--json"], stdout=subprocess.PIPE, env=environment, cwd=place.directory, text=True)
    lines = []
    threading.Thread(target=lambda: lines.extend(iter(following.stdout.readline, "")), daemon=True).start()
    place.run("key", "create", "--alias", "second")
    deadline = time.monotonic() + 60
    while len(lines) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    following.send_signal(signal.SIGINT)
    following.wait(timeout=30)
    assert [json.loads(line)["number"] for line in lines] == [1, 2]


def test_what_is_not_there_is_said(lab):
    assert "no rules yet" in lab.run("config", "rules").stderr
    assert "nothing" in lab.run("config", "timeline").stderr or "anything" in lab.run("config", "timeline").stderr
    assert "empty" in lab.run("inbox").stderr
    lab.refused(64, "config", "timeline", "--last", "x")
    assert lab.json("inbox")["messages"] == []
    assert lab.json("advisor")["counts"]["red"] == 0
