"""The verbs that manage keys, and the voice of the command line."""

import json

import pytest


def test_the_life_of_a_key(lab):
    arn, alias = lab.run("key", "create", "--alias", "ledger", "--description", "seals").stdout.splitlines()
    assert arn.startswith("arn:aws:kms:us-east-1:111122223333:key/") and alias == "alias/ledger"
    listed = lab.json("key", "list")
    assert [key["Arn"] for key in listed] == [arn] and listed[0]["Description"] == "seals"
    assert "alias/ledger" in lab.run("key", "list").stdout
    lab.run("key", "disable", "alias/ledger")
    assert lab.json("key", "describe", "alias/ledger")["Enabled"] is False
    lab.run("key", "enable", arn)
    lab.run("key", "rotate", "alias/ledger")
    assert [m["KeyMaterialState"] for m in lab.json("key", "rotations", arn)] == ["NON_CURRENT", "CURRENT"]
    lab.run("key", "rotation", "on", arn, "--days", "90")
    assert "every 90 days" in lab.run("key", "rotation", "status", arn).stdout
    lab.run("key", "rotation", "off", arn)
    assert "does not rotate" in lab.run("key", "rotation", "status", arn).stdout
    lab.run("key", "schedule-deletion", arn, "--days", "7")
    lab.run("key", "cancel-deletion", arn)
    assert lab.json("key", "describe", arn)["KeyState"] == "Disabled"


def test_waiting_periods_outside_7_to_30_days_are_refused(lab, key):
    for days in ["6", "31", "400"]:
        assert "pendingWindowInDays" in lab.refused(27, "key", "schedule-deletion", "alias/ledger", "--days", days)


def test_aliases(lab, key):
    lab.run("key", "create", "--alias", "other")
    lab.refused(27, "alias", "create", "ledger", "alias/other")
    lab.run("alias", "update", "ledger", "alias/other")
    other = lab.json("key", "describe", "alias/other")["KeyId"]
    assert {a["AliasName"]: a["TargetKeyId"] for a in lab.json("alias", "list")} == {
        "alias/ledger": other, "alias/other": other}
    lab.run("alias", "delete", "alias/ledger")
    lab.refused(20, "alias", "delete", "ledger")
    lab.refused(27, "alias", "create", "aws/mine", "alias/other")


def test_call_speaks_awss_own_json(lab, key):
    output = json.loads(lab.run("call", "kms.DescribeKey", "--input", json.dumps({"KeyId": key})).stdout)
    assert output["KeyMetadata"]["Arn"] == key
    lab.file("input.json", json.dumps({"KeyId": key}).encode())
    lab.run("call", "kms.DescribeKey", "--input", "@input.json")
    lab.refused(27, "call", "kms.Nothing")
    lab.refused(64, "call", "DescribeKey")
    lab.refused(64, "call", "kms.DescribeKey", "--input", "{")


def test_mistakes_of_usage_have_their_own_code(lab):
    for arguments in [["nonsense"], ["encrypt"], ["key", "create", "--days", "3"], ["encrypt", "f"]]:
        lab.refused(64, *arguments)
    lab.file("f")
    lab.refused(64, "encrypt", "f", "--key", "k", "--context", "nonsense")
    lab.refused(64, "key", "list", "--region", "Nowhere!")


def test_help_and_version_are_answers(lab):
    assert "encrypt" in lab.run("--help").stdout
    assert lab.run("--version").stdout.strip()
    assert "envelope" in lab.run("encrypt", "--help").stdout
    assert not lab.home.exists()


def test_every_verb_explains_itself(lab):
    for verb in ["encrypt", "decrypt", "explain", "key", "alias", "disk", "trail", "show", "timeline", "clock", "call", "demo",
                 "about"]:
        assert "OVERVIEW" in lab.run(verb, "--help").stdout


def test_completions(lab):
    for shell in ["bash", "zsh", "fish"]:
        assert "kmslab" in lab.run("--generate-completion-script", shell).stdout


def test_about_tells_what_is_real(lab):
    text = lab.run("about").stdout
    assert "OpenSSL" in text and "different from AWS" in text and "GenerateDataKey" in text
    assert {"real", "modelled", "different from AWS"} <= set(lab.json("about"))


def test_regions_are_worlds_of_their_own(lab, key):
    assert lab.json("key", "list", "--region", "eu-central-1") == []
    lab.refused(20, "key", "describe", key, "--region", "eu-central-1")
