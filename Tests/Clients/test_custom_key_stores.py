"""Custom key stores: keys inside a SoftHSM2 token, and keys outside of the service."""

import json
import os
import stat
import subprocess
import time

import botocore.exceptions
import pytest

from conftest import aws_command_line, environment

ANCHOR = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
PASSWORD = "kmsuser-password"
LIBRARIES = [
    "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
]
needs_softhsm = pytest.mark.skipif(
    not any(map(os.path.exists, LIBRARIES)), reason="SKIPPED: SoftHSM2 is not installed (Debian: softhsm2)")


def refusal(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def make_store(kms, cluster, password=PASSWORD, name="hsm"):
    return kms.create_custom_key_store(
        CustomKeyStoreName=name, CloudHsmClusterId=cluster, TrustAnchorCertificate=ANCHOR, KeyStorePassword=password
    )["CustomKeyStoreId"]


def describe(kms, store):
    return kms.describe_custom_key_stores(CustomKeyStoreId=store)["CustomKeyStores"][0]


def connect(server, kms, store):
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    assert describe(kms, store)["ConnectionState"] == "CONNECTING"
    server.door("clock", {"advance": "5s"})
    return describe(kms, store)


@needs_softhsm
class TestCloudHSM:
    def test_a_key_is_made_and_used_in_the_token(self, server, kms):
        store = make_store(kms, "cluster-aaaaaaaaaaa")
        assert connect(server, kms, store)["ConnectionState"] == "CONNECTED"
        key = kms.create_key(Origin="AWS_CLOUDHSM", CustomKeyStoreId=store)["KeyMetadata"]
        assert key["CloudHsmClusterId"] == "cluster-aaaaaaaaaaa" and key["CustomKeyStoreId"] == store
        blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"inside", EncryptionContext={"a": "b"})["CiphertextBlob"]
        assert b"inside" not in blob
        assert kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})["Plaintext"] == b"inside"
        assert refusal(kms.decrypt, CiphertextBlob=blob) == "InvalidCiphertextException"
        changed = blob[:-1] + bytes([blob[-1] ^ 1])
        code = refusal(kms.decrypt, CiphertextBlob=changed, EncryptionContext={"a": "b"})
        assert code == "InvalidCiphertextException"
        assert len(kms.generate_random(NumberOfBytes=20, CustomKeyStoreId=store)["Plaintext"]) == 20
        kms.disconnect_custom_key_store(CustomKeyStoreId=store)
        server.door("clock", {"advance": "5s"})
        assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "Unavailable"
        assert refusal(kms.decrypt, CiphertextBlob=blob) == "KMSInvalidStateException"
        assert refusal(kms.delete_custom_key_store, CustomKeyStoreId=store) == "CustomKeyStoreHasCMKsException"

    def test_a_wrong_password_fails_the_connection(self, server, kms):
        first = make_store(kms, "cluster-bbbbbbbbbbb")
        assert connect(server, kms, first)["ConnectionState"] == "CONNECTED"
        kms.disconnect_custom_key_store(CustomKeyStoreId=first)
        server.door("clock", {"advance": "5s"})
        kms.update_custom_key_store(CustomKeyStoreId=first, KeyStorePassword="another-password")
        failed = connect(server, kms, first)
        assert (failed["ConnectionState"], failed["ConnectionErrorCode"]) == ("FAILED", "INVALID_CREDENTIALS")

    def test_keys_survive_the_server_and_nobody_else_can_look(self, start, tmp_path):
        home = tmp_path / "home"
        first = start("--home", str(home))
        kms = first.client("kms")
        store = make_store(kms, "cluster-ccccccccccc")
        connect_durably(first, kms, store)
        key = kms.create_key(Origin="AWS_CLOUDHSM", CustomKeyStoreId=store)["KeyMetadata"]["KeyId"]
        blob = kms.encrypt(KeyId=key, Plaintext=b"inside")["CiphertextBlob"]
        for directory in [home / "hsm", home / "hsm" / "tokens"]:
            assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
        assert PASSWORD.encode() not in everything and b"inside" not in everything
        assert first.stop()[0] == 0
        second = start("--home", str(home))
        assert second.client("kms").decrypt(CiphertextBlob=blob)["Plaintext"] == b"inside"

    def test_without_its_token_a_key_is_lost(self, start, tmp_path):
        home = tmp_path / "home"
        first = start("--home", str(home))
        kms = first.client("kms")
        store = make_store(kms, "cluster-ddddddddddd")
        connect_durably(first, kms, store)
        key = kms.create_key(Origin="AWS_CLOUDHSM", CustomKeyStoreId=store)["KeyMetadata"]["KeyId"]
        blob = kms.encrypt(KeyId=key, Plaintext=b"inside")["CiphertextBlob"]
        first.stop()
        for path in sorted((home / "hsm").rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        second = start("--home", str(home))
        assert refusal(second.client("kms").decrypt, CiphertextBlob=blob) == "KMSInvalidStateException"

    def test_a_lab_in_memory_leaves_no_token_behind(self, start, tmp_path):
        server = start("--memory", TMPDIR=str(tmp_path))
        kms = server.client("kms")
        assert connect(server, kms, make_store(kms, "cluster-eeeeeeeeeee"))["ConnectionState"] == "CONNECTED"
        assert [path.name[:11] for path in tmp_path.iterdir()] == ["kmslab-hsm-"]
        assert server.stop()[0] == 0
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("major", [1, 2])
    def test_the_aws_cli(self, server, kms, tmp_path, major):
        command = aws_command_line(major)
        if command is None:
            pytest.skip(f"SKIPPED: no AWS CLI of version {major} on this machine")
        anchor = tmp_path / "anchor.pem"
        anchor.write_text(ANCHOR)

        def aws(*arguments):
            keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
            result = subprocess.run(
                [command, "--endpoint-url", server.endpoint, "--output", "json", "kms", *arguments],
                capture_output=True, text=True, timeout=120, env=environment(**keys))
            assert result.returncode == 0, result.stderr
            return json.loads(result.stdout) if result.stdout else {}

        store = aws(
            "create-custom-key-store", "--custom-key-store-name", "hsm", "--cloud-hsm-cluster-id",
            f"cluster-fffffffffff{major + 1}", "--trust-anchor-certificate", f"file://{anchor}",
            "--key-store-password", PASSWORD)["CustomKeyStoreId"]
        aws("connect-custom-key-store", "--custom-key-store-id", store)
        server.door("clock", {"advance": "5s"})
        key = aws("create-key", "--origin", "AWS_CLOUDHSM", "--custom-key-store-id", store)["KeyMetadata"]["KeyId"]
        blob = kms.encrypt(KeyId=key, Plaintext=b"inside")["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"inside"

    def test_the_command_line(self, kmslab, tmp_path):
        home = str(tmp_path / "home")

        def call(operation, payload):
            result = kmslab("call", f"kms.{operation}", "--input", json.dumps(payload), "--home", home)
            assert result.returncode == 0, result.stderr
            return json.loads(result.stdout) if result.stdout.strip() else {}

        store = call("CreateCustomKeyStore", {
            "CustomKeyStoreName": "hsm", "CloudHsmClusterId": "cluster-ggggggggggg",
            "TrustAnchorCertificate": ANCHOR, "KeyStorePassword": PASSWORD,
        })["CustomKeyStoreId"]
        call("ConnectCustomKeyStore", {"CustomKeyStoreId": store})
        assert kmslab("clock", "advance", "5s", "--home", home).returncode == 0
        key = call("CreateKey", {"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store})["KeyMetadata"]["KeyId"]
        blob = call("Encrypt", {"KeyId": key, "Plaintext": "aW5zaWRl"})["CiphertextBlob"]
        assert call("Decrypt", {"CiphertextBlob": blob})["Plaintext"] == "aW5zaWRl"


def connect_durably(server, kms, store):
    """As `connect`, for a server whose doors want a token: by waiting."""
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    for _ in range(100):
        if describe(kms, store)["ConnectionState"] == "CONNECTED":
            return
        time.sleep(0.1)
    raise AssertionError(describe(kms, store))


class TestExternal:
    @pytest.fixture
    def store(self, server, kms):
        store = kms.create_custom_key_store(
            CustomKeyStoreName="outside", CustomKeyStoreType="EXTERNAL_KEY_STORE",
            XksProxyConnectivity="PUBLIC_ENDPOINT", XksProxyUriEndpoint="https://xks.example.com",
            XksProxyUriPath="/kms/xks/v1",
            XksProxyAuthenticationCredential={
                "AccessKeyId": "ABCDEFGHIJKLMNOPQRST", "RawSecretAccessKey": "secret" * 8,
            })["CustomKeyStoreId"]
        connect(server, kms, store)
        return store

    def test_a_key_outside_is_used(self, kms, store):
        key = kms.create_key(Origin="EXTERNAL_KEY_STORE", CustomKeyStoreId=store, XksKeyId="key-1")["KeyMetadata"]
        assert key["XksKeyConfiguration"] == {"Id": "key-1"}
        blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"twice")["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"twice"
        again = {"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": store, "XksKeyId": "key-1"}
        assert refusal(kms.create_key, **again) == "XksKeyAlreadyInUseException"

    def test_the_secret_is_never_shown(self, kms, store):
        shown = describe(kms, store)
        assert "secretsecret" not in json.dumps(shown, default=str)
