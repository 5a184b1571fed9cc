"""kmslab serve against a constant answer, in one run on one machine: python3 Benchmarks/server.py KMSLAB [--seconds N]

Needs wrk (Debian) and boto3; a release binary, and nothing else on the machine. The load is signed requests, made before
the clock runs: a signature holds for five minutes, so a run ends before that. The constant answer is the same binary,
the same connections and the same bytes, answered without being looked at (`kmslab serve --constant`, hidden).

Prints JSON: for every operation requests or bytes a second, p99 and server CPU a request, each also as a ratio to the
constant answer (the median of some rounds that take turns, the least and the most); then cold start, memory at rest, of 1,000 idle connections, and over many requests.
"""

import argparse
import base64
import datetime
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials

CREDENTIALS = botocore.credentials.Credentials("test", "test")
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20


class Server:
    """A server as a process, with what the system says of it."""

    def __init__(self, binary, *arguments):
        reader, writer = os.pipe()
        began = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--memory", "--port", "0", "--ready-fd", str(writer), *arguments], pass_fds=[writer],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as ready:
            self.endpoint = ready.readline().strip()
        self.start_seconds = time.monotonic() - began
        self.port = int(self.endpoint.rsplit(":", 1)[1])

    def client(self, service):
        return boto3.client(
            service, endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="test",
            aws_secret_access_key="test", config=botocore.config.Config(s3={"addressing_style": "path"}))

    @property
    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory_mib(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def signed(server, method, path, service, body=b"", **fields):
    """The header fields of a signed request."""
    request = botocore.awsrequest.AWSRequest(
        method, server.endpoint + path, headers={name.replace("_", "-"): value for name, value in fields.items()}, data=body)
    request.context["payload_signing_enabled"] = True
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    signer(CREDENTIALS, service, "us-east-1").add_auth(request)
    return dict(request.headers.items())


SCRIPT = """
wrk.method = "%s"
wrk.path = "%s"
wrk.headers = {%s}
local file = io.open("%s", "rb")
wrk.body = file:read("*a")
file:close()
if #wrk.body == 0 then wrk.body = nil end
function done(summary, latency, requests)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration, summary.bytes,
    latency:percentile(99), summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


def load(server, method, path, headers, body, seconds, connections):
    """wrk's requests a second, p99 in microseconds, and the server's CPU microseconds a request."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "body").write_bytes(body)
        lines = ", ".join(f'["{name}"] = "{value}"' for name, value in headers.items())
        script = pathlib.Path(folder, "load.lua")
        script.write_text(SCRIPT % (method, path, lines, f"{folder}/body"))
        before = server.cpu_seconds
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), server.endpoint],
            capture_output=True, text=True, check=True)
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    count, microseconds, size, p99, errors = map(int, found.groups())
    if errors or not count:
        raise SystemExit(f"{method} {path}: {errors} errors of {count}\n{done.stdout}{done.stderr}")
    return {
        "perSecond": count / microseconds * 1e6,
        "mibPerSecond": max(size, len(body) * count) / microseconds * 1e6 / MIB,
        "p99Microseconds": p99,
        "cpuMicroseconds": (server.cpu_seconds - before) / count * 1e6,
    }


FIGURES = ["perSecond", "mibPerSecond", "p99Microseconds", "cpuMicroseconds"]


