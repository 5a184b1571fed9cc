"""The wire itself: what clients do and hostile ones try. The server stays up and answers others."""

import base64
import datetime
import json
import socket
import time

import botocore.awsrequest
import botocore.credentials
import pytest

import wire


def error(response):
    status, fields, body = response
    return status, json.loads(body)["__type"]


@pytest.fixture
def connection(server):
    connection = wire.Connection(server)
    yield connection
    connection.close()


def test_one_connection_serves_many_requests(server, connection):
    for _ in range(20):
        connection.send(wire.signed(server, "ListKeys"))
        assert connection.response()[0] == 200


def test_pipelined_requests_are_answered_in_order(server, connection):
    operations = ["ListKeys", "NoSuchThing", "ListAliases", "CreateKey", "ListKeys"]
    connection.send(b"".join(wire.signed(server, operation) for operation in operations))
    answers = [connection.response() for _ in operations]
    assert [answer[0] for answer in answers] == [200, 400, 200, 200, 200]
    assert len(json.loads(answers[4][2])["Keys"]) == 1


def test_a_request_may_come_byte_by_byte(server, connection):
    for byte in wire.signed(server, "ListKeys"):
        connection.send(bytes([byte]))
    assert connection.response()[0] == 200


def test_a_waiting_client_is_asked_for_its_body(server, connection):
    request = wire.signed(server, "ListKeys", Expect="100-continue")
    head, body = request[:-2], request[-2:]
    connection.send(head)
    assert connection.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.send(body)
    assert connection.response()[0] == 200


def test_a_waiting_client_that_is_refused_keeps_its_body(server, connection):
    request = wire.signed(server, "ListKeys", key="AKIANOBODY", Expect="100-continue")
    connection.send(request[:-2])
    status, fields, body = connection.response()
    assert (status, json.loads(body)["__type"]) == (400, "UnrecognizedClientException")
    assert fields["connection"] == "close" and connection.everything() == b""


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(server, connection):
    request = wire.signed(server, "Encrypt").replace(b"Content-Length: 2", b"Content-Length: 2000000")
    connection.send(request)
    status, fields, body = connection.response()
    assert (status, json.loads(body)["__type"]) == (413, "RequestEntityTooLarge")


@pytest.mark.parametrize("minutes, text", [(-6, "Signature expired: "), (6, "Signature not yet current: ")])
def test_a_clock_that_is_off_is_told_so(server, connection, minutes, text):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    connection.send(wire.signed(server, "ListKeys", at=at))
    status, _, body = connection.response()
    answer = json.loads(body)
    assert (status, answer["__type"]) == (400, "InvalidSignatureException")
    assert answer["message"].startswith(text) and "5 min" in answer["message"]


def test_four_minutes_are_forgiven(server, connection):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=4)
    connection.send(wire.signed(server, "ListKeys", at=at))
    assert connection.response()[0] == 200


@pytest.mark.parametrize(
    "old, new",
    [
        (b"{}", b'{"Limit":1}'),
        (b"TrentService.ListKeys", b"TrentService.ListAliases"),
        (b"/us-east-1/", b"/us-east-2/"),
        (b"/kms/", b"/ssm/"),
    ],
)
def test_a_signature_covers_what_it_signs(server, connection, old, new):
    request = wire.signed(server, "ListKeys").replace(old, new)
    length = len(request.split(b"\r\n\r\n", 1)[1])
    connection.send(request.replace(b"Content-Length: 2", f"Content-Length: {length}".encode()))
    assert error(connection.response()) == (400, "InvalidSignatureException")


def test_a_thousand_wrong_signatures_change_nothing(server, connection):
    for _ in range(1000):
        connection.send(wire.signed(server, "ListKeys", secret="guess"))
        assert error(connection.response()) == (400, "InvalidSignatureException")
    connection.send(wire.signed(server, "ListKeys"))
    assert connection.response()[0] == 200


SMUGGLED = "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding:\x0bchunked",
        "Content-Length: 5,5",
        "Content-Length: 0x5",
        "Content-Length: -5",
        "Content-Length : 5",
        "X: y\r\n Content-Length: 5",
        "Host: other",
        "X: a\x00b",
    ],
)
def test_a_request_with_two_meanings_is_refused_and_nothing_after_it_is_read(connection, fields):
    connection.send(f"POST / HTTP/1.1\r\nHost: h\r\n{fields}{SMUGGLED}")
    everything = connection.everything()
    assert everything.startswith(b"HTTP/1.1 400 ") and everything.count(b"HTTP/1.1") == 1
    assert b"<Code>BadRequest</Code>" in everything


