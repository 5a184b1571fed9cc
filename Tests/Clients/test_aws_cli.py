"""Both AWS CLIs, unmodified."""

import base64
import json
import subprocess

import pytest

from conftest import aws_command_line, environment


@pytest.fixture(scope="module", params=[1, 2])
def command(request):
    found = aws_command_line(request.param)
    if found is None:
        pytest.skip(f"SKIPPED: no AWS CLI of version {request.param} on this machine")
    return found


@pytest.fixture
def aws(command, server):
    def run(*arguments, **variables):
        # Version 2 before 2.13 does not know AWS_ENDPOINT_URL.
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-west-1"}
        return subprocess.run(
            [command, "--endpoint-url", server.endpoint, "--output", "json", *arguments],
            capture_output=True, text=True, timeout=120, env=environment(**{**keys, **variables}),
        )

    return run


def test_a_key_is_made_used_and_refused(aws, tmp_path):
    made = aws("kms", "create-key", "--description", "é")
    assert made.returncode == 0, made.stderr
    metadata = json.loads(made.stdout)["KeyMetadata"]
    assert metadata["Arn"].startswith("arn:aws:kms:eu-west-1:111122223333:key/") and metadata["Description"] == "é"
    plain = tmp_path / "plain"
    plain.write_bytes(b"hello")
    sealed = aws("kms", "encrypt", "--key-id", metadata["KeyId"], "--plaintext", f"fileb://{plain}")
    assert sealed.returncode == 0, sealed.stderr
    blob = tmp_path / "blob"
    blob.write_bytes(base64.b64decode(json.loads(sealed.stdout)["CiphertextBlob"]))
    opened = aws("kms", "decrypt", "--ciphertext-blob", f"fileb://{blob}")
    assert base64.b64decode(json.loads(opened.stdout)["Plaintext"]) == b"hello"
    assert aws("kms", "disable-key", "--key-id", metadata["KeyId"]).returncode == 0
    refused = aws("kms", "decrypt", "--ciphertext-blob", f"fileb://{blob}")
    assert refused.returncode != 0 and "(DisabledException)" in refused.stderr


def test_a_wrong_secret_is_told_so(aws):
    refused = aws("kms", "list-keys", AWS_SECRET_ACCESS_KEY="wrong")
    assert "(InvalidSignatureException)" in refused.stderr and "Check your AWS Secret Access Key" in refused.stderr
