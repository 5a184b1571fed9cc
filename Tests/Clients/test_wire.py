"""The wire itself: what clients do and hostile ones try. The server stays up and answers others."""

import datetime
import json
import socket
import time

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
