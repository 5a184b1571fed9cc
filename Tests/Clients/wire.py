"""Requests byte by byte, for what no client would send."""

import datetime
import socket
import unittest.mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials


def signed(server, operation, body="{}", key="test", secret="test", region="us-east-1", service="kms", at=None, **headers):
    """The bytes of a signed KMS request."""
    fields = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"TrentService.{operation}"}
    request = botocore.awsrequest.AWSRequest("POST", f"{server.endpoint}/", headers=fields, data=body.encode())
    signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials(key, secret), service, region)
    now = at or datetime.datetime.now(datetime.timezone.utc)
    with unittest.mock.patch("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None)):
        signer.add_auth(request)
    lines = ["POST / HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", body]).encode()


class StreamingAuth(botocore.auth.S3SigV4Auth):
    """Signs a head that announces an aws-chunked body."""

    def payload(self, request):
        return request.headers["x-amz-content-sha256"]

    def _modify_request_before_signing(self, request):
        botocore.auth.SigV4Auth._modify_request_before_signing(self, request)


class Connection:
    """A connection that sends exactly these bytes."""

    def __init__(self, server, timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=timeout)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def close_output(self):
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()

    def everything(self):
        """All bytes until the server closes its side, orderly or not."""
        try:
            while data := self.socket.recv(65536):
                self.buffer += data
        except ConnectionResetError:
            pass
        return self.buffer

    def until(self, mark):
        """The bytes up to and with `mark`."""
        while mark not in self.buffer:
            data = self.socket.recv(65536)
            assert data, f"closed after {self.buffer!r}"
            self.buffer += data
        end = self.buffer.index(mark) + len(mark)
        taken, self.buffer = self.buffer[:end], self.buffer[end:]
        return taken

    def response(self):
        """The next response: its status, its header fields in small letters, its body."""
        lines = self.until(b"\r\n\r\n").decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        length = int(fields.get("content-length", 0))
        while len(self.buffer) < length:
            data = self.socket.recv(65536)
            assert data, "the body breaks off"
            self.buffer += data
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return int(lines[0].split()[1]), fields, body
