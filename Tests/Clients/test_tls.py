"""TLS, and what only TLS lets through."""

import base64
import hashlib
import http.client
import json
import os
import socket
import ssl
import stat
import subprocess

import boto3.s3.transfer
import botocore.exceptions
import pytest

from conftest import aws_command_line, environment


@pytest.fixture(scope="module")
def tls(start_module):
    return start_module("--memory", "--tls")


@pytest.fixture
def secure(tls):
    assert tls.door("reset")[0] == 200
    return tls


def customer_key(fill=b"k"):
    key = fill * 32
    return {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": key}


def refusal(call, **parameters):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def test_clients_believe_the_certificate_they_are_given(secure):
    kms = secure.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    blob = kms.encrypt(KeyId=key, Plaintext=b"over TLS")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"over TLS"
    assert secure.endpoint.startswith("https://")


def test_clients_that_are_not_given_it_do_not(secure):
    with pytest.raises(botocore.exceptions.SSLError):
        secure.client("kms", verify=True).list_keys()


def test_the_certificate_names_this_machine_and_buckets_on_it(secure):
    context = ssl.create_default_context(cafile=secure.certificate)
    for name in ["127.0.0.1", "localhost", "s3.localhost", "a-bucket.s3.localhost"]:
        with socket.create_connection(("127.0.0.1", secure.port), timeout=30) as plain:
            with context.wrap_socket(plain, server_hostname=name) as wrapped:
                assert wrapped.version() == "TLSv1.3"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions_of_tls_carry_large_bodies(secure, version):
    context = ssl.create_default_context(cafile=secure.certificate)
    context.minimum_version = context.maximum_version = version
    s3 = secure.client("s3")
    s3.create_bucket(Bucket="big")
    body = os.urandom(3_000_000)
    put = s3.generate_presigned_url("put_object", {"Bucket": "big", "Key": "k"}).split(str(secure.port), 1)[1]
    get = s3.generate_presigned_url("get_object", {"Bucket": "big", "Key": "k"}).split(str(secure.port), 1)[1]
    connection = http.client.HTTPSConnection("127.0.0.1", secure.port, context=context, timeout=60)
    connection.request("PUT", put, body)
    response = connection.getresponse()
    assert response.status == 200, response.read()
    response.read()
    connection.request("GET", get)
    assert connection.getresponse().read() == body


def test_plain_http_on_the_port_is_told_so(secure):
    connection = http.client.HTTPConnection("127.0.0.1", secure.port, timeout=30)
    connection.request("GET", "/")
    response = connection.getresponse()
    assert response.status == 400 and b"https://" in response.read()


def test_bytes_that_are_not_tls_harm_nobody(secure):
    for junk in [b"\x00" * 100, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\xff" * 70_000]:
        with socket.create_connection(("127.0.0.1", secure.port), timeout=30) as connection:
            try:
                connection.sendall(junk)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            except (ConnectionResetError, BrokenPipeError):
                pass
    assert secure.client("kms").list_keys()["Keys"] == []


DENY_PLAIN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::safe", "arn:aws:s3:::safe/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}


def test_a_policy_that_wants_tls_gets_it(secure, server):
    for lab in [secure, server]:
        s3 = lab.client("s3")
        s3.create_bucket(Bucket="safe")
        s3.put_bucket_policy(Bucket="safe", Policy=json.dumps(DENY_PLAIN))
    secure.client("s3").put_object(Bucket="safe", Key="k", Body=b"x")
    assert refusal(server.client("s3").put_object, Bucket="safe", Key="k", Body=b"x")[0] == "AccessDenied"


class TestCustomerKeys:
    """SSE-C."""

    def open_bucket(self, lab):
        s3 = lab.client("s3")
        s3.create_bucket(Bucket="own-keys")
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}
        s3.put_bucket_encryption(Bucket="own-keys", ServerSideEncryptionConfiguration={"Rules": [rule]})
        return s3

    def round_trip(self, s3, bucket):
        put = s3.put_object(Bucket=bucket, Key="k", Body=b"mine", **customer_key())
        assert put["SSECustomerKeyMD5"] == base64.b64encode(hashlib.md5(b"k" * 32).digest()).decode()
        assert s3.get_object(Bucket=bucket, Key="k", **customer_key())["Body"].read() == b"mine"
        assert refusal(s3.get_object, Bucket=bucket, Key="k")[0] == "InvalidRequest"
        assert refusal(s3.get_object, Bucket=bucket, Key="k", **customer_key(b"x"))[0] == "AccessDenied"

    def test_they_come_over_tls(self, secure):
        self.round_trip(self.open_bucket(secure), "own-keys")

    def test_they_do_not_come_over_plain_http(self, server):
        s3 = self.open_bucket(server)
        code, message = refusal(s3.put_object, Bucket="own-keys", Key="k", Body=b"x", **customer_key())
        assert code == "InvalidRequest" and message.endswith("must be made over a secure connection.")

    def test_a_flag_lets_them_come_over_plain_http(self, start):
        s3 = start("--memory", "--allow-sse-c").client("s3")
        s3.create_bucket(Bucket="plain")
        self.round_trip(s3, "plain")


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_signed_trailers_carry_every_checksum(secure, algorithm, tmp_path):
    """Over TLS botocore sends aws-chunked bodies with the checksum in the trailer."""
    if algorithm in ("CRC32C", "CRC64NVME"):
        pytest.importorskip("awscrt", reason="SKIPPED: botocore computes it with awscrt only")
    s3 = secure.client("s3")
    s3.create_bucket(Bucket="checked")
    put = s3.put_object(Bucket="checked", Key="k", Body=b"x" * 200_000, ChecksumAlgorithm=algorithm)
    assert put["ResponseMetadata"]["HTTPStatusCode"] == 200 and put[f"Checksum{algorithm}"]
    source = tmp_path / "source"
    source.write_bytes(os.urandom(11 << 20))
    config = boto3.s3.transfer.TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    s3.upload_file(str(source), "checked", "big", ExtraArgs={"ChecksumAlgorithm": algorithm}, Config=config)
    head = s3.head_object(Bucket="checked", Key="big", ChecksumMode="ENABLED")
    assert head[f"Checksum{algorithm}"] and head["ETag"].endswith('-3"')
    target = tmp_path / "target"
    s3.download_file("checked", "big", str(target), ExtraArgs={"ChecksumMode": "ENABLED"}, Config=config)
    assert target.read_bytes() == source.read_bytes()


