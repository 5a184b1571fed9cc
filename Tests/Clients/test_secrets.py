"""Secrets Manager and Parameter Store under boto3 and the AWS CLI."""

import base64
import json
import subprocess

import botocore.exceptions
import pytest

from conftest import aws_command_line, environment


def code(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


@pytest.fixture
def secrets(server):
    return server.client("secretsmanager")


@pytest.fixture
def ssm(server):
    return server.client("ssm")


def test_a_secret_lives_its_life(secrets):
    made = secrets.create_secret(Name="prod/db", SecretString="hunter2", Tags=[{"Key": "team", "Value": "red"}])
    assert made["ARN"].startswith("arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-")
    got = secrets.get_secret_value(SecretId="prod/db")
    assert got["SecretString"] == "hunter2" and got["VersionStages"] == ["AWSCURRENT"]
    secrets.put_secret_value(SecretId="prod/db", SecretBinary=b"\x00\xff")
    assert secrets.get_secret_value(SecretId=made["ARN"])["SecretBinary"] == b"\x00\xff"
    assert secrets.get_secret_value(SecretId="prod/db", VersionStage="AWSPREVIOUS")["SecretString"] == "hunter2"
    described = secrets.describe_secret(SecretId="prod/db")
    assert sorted(described["VersionIdsToStages"].values()) == [["AWSCURRENT"], ["AWSPREVIOUS"]]
    assert described["Tags"] == [{"Key": "team", "Value": "red"}]
    assert [s["Name"] for s in secrets.list_secrets()["SecretList"]] == ["prod/db"]
    secrets.rotate_secret(SecretId="prod/db", RotationRules={"AutomaticallyAfterDays": 30})
    assert len(secrets.get_secret_value(SecretId="prod/db")["SecretString"]) == 32
    answer = secrets.delete_secret(SecretId="prod/db", RecoveryWindowInDays=7)
    assert answer["DeletionDate"].year >= 2026
    assert code(secrets.get_secret_value, SecretId="prod/db") == "InvalidRequestException"
    secrets.restore_secret(SecretId="prod/db")
    secrets.delete_secret(SecretId="prod/db", ForceDeleteWithoutRecovery=True)
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.get_secret_value(SecretId="prod/db")


def test_a_rotation_falls_due_on_the_lab_s_clock(server, secrets):
    secrets.create_secret(Name="x", SecretString='{"username": "ada", "password": "old"}')
    secrets.rotate_secret(
        SecretId="x", RotationRules={"ScheduleExpression": "rate(10 days)"}, RotateImmediately=False)
    assert json.loads(secrets.get_secret_value(SecretId="x")["SecretString"])["password"] == "old"
    assert server.door("clock", {"advance": "11d"})[0] == 200
    secrets = server.client("secretsmanager")
    value = json.loads(secrets.get_secret_value(SecretId="x")["SecretString"])
    assert value["username"] == "ada" and value["password"] != "old"


def test_a_disabled_key_keeps_the_secret_back(server, secrets):
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    secrets.create_secret(Name="x", SecretString="y", KmsKeyId=key)
    kms.disable_key(KeyId=key)
    assert code(secrets.get_secret_value, SecretId="x") == "DecryptionFailure"
    assert code(secrets.put_secret_value, SecretId="x", SecretString="z") == "EncryptionFailure"
    batch = secrets.batch_get_secret_value(SecretIdList=["x"])
    assert batch["Errors"][0]["ErrorCode"] == "DecryptionFailure"


def test_what_the_lab_has_not_says_so(secrets):
    assert code(
        secrets.replicate_secret_to_regions, SecretId="x", AddReplicaRegions=[{"Region": "eu-central-1"}]
    ) == "UnknownOperationException"


def test_parameters_live_their_life(ssm):
    assert ssm.put_parameter(Name="/app/a", Value="1", Type="String")["Version"] == 1
    ssm.put_parameter(Name="/app/b", Value="hunter2", Type="SecureString")
    ssm.put_parameter(Name="/app/c", Value="x" * 8000, Type="SecureString", Tier="Advanced")
    assert ssm.get_parameter(Name="/app/b", WithDecryption=True)["Parameter"]["Value"] == "hunter2"
    assert ssm.get_parameter(Name="/app/b")["Parameter"]["Value"] != "hunter2"
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path="/app", WithDecryption=True, PaginationConfig={"PageSize": 2})
    assert [p["Value"] for page in pages for p in page["Parameters"]] == ["1", "hunter2", "x" * 8000]
    assert code(ssm.put_parameter, Name="/app/a", Value="2", Type="String") == "ParameterAlreadyExists"
    ssm.put_parameter(Name="/app/a", Value="2", Overwrite=True)
    ssm.label_parameter_version(Name="/app/a", ParameterVersion=1, Labels=["first"])
    assert ssm.get_parameter(Name="/app/a:first")["Parameter"]["Value"] == "1"
    assert len(ssm.get_parameter_history(Name="/app/a")["Parameters"]) == 2
    with pytest.raises(ssm.exceptions.ParameterNotFound):
        ssm.get_parameter(Name="/app/none")
    assert ssm.delete_parameters(Names=["/app/a", "/app/none"])["InvalidParameters"] == ["/app/none"]


def test_an_advanced_parameter_opens_with_aws_s_own_library(server, ssm):
    encryption_sdk = pytest.importorskip("aws_encryption_sdk")
    from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig

    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    ssm.put_parameter(Name="/app/c", Value="a certificate", Type="SecureString", Tier="Advanced", KeyId=key)
    message = base64.b64decode(ssm.get_parameter(Name="/app/c")["Parameter"]["Value"])
    provider = KMSMasterKey(config=KMSMasterKeyConfig(key_id=key, client=kms))
    plaintext, header = encryption_sdk.EncryptionSDKClient().decrypt(source=message, key_provider=provider)
    assert plaintext == b"a certificate"
    assert header.encryption_context["PARAMETER_ARN"] == "arn:aws:ssm:us-east-1:111122223333:parameter/app/c"


def test_the_aws_cli_speaks_to_both(server):
    command = aws_command_line(2) or aws_command_line(1)
    if command is None:
        pytest.skip("no AWS CLI")

    def aws(*arguments):
        result = subprocess.run(
            [command, "--endpoint-url", server.endpoint, "--region", "us-east-1", "--output", "json", *arguments],
            capture_output=True, text=True, timeout=120,
            env=environment(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test"))
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout) if result.stdout.strip() else {}

    aws("secretsmanager", "create-secret", "--name", "cli", "--secret-string", "hunter2")
    assert aws("secretsmanager", "get-secret-value", "--secret-id", "cli")["SecretString"] == "hunter2"
    aws("ssm", "put-parameter", "--name", "cli", "--value", "hunter2", "--type", "SecureString")
    got = aws("ssm", "get-parameter", "--name", "cli", "--with-decryption")
    assert got["Parameter"]["Value"] == "hunter2"