@pytest.mark.parametrize("size", [70_000, 1_000_000, 20_000_000])
def test_a_head_without_end_is_told_so(connection, size):
    try:
        connection.send(b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * size)
    except (BrokenPipeError, ConnectionResetError):
        # Nobody has to take all of it; the answer is there all the same, if the reset has not overtaken it.
        return
    assert b"<Code>RequestHeaderSectionTooLarge</Code>" in connection.everything()


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 64,
        b"\xff" * 64,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n" * 100 + b"x",
        b"GET / HTTP/9.9\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(connection, data):
    connection.send(data)
    connection.close_output()
    everything = connection.everything()
    assert everything == b"" or everything.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9, 0.999])
def test_half_a_request_harms_nobody(server, fraction):
    request = wire.signed(server, "CreateKey")
    connection = wire.Connection(server)
    connection.send(request[: int(len(request) * fraction)])
    connection.close()
    assert server.client("kms").list_keys()["Keys"] == []


@pytest.mark.parametrize("body", [b'{"KeyId":"\xff\xfe"}', b'{"a":' * 200 + b"1" + b"}" * 200, b'"' * 999, b"nul"])
def test_bodies_that_are_not_json_are_refused(server, connection, body):
    request = wire.signed(server, "ListKeys", body.decode("latin-1"))
    text = body.decode("latin-1")
    connection.send(wire.signed(server, "ListKeys", text) if text.isascii() else request)
    assert error(connection.response())[1] in ("SerializationException", "InvalidSignatureException")


def test_open_connections_hold_up_nobody(server):
    idle = [wire.Connection(server) for _ in range(500)]
    for connection in idle[::2]:
        connection.send(b"POST / HTTP/1.1\r\nHost: ")
    began = time.monotonic()
    assert server.client("kms").list_keys()["Keys"] == []
    assert time.monotonic() - began < 20
    for connection in idle:
        connection.close()


def test_clients_that_reset_their_connections_harm_nobody(server):
    for _ in range(200):
        connection = wire.Connection(server)
        connection.send(wire.signed(server, "ListKeys"))
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()
    assert server.client("kms").list_keys()["Keys"] == []


def test_an_unsigned_request_is_refused(connection):
    connection.send("POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: TrentService.ListKeys\r\nContent-Length: 2\r\n\r\n{}")
    assert error(connection.response()) == (400, "MissingAuthenticationTokenException")