class TestHome:
    """A home keeps its certificate."""

    @pytest.fixture
    def home(self, tmp_path):
        return str(tmp_path / "home")

    def test_it_is_the_same_after_a_restart(self, start, home, kmslab):
        first = start("--home", home, "--tls")
        certificate = open(first.certificate).read()
        assert first.certificate == os.path.join(home, "tls.pem")
        assert stat.S_IMODE(os.stat(os.path.join(home, "tls.key")).st_mode) == 0o600
        assert first.stop()[0] == 0
        second = start("--home", home, "--tls")
        assert open(second.certificate).read() == certificate

    def test_other_commands_talk_to_the_server(self, start, home, kmslab):
        server = start("--home", home, "--tls")
        made = kmslab("key", "create", "--alias", "ledger", "--home", home)
        assert made.returncode == 0, made.stderr
        assert server.client("kms").describe_key(KeyId="alias/ledger")["KeyMetadata"]["Arn"] in made.stdout
        exports = kmslab("env", "--home", home).stdout
        assert f"export AWS_CA_BUNDLE='{server.certificate}'" in exports and "https://" in exports

    def test_a_certificate_that_runs_out_is_made_anew(self, start, home):
        first = start("--home", home, "--tls")
        first.stop()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", os.path.join(home, "tls.key"),
             "-out", os.path.join(home, "tls.pem")], check=True, capture_output=True)
        old = open(os.path.join(home, "tls.pem")).read()
        second = start("--home", home, "--tls")
        assert open(second.certificate).read() != old
        assert second.client("kms").list_keys()["Keys"] == []


def test_a_certificate_of_ones_own(start, tmp_path, kmslab):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=lab.example", "-addext",
         "subjectAltName=IP:127.0.0.1,DNS:lab.example", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True)
    server = start("--memory", "--tls-cert", str(certificate), "--tls-key", str(key))
    assert server.certificate == str(certificate)
    assert server.client("kms").list_keys()["Keys"] == []
    wrong = kmslab("serve", "--memory", "--tls-cert", str(certificate), "--tls-key", str(certificate))
    assert wrong.returncode == 64 and "are not a certificate and its key" in wrong.stderr
    alone = kmslab("serve", "--memory", "--tls-cert", str(certificate))
    assert alone.returncode == 64 and "go together" in alone.stderr


def test_the_file_of_a_lab_in_memory_goes_with_it(start):
    server = start("--memory", "--tls")
    assert os.path.exists(server.certificate)
    server.stop()
    assert not os.path.exists(os.path.dirname(server.certificate))


@pytest.mark.parametrize("major", [1, 2])
def test_the_command_line_believes_it_too(secure, major):
    command = aws_command_line(major)
    if command is None:
        pytest.skip(f"SKIPPED: no AWS CLI of version {major} on this machine")
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(
        [command, "--endpoint-url", secure.endpoint, "kms", "list-keys"], capture_output=True, text=True, timeout=120,
        env=environment(**keys, AWS_CA_BUNDLE=secure.certificate))
    assert done.returncode == 0 and json.loads(done.stdout)["Keys"] == [], done.stderr