def spread(values, places):
    ordered = sorted(values)
    return {
        "median": round(ordered[len(ordered) // 2], places), "low": round(ordered[0], places),
        "high": round(ordered[-1], places),
    }


def compared(measured, base):
    """The figures of both sides and their ratios, each with its spread over the rounds."""
    ratios = {name: [one[name] / other[name] for one, other in zip(measured, base)] for name in FIGURES if all(
        other[name] for other in base)}
    return {
        "lab": {name: spread([one[name] for one in measured], 1) for name in FIGURES},
        "constant": {name: spread([one[name] for one in base], 1) for name in FIGURES},
        "ratio": {name: spread(values, 3) for name, values in ratios.items()},
    }


def operations(server):
    """What is measured: name, method, path, fields, body, connections."""
    kms, s3 = server.client("kms"), server.client("s3")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    s3.create_bucket(Bucket="bench")
    body = os.urandom(MIB)
    encryption = {"x_amz_server_side_encryption": "aws:kms", "x_amz_server_side_encryption_aws_kms_key_id": key}
    s3.put_object(Bucket="bench", Key="read", Body=body, ServerSideEncryption="aws:kms", SSEKMSKeyId=key)

    def target(name, value):
        text = json.dumps({"KeyId": key, **value}).encode()
        fields = {"X_Amz_Target": f"TrentService.{name}", "Content_Type": "application/x-amz-json-1.1"}
        return name, "POST", "/", signed(server, "POST", "/", "kms", text, **fields), text, 16

    yield target("Encrypt", {"Plaintext": base64.b64encode(os.urandom(256)).decode()})
    yield target("GenerateDataKey", {"KeySpec": "AES_256"})
    yield "PutObject", "PUT", "/bench/k", signed(server, "PUT", "/bench/k", "s3", body, **encryption), body, 4
    yield "GetObject", "GET", "/bench/read", signed(server, "GET", "/bench/read", "s3"), b"", 4


def constant_answer(name):
    """The size of the constant answer: what the operation answers."""
    return {"Encrypt": 400, "GenerateDataKey": 500, "PutObject": 0, "GetObject": MIB}[name]


def throughput(binary, seconds, rounds):
    results = {}
    lab = Server(binary)
    for name, method, path, headers, body, connections in operations(lab):
        constant = Server(binary, "--constant", str(constant_answer(name)))
        for server in (constant, lab):
            load(server, method, path, headers, body, 1, connections)
        sides = {constant: [], lab: []}
        for _ in range(rounds):
            for server, found in sides.items():
                found.append(load(server, method, path, headers, body, seconds, connections))
        constant.stop()
        results[name] = compared(sides[lab], sides[constant])
    lab.stop()
    return results


def cold_start(binary):
    times = []
    for _ in range(11):
        server = Server(binary)
        times.append(server.start_seconds * 1000)
        server.stop()
    return {"medianMilliseconds": round(sorted(times)[5], 1), "worstMilliseconds": round(max(times), 1)}


def memory(binary, requests):
    server = Server(binary)
    idle = server.memory_mib
    connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(1000)]
    for connection in connections:
        connection.sendall(b"GET /_kmslab/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        connection.recv(4096)
    with_connections = server.memory_mib
    for connection in connections:
        connection.close()
    curve = []
    for name, method, path, headers, body, count in operations(server):
        if name == "GenerateDataKey":
            while sum(done for done, _ in curve) < requests:
                # A signature is good for five minutes: each leg has its own.
                headers = signed(server, method, path, "kms", body, X_Amz_Target=f"TrentService.{name}", Content_Type="application/x-amz-json-1.1")
                result = load(server, method, path, headers, body, 10, count)
                curve.append((int(result["perSecond"] * 10), round(server.memory_mib, 1)))
    server.stop()
    return {
        "idleMiB": round(idle, 1), "thousandConnectionsMiB": round(with_connections - idle, 1),
        "requests": sum(done for done, _ in curve), "mibAfterEveryTenSeconds": [size for _, size in curve],
    }


def boto3_put(binary):
    """How long boto3's own put_object takes: nothing may wait for anything."""
    server = Server(binary)
    s3 = server.client("s3")
    s3.create_bucket(Bucket="bench")
    times = []
    for number in range(200):
        began = time.monotonic()
        s3.put_object(Bucket="bench", Key=str(number), Body=b"x" * 10_000)
        times.append((time.monotonic() - began) * 1000)
    server.stop()
    return {"medianMilliseconds": round(sorted(times)[100], 2), "worstMilliseconds": round(max(times), 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--seconds", type=int, default=10, help="of each load")
    parser.add_argument("--rounds", type=int, default=3, help="of each load")
    parser.add_argument("--requests", type=int, default=1_000_000, help="of the memory curve")
    arguments = parser.parse_args()
    report = {
        "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {os.uname().release}",
        "coldStart": cold_start(arguments.binary),
        "boto3PutObject": boto3_put(arguments.binary),
        "load": throughput(arguments.binary, arguments.seconds, arguments.rounds),
        "memory": memory(arguments.binary, arguments.requests),
    }
    json.dump(report, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