def put_head(server, key, length, **headers):
    """The head of a presigned upload."""
    url = server.client("s3", s3={"addressing_style": "path"}).generate_presigned_url(
        "put_object", {"Bucket": "a-bucket", "Key": key}
    )
    target = url.split(str(server.port), 1)[1]
    lines = [f"PUT {target} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Content-Length: {length}", "User-Agent: wire"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.fixture
def bucket(server):
    server.client("s3").create_bucket(Bucket="a-bucket")


@pytest.mark.parametrize("length", [0, 5])
def test_an_upload_that_waits_is_asked_for_also_when_it_is_empty(server, bucket, connection, length):
    """botocore takes the status of an early answer for that of the next one on the connection."""
    connection.send(put_head(server, "k", length, Expect="100-continue"))
    assert connection.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.send(b"x" * length)
    assert connection.response()[0] == 200
    connection.send(put_head(server, "k", 1) + b"x")
    assert connection.response()[0] == 200


def test_one_connection_takes_empty_and_full_uploads_from_botocore(server, bucket):
    s3 = server.client("s3", max_pool_connections=1, read_timeout=20)
    for number in range(30):
        body = b"x" * (number % 3)
        s3.put_object(Bucket="a-bucket", Key=str(number), Body=body)
        assert s3.head_object(Bucket="a-bucket", Key=str(number))["ContentLength"] == len(body)


def test_a_body_that_stops_short_is_told_so_and_leaves_nothing(server, bucket):
    connection = wire.Connection(server)
    connection.send(put_head(server, "short", 100) + b"x" * 40)
    connection.close_output()
    everything = connection.everything()
    assert everything == b"" or b"<Code>IncompleteBody</Code>" in everything
    assert "Contents" not in server.client("s3").list_objects_v2(Bucket="a-bucket")


CHUNKED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


@pytest.mark.parametrize(
    "body",
    [
        b"5\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
        b"5\r\nhelloXX0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
        b"6\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        b"5 ; x\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\r\n",
        b"5\r\nhello\r\n0\r\nx-amz-checksum-sha256:AAAA\r\n\r\n",
        b"5" * 5000,
        b"\xff\xfe\x00",
        b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    ],
)
def test_chunk_framing_that_is_wrong_is_refused(server, bucket, connection, body):
    fields = {
        "x-amz-decoded-content-length": "5", "x-amz-trailer": "x-amz-checksum-crc32", "x-amz-content-sha256": CHUNKED,
        "content-encoding": "aws-chunked",
    }
    request = botocore.awsrequest.AWSRequest("PUT", f"{server.endpoint}/a-bucket/k", headers=fields)
    request.context["payload_signing_enabled"] = False
    signer = wire.StreamingAuth(botocore.credentials.Credentials("test", "test"), "s3", "us-east-1")
    signer.add_auth(request)
    lines = ["PUT /a-bucket/k HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Content-Length: {len(body)}", "User-Agent: wire"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    connection.send("\r\n".join([*lines, "", ""]).encode() + body)
    connection.close_output()
    everything = connection.everything()
    assert everything.startswith(b"HTTP/1.1 4") and everything.count(b"HTTP/1.1") == 1, everything
    assert b"<Error>" in everything and b"hello" not in everything
    assert "Contents" not in server.client("s3").list_objects_v2(Bucket="a-bucket")


@pytest.mark.parametrize(
    "key", ["../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "a//b", "./a/./b", "%00", "a\nb", "\u202e", "\x7f", "~"]
)
def test_keys_are_names_and_not_paths(server, start, tmp_path, key):
    home = tmp_path / "home"
    lab = start("--home", str(home))
    s3 = lab.client("s3", s3={"addressing_style": "path"})
    s3.create_bucket(Bucket="a-bucket")
    before = sorted(path.name for path in tmp_path.iterdir())
    s3.put_object(Bucket="a-bucket", Key=key, Body=b"traversed?")
    assert [c["Key"] for c in s3.list_objects_v2(Bucket="a-bucket")["Contents"]] == [key]
    assert s3.get_object(Bucket="a-bucket", Key=key)["Body"].read() == b"traversed?"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    for path in home.rglob("*"):
        assert not path.is_file() or b"traversed?" not in path.read_bytes()


def test_slow_requests_end_and_others_are_answered(server):
    slow = [wire.Connection(server, timeout=60) for _ in range(20)]
    for connection in slow:
        connection.send(b"POST / HTTP/1.1\r\nHost: h\r\nX-A: ")
    began = time.monotonic()
    while time.monotonic() - began < 26:
        for connection in slow:
            try:
                connection.send(b"a")
            except OSError:
                pass
        assert server.client("kms").list_keys()["Keys"] == []
        time.sleep(1)
    for connection in slow:
        connection.socket.settimeout(5)
        everything = connection.everything()
        assert everything == b"" or b"<Code>RequestTimeout</Code>" in everything


def test_a_flood_of_connections_is_told_so_and_passes(start):
    lab = start("--memory")
    flood = []
    try:
        for _ in range(4200):
            flood.append(wire.Connection(lab, timeout=10))
    except OSError:
        pass
    if len(flood) > 4100:
        last = flood[-1].everything()
        assert last == b"" or b"<Code>SlowDown</Code>" in last
    for connection in flood:
        connection.close()
    deadline = time.monotonic() + 30
    while True:
        try:
            assert lab.client("kms").list_keys()["Keys"] == []
            break
        except Exception:
            assert time.monotonic() < deadline, "the server does not recover"
            time.sleep(0.5)


def test_no_secret_is_logged(start):
    lab = start("--memory", "--json")
    iam = lab.client("iam")
    iam.create_user(UserName="bob")
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    kms = lab.client("kms")
    made = kms.create_key()["KeyMetadata"]["KeyId"]
    data_key = kms.generate_data_key(KeyId=made, KeySpec="AES_256")["Plaintext"]
    kms.encrypt(KeyId=made, Plaintext=b"the plaintext of it")
    url = lab.client("s3").generate_presigned_url("list_buckets")
    connection = wire.Connection(lab)
    connection.send(f"GET {url.split(str(lab.port), 1)[1]} HTTP/1.1\r\nHost: 127.0.0.1:{lab.port}\r\n\r\n")
    assert connection.response()[0] == 200
    _, output, errors = lab.stop()
    secrets = [key["SecretAccessKey"], base64.b64encode(data_key).decode(), "dGhlIHBsYWludGV4dCBvZiBpd", "Signature=", "the plaintext"]
    for secret in secrets:
        assert secret not in output + errors
