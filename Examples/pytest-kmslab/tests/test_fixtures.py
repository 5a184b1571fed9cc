"""The plugin, tested by using it."""

import datetime

import boto3
import botocore.exceptions
import pytest

import pytest_kmslab


def test_the_world_file_is_where_every_test_begins(kmslab):
    kms = kmslab.client("kms")
    assert kms.describe_key(KeyId="alias/ledger")["KeyMetadata"]["Description"] == "the ledger"
    kms.create_key()
    kmslab.reset()
    assert len(kms.list_keys()["Keys"]) == 1


def test_a_scheduled_key_is_gone_a_week_later(kmslab):
    kms = kmslab.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    before = kmslab.clock.now()
    assert kmslab.clock.advance(datetime.timedelta(days=8)) >= 1
    assert kmslab.clock.now() - before >= datetime.timedelta(days=8)
    with pytest.raises(kms.exceptions.NotFoundException):
        kms.describe_key(KeyId=key)


def test_somebody_else_is_refused(kmslab):
    bob = kmslab.client("kms", access_key="AKIABOB00000000001", secret_key="bobs-secret")
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        bob.list_keys()
    other = kmslab.client("kms", account="444455556666")
    assert other.create_key()["KeyMetadata"]["AWSAccountId"] == "444455556666"
    assert "CreateKey" in [event["eventName"] for event in kmslab.trail(5)]


def test_code_that_makes_its_own_clients(kmslab_environment):
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="mine")
    s3.put_object(Bucket="mine", Key="k", Body=b"x", ServerSideEncryption="aws:kms")
    assert s3.get_object(Bucket="mine", Key="k")["Body"].read() == b"x"


def test_a_world_comes_and_goes(kmslab):
    kmslab.load('accounts: {"111122223333": {keys: {second: {}}}}')
    assert "second" in kmslab.save()
    with pytest.raises(pytest_kmslab.DoorError, match="has no `nonsense`"):
        kmslab.load("nonsense: 1")


def test_a_server_that_cannot_start_says_why():
    with pytest.raises(RuntimeError, match="not a Region"):
        pytest_kmslab.KmslabServer(["--region", "!"])
