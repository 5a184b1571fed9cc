"""What a request's host, Region, age and signature decide, with clients as they are."""

import contextlib
import datetime
import importlib
import json
import os
import socket
import unittest.mock
import urllib.error
import urllib.request

import boto3.s3.transfer
import botocore.exceptions
import pytest


def refusal(call, **parameters):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**parameters)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], response


@pytest.fixture
def localhost_names(monkeypatch):
    """Names below `localhost` are this machine, as systemd's resolver and browsers have it (RFC 6761, 6.3)."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **keywords):
        name = host.decode() if isinstance(host, bytes) else host
        return resolve("127.0.0.1" if str(name).endswith(".localhost") else host, *arguments, **keywords)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


class TestVirtualHosts:
    """Buckets in the host."""

    @pytest.fixture
    def s3(self, server, localhost_names):
        s3 = server.client("s3", endpoint=f"http://s3.localhost:{server.port}", s3={"addressing_style": "virtual"})
        s3.create_bucket(Bucket="in-the-host")
        return s3

    def test_objects_come_and_go(self, s3, server):
        s3.put_object(Bucket="in-the-host", Key="dir/ä b", Body=b"x")
        assert s3.get_object(Bucket="in-the-host", Key="dir/ä b")["Body"].read() == b"x"
        assert [c["Key"] for c in s3.list_objects_v2(Bucket="in-the-host")["Contents"]] == ["dir/ä b"]
        path = server.client("s3", s3={"addressing_style": "path"})
        assert path.get_object(Bucket="in-the-host", Key="dir/ä b")["Body"].read() == b"x"

    @pytest.mark.parametrize("version", ["s3v4", "s3"])
    def test_so_do_presigned_ones(self, s3, server, version):
        s3.put_object(Bucket="in-the-host", Key="k", Body=b"x")
        signer = server.client(
            "s3", endpoint=f"http://s3.localhost:{server.port}", signature_version=version, s3={"addressing_style": "virtual"}
        )
        url = signer.generate_presigned_url("get_object", {"Bucket": "in-the-host", "Key": "k"}, ExpiresIn=60)
        assert "//in-the-host.s3.localhost:" in url
        with urllib.request.urlopen(url) as response:
            assert response.read() == b"x"

    @pytest.mark.parametrize(
        "host", ["in-the-host.s3.us-east-1.amazonaws.com", "in-the-host.s3.amazonaws.com", "in-the-host.s3.eu.example"]
    )
    def test_any_host_of_the_form_will_do(self, s3, server, host):
        s3.put_object(Bucket="in-the-host", Key="k", Body=b"x")
        request = urllib.request.Request(f"{server.endpoint}/k", headers={"Host": host})
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        text = caught.value.read().decode()
        assert caught.value.code == 403 and "<Code>AccessDenied</Code>" in text


class TestRegions:
    """Every Region at once, from the scope of the signature."""

    def test_a_key_lives_in_its_region(self, server):
        key = server.client("kms", region="eu-west-1").create_key()["KeyMetadata"]
        assert key["Arn"].startswith("arn:aws:kms:eu-west-1:")
        assert refusal(server.client("kms", region="us-east-1").describe_key, KeyId=key["KeyId"])[0] == "NotFoundException"

    def test_a_bucket_elsewhere_is_told_so_and_found_by_boto3(self, server):
        home = server.client("s3", region="eu-west-1", s3={"addressing_style": "path"})
        home.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        home.put_object(Bucket="far", Key="k", Body=b"x")
        away = server.client("s3", region="us-east-1", s3={"addressing_style": "path"})
        assert away.get_object(Bucket="far", Key="k")["Body"].read() == b"x"
        code, status, response = refusal(self.without_redirects(server).get_object, Bucket="far", Key="k")
        assert status in (301, 400) and code in ("PermanentRedirect", "AuthorizationHeaderMalformed")
        assert response["ResponseMetadata"]["HTTPHeaders"]["x-amz-bucket-region"] == "eu-west-1"

    def without_redirects(self, server):
        client = server.client("s3", region="us-east-1", s3={"addressing_style": "path"})
        events = client.meta.events
        for handler in list(events._emitter._handlers.prefix_search("needs-retry.s3")):
            if "redirect" in getattr(handler, "__qualname__", ""):
                events.unregister("needs-retry.s3", handler)
        return client

    def test_iam_has_one(self, server):
        server.client("iam", region="eu-west-1").create_user(UserName="bob")
        assert server.client("iam", region="us-east-1").get_user(UserName="bob")["User"]["UserName"] == "bob"


class TestSkew:
    """Real time for signatures: fifteen minutes at S3, five elsewhere."""

    def at(self, minutes):
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
        stack = contextlib.ExitStack()
        # With awscrt on the machine botocore signs with that.
        for module in ["botocore.auth", "botocore.crt.auth"]:
            with contextlib.suppress(ImportError):
                name = f"{importlib.import_module(module).__name__}.get_current_datetime"
                stack.enter_context(unittest.mock.patch(name, lambda remove_tzinfo=True: now.replace(tzinfo=None) if remove_tzinfo else now))
        return stack

    @pytest.mark.parametrize("minutes", [-16, 16])
    def test_s3_says_the_difference_is_too_large(self, server, minutes):
        s3 = server.client("s3")
        with self.at(minutes):
            code, status, response = refusal(s3.list_buckets)
        assert (code, status) == ("RequestTimeTooSkewed", 403)
        assert response["Error"]["MaxAllowedSkewMilliseconds"] == "900000"

    @pytest.mark.parametrize("minutes", [-14, 14])
    def test_fourteen_minutes_are_forgiven_there(self, server, minutes):
        with self.at(minutes):
            assert server.client("s3").list_buckets()["Buckets"] == []

    def test_the_labs_clock_has_nothing_to_do_with_it(self, server):
        server.door("clock", {"advance": "400d"})
        assert server.client("kms").list_keys()["Keys"] == []
        assert server.client("s3").list_buckets()["Buckets"] == []


class TestFailures:
    """Each service's own word for each failure."""

    @pytest.mark.parametrize(
        "service, call, code",
        [
            ("kms", "list_keys", "UnrecognizedClientException"),
            ("s3", "list_buckets", "InvalidAccessKeyId"),
            ("iam", "list_users", "InvalidClientTokenId"),
            ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ],
    )
    def test_a_key_that_nobody_has(self, server, service, call, code):
        assert refusal(getattr(server.client(service, key="AKIANOBODY0000000000"), call))[0] == code

    @pytest.mark.parametrize(
        "service, call, code",
        [
            ("kms", "list_keys", "InvalidSignatureException"),
            ("s3", "list_buckets", "SignatureDoesNotMatch"),
            ("iam", "list_users", "SignatureDoesNotMatch"),
            ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
        ],
    )
    def test_a_secret_that_is_wrong(self, server, service, call, code):
        assert refusal(getattr(server.client(service, secret="wrong"), call))[0] == code

    @pytest.mark.parametrize(
        "service, call, code",
        [
            ("kms", "list_keys", "UnrecognizedClientException"),
            ("s3", "list_buckets", "InvalidToken"),
            ("iam", "list_users", "InvalidClientTokenId"),
        ],
    )
    def test_a_token_that_is_wrong(self, server, service, call, code):
        role = self.role(server)
        client = server.client(service, key=role["AccessKeyId"], secret=role["SecretAccessKey"], token="made up")
        assert refusal(getattr(client, call))[0] == code

    def role(self, server):
        iam = server.client("iam")
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
        iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps(trust))
        iam.create_user(UserName="u")
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName="u")["AccessKey"]
        sts = server.client("sts", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
        return sts.assume_role(RoleArn="arn:aws:iam::111122223333:role/app", RoleSessionName="session")["Credentials"]

    def test_a_session_works_with_its_token_and_ends_by_the_labs_clock(self, server):
        role = self.role(server)
        names = {"key": role["AccessKeyId"], "secret": role["SecretAccessKey"], "token": role["SessionToken"]}
        arn = server.client("sts", **names).get_caller_identity()["Arn"]
        assert arn == "arn:aws:sts::111122223333:assumed-role/app/session"
        server.door("clock", {"advance": "2h"})
        assert refusal(server.client("kms", **names).list_keys)[0] == "ExpiredTokenException"
        assert refusal(server.client("s3", **names).list_buckets)[0] == "ExpiredToken"


class TestNotImplemented:
    """What the lab has not answers in AWS's words, with the operation's name."""

    @pytest.mark.parametrize(
        "service, call, parameters, code, name",
        [
            ("iam", "list_saml_providers", {}, "InvalidAction", "ListSAMLProviders"),
            ("iam", "generate_credential_report", {}, "InvalidAction", "GenerateCredentialReport"),
            ("cloudtrail", "list_channels", {}, "UnknownOperationException", "ListChannels"),
            ("events", "list_archives", {}, "UnknownOperationException", "ListArchives"),
        ],
    )
    def test_operations(self, server, service, call, parameters, code, name):
        found, status, response = refusal(getattr(server.client(service), call), **parameters)
        assert name in response["Error"].get("Message", "") or found == "UnknownOperationException"
        assert found in (code, "NotImplemented") and 400 <= status <= 501

    def test_a_service_that_the_lab_has_not(self, server):
        code, status, response = refusal(server.client("dynamodb").list_tables)
        assert code == "UnknownOperationException" and status == 400

    def test_parts_of_an_object_that_the_lab_has_not(self, server):
        s3 = server.client("s3")
        s3.create_bucket(Bucket="a-bucket")
        code, status, response = refusal(s3.get_object_torrent, Bucket="a-bucket", Key="k")
        assert (code, status) == ("NotImplemented", 501) and "GetObjectTorrent" in response["Error"]["Message"]


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_uploads_in_parts_carry_every_checksum(server, algorithm, tmp_path):
    """Over plain HTTP botocore puts the checksum into the head, over TLS (test_tls.py) into the trailer."""
    if algorithm in ("CRC32C", "CRC64NVME"):
        pytest.importorskip("awscrt", reason="SKIPPED: botocore computes it with awscrt only")
    s3 = server.client("s3")
    s3.create_bucket(Bucket="checked")
    source = tmp_path / "source"
    source.write_bytes(os.urandom(11 << 20))
    config = boto3.s3.transfer.TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    s3.upload_file(str(source), "checked", "big", ExtraArgs={"ChecksumAlgorithm": algorithm}, Config=config)
    assert s3.head_object(Bucket="checked", Key="big", ChecksumMode="ENABLED")[f"Checksum{algorithm}"]
    target = tmp_path / "target"
    s3.download_file("checked", "big", str(target), ExtraArgs={"ChecksumMode": "ENABLED"}, Config=config)
    assert target.read_bytes() == source.read_bytes()
    with pytest.raises(botocore.exceptions.ClientError, match="BadDigest|InvalidRequest"):
        s3.put_object(Bucket="checked", Key="wrong", Body=b"x", **{f"Checksum{algorithm}": "AAAA"})


def test_twelve_digits_are_an_account(server):
    identity = server.client("sts", key="444455556666").get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::444455556666:root" and identity["Account"] == "444455556666"


def test_a_world_file_is_where_the_server_begins(start, tmp_path):
    world = tmp_path / "world.yaml"
    world.write_text(
        'accounts: {"111122223333": {users: {bob: {access-keys: [{id: AKIABOB00000000001, secret: s}, {id: AKIABOB00000000002}]}},'
        " keys: {ledger: {}}}}"
    )
    server = start("--memory", "--world", str(world))
    kms = server.client("kms")
    assert kms.describe_key(KeyId="alias/ledger")["KeyMetadata"]["Enabled"]
    assert server.client("sts", key="AKIABOB00000000001", secret="s").get_caller_identity()["Arn"].endswith(":user/bob")
    kms.create_key()
    assert server.door("reset")[0] == 200
    assert len(kms.list_keys()["Keys"]) == 1
    assert "AKIABOB00000000002  secret " in server.stop()[2]


def test_a_world_file_makes_a_home_what_it_says_and_a_restart_changes_nothing(start, tmp_path):
    world, home = tmp_path / "world.yaml", str(tmp_path / "home")
    world.write_text('accounts: {"111122223333": {keys: {ledger: {}}}}')
    first = start("--home", home, "--world", str(world))
    key = first.client("kms").describe_key(KeyId="alias/ledger")["KeyMetadata"]["KeyId"]
    blob = first.client("kms").encrypt(KeyId=key, Plaintext=b"kept")["CiphertextBlob"]
    first.stop()
    second = start("--home", home, "--world", str(world))
    assert second.client("kms").decrypt(CiphertextBlob=blob)["KeyId"].endswith(key)


def test_a_world_file_with_a_mistake_is_told_so(kmslab, tmp_path):
    world = tmp_path / "world.yaml"
    world.write_text("accounts:\n  nonsense: 1\n")
    refused = kmslab("serve", "--memory", "--port", "0", "--world", str(world))
    assert refused.returncode != 0 and "world.yaml" in refused.stderr and "2" in refused.stderr
    missing = kmslab("serve", "--memory", "--port", "0", "--world", str(tmp_path / "none"))
    assert missing.returncode != 0 and "none" in missing.stderr


def test_a_home_is_reset_to_an_empty_world_and_brought_back(start, tmp_path):
    home = str(tmp_path / "home")
    server = start("--home", home)
    token = json.load(open(os.path.join(home, "server.json")))["token"]
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    server.door("clock", {"advance": "1d"}, X_Kmslab_Token=token)
    status, answer = server.door("reset", X_Kmslab_Token=token)
    assert status == 200 and answer["aheadSeconds"] == 0
    assert kms.list_keys()["Keys"] == []
    assert server.door("undo", X_Kmslab_Token=token)[0] == 200
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key


def test_requests_are_readable_on_a_terminal(tmp_path):
    """Who, what, on what, allowed or why not."""
    import pty
    import subprocess
    import time

    from conftest import BINARY, Server, environment

    master, slave = pty.openpty()
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [BINARY, "serve", "--memory", "--port", "0", "--ready-fd", str(writer)], pass_fds=[writer],
        stdout=subprocess.DEVNULL, stderr=slave, env=environment())
    os.close(writer)
    os.close(slave)
    with os.fdopen(reader) as ready:
        endpoint = ready.readline().strip()
    server = Server.__new__(Server)
    server.endpoint, server.certificate, server.port = endpoint, None, int(endpoint.rsplit(":", 1)[1])
    kms = server.client("kms")
    kms.create_key()
    refusal(kms.describe_key, KeyId="alias/none")
    server.client("s3").create_bucket(Bucket="a-bucket")
    time.sleep(0.3)
    process.terminate()
    process.wait(timeout=30)
    text = b""
    try:
        while data := os.read(master, 65536):
            text += data
    except OSError:
        pass
    lines = text.decode().splitlines()
    assert any("root@111122223333" in line and "kms:CreateKey" in line and "ok" in line for line in lines), lines
    assert any("alias/none" in line and "NotFoundException: Alias " in line for line in lines)
    assert any("s3:CreateBucket" in line and "a-bucket" in line for line in lines)
