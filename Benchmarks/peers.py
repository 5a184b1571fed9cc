"""moto's server and the AWS Encryption SDK for Python beside kmslab, in one run: python3 Benchmarks/peers.py KMSLAB

Needs wrk, boto3, moto[server] and aws-encryption-sdk. Prints JSON. A number of a peer says little without what it leaves
out for it, so that is found out in the same run, by asking both servers the same questions.
"""

import argparse
import concurrent.futures
import importlib.metadata
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import aws_encryption_sdk
import boto3
import botocore.config
import botocore.exceptions
from aws_encryption_sdk.key_providers.kms import StrictAwsKmsMasterKeyProvider

import files
import server as lab_server

ALGORITHM = aws_encryption_sdk.Algorithm.AES_256_GCM_HKDF_SHA512_COMMIT_KEY
MIB = 1 << 20


class Moto(lab_server.Server):
    """moto's own server, as its command starts it (Flask's development server)."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        began = time.monotonic()
        code = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{self.port}'])"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - began > 60:
                raise SystemExit("moto's server does not start: python3 -m pip install 'moto[server]'")
            time.sleep(0.02)
        self.start_seconds = time.monotonic() - began

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False


def client(server, service, key="test", secret="test"):
    return boto3.client(
        service, endpoint_url=server.endpoint, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=secret,
        config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}))


# What a server does with a request that AWS refuses.


def wrong_signature(server):
    client(server, "kms", secret="wrong").list_keys()


def swapped_context(server):
    kms = client(server, "kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"a": "bc"})["CiphertextBlob"]
    kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"ab": "c"})


def disabled_key(server):
    kms = client(server, "kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    kms.encrypt(KeyId=key, Plaintext=b"x")


def user_without_permission(server):
    key = client(server, "kms").create_key()["KeyMetadata"]["KeyId"]
    iam = client(server, "iam")
    iam.create_user(UserName="nobody")
    pair = iam.create_access_key(UserName="nobody")["AccessKey"]
    user = client(server, "kms", pair["AccessKeyId"], pair["SecretAccessKey"])
    user.encrypt(KeyId=key, Plaintext=b"x")


def object_under_a_disabled_key(server):
    kms, s3 = client(server, "kms"), client(server, "s3")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    s3.create_bucket(Bucket="probe")
    s3.put_object(Bucket="probe", Key="k", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    kms.disable_key(KeyId=key)
    s3.get_object(Bucket="probe", Key="k")["Body"].read()


def object_under_an_unknown_key(server):
    s3 = client(server, "s3")
    s3.create_bucket(Bucket="unknown")
    key = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000"
    s3.put_object(Bucket="unknown", Key="k", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)


def failures_under_four_writers(server):
    """How many of 80 writes to one object fail when four clients make them at once: none does with AWS."""
    client(server, "s3").create_bucket(Bucket="writers")

    def write(_):
        own = client(server, "s3")
        return sum(answer(own, lambda s3: s3.put_object(Bucket="writers", Key="k", Body=b"x" * MIB)) != "accepted"
                   for _ in range(20))

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(write, range(4)))


PROBES = {
    "a request with a wrong signature": wrong_signature,
    "Decrypt with another encryption context ({ab: c} for {a: bc})": swapped_context,
    "Encrypt with a disabled key": disabled_key,
    "Encrypt by a user without any policy": user_without_permission,
    "GetObject whose KMS key is disabled": object_under_a_disabled_key,
    "PutObject under a KMS key that does not exist": object_under_an_unknown_key,
}


def answer(server, probe):
    try:
        probe(server)
        return "accepted"
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]


def probes(binary):
    servers = {"kmslab": lab_server.Server(binary), "moto": Moto()}
    found = {name: {who: answer(server, probe) for who, server in servers.items()} for name, probe in PROBES.items()}
    failures = {who: failures_under_four_writers(server) for who, server in servers.items()}
    for server in servers.values():
        server.stop()
    return found, failures


def moto_side_by_side(binary, seconds, rounds):
    """The loads of server.py against both servers, taking turns; one connection for objects, because moto fails at more
    (failures_under_four_writers), so that only what succeeded is compared."""
    lab, moto = lab_server.Server(binary), Moto()
    results = {}
    for ours, theirs in zip(lab_server.operations(lab), lab_server.operations(moto)):
        sides = [(lab, ours, []), (moto, theirs, [])]
        for _ in range(rounds):
            for server, (name, method, path, headers, body, connections), found in sides:
                connections = 1 if "Object" in name else connections
                found.append(lab_server.load(server, method, path, headers, body, seconds, connections))
        compared = lab_server.compared(sides[0][2], sides[1][2])
        results[ours[0]] = {"kmslab": compared["lab"], "moto": compared["constant"], "ratio": compared["ratio"]}
    report = {
        "startSeconds": {"kmslab": round(lab.start_seconds, 3), "moto": round(moto.start_seconds, 3)},
        "memoryMiB": {"kmslab": round(lab.memory_mib, 1), "moto": round(moto.memory_mib, 1)}, "load": results,
    }
    lab.stop()
    moto.stop()
    return report


class SDK:
    """The AWS Encryption SDK for Python, with kmslab as its key service."""

    def __init__(self, lab):
        os.environ.update(
            AWS_ENDPOINT_URL_KMS=lab.endpoint, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test",
            AWS_DEFAULT_REGION="us-east-1")
        self.arn = client(lab, "kms").create_key()["KeyMetadata"]["Arn"]
        self.client = aws_encryption_sdk.EncryptionSDKClient()
        self.provider = StrictAwsKmsMasterKeyProvider(key_ids=[self.arn])

    def encrypt(self, plaintext, frame):
        return self.client.encrypt(
            source=plaintext, key_provider=self.provider, algorithm=ALGORITHM, frame_length=frame)[0]

    def decrypt(self, message):
        return self.client.decrypt(source=message, key_provider=self.provider)[0]


def timed(work):
    """Wall and CPU seconds of this process, and what the work answered."""
    wall, cpu = time.monotonic(), time.process_time()
    value = work()
    return (time.monotonic() - wall, time.process_time() - cpu, 0), value


def sdk_side_by_side(binary, mebibytes, rounds):
    lab = lab_server.Server(binary)
    sdk = SDK(lab)
    environment = {**os.environ, "KMSLAB_ENDPOINT": lab.endpoint}
    plaintext = os.urandom(mebibytes * MIB)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        plain, sealed, opened = (f"{folder}/{name}" for name in ("plain", "sealed", "opened"))
        pathlib.Path(plain).write_bytes(plaintext)
        for frame in (4096, 1 << 18):
            found = {name: [] for name in ("kmslab encrypt", "SDK encrypt", "kmslab decrypt", "SDK decrypt")}
            for _ in range(rounds):
                files.remove(sealed, opened)
                encrypt = [binary, "encrypt", plain, "--key", sdk.arn, "--frame-length", str(frame), "-o", sealed]
                found["kmslab encrypt"].append(files.run(encrypt, environment))
                time_of_sdk, message = timed(lambda: sdk.encrypt(plaintext, frame))
                found["SDK encrypt"].append(time_of_sdk)
                # Each opens what the other has sealed: it is one format.
                time_of_sdk, text = timed(lambda: sdk.decrypt(pathlib.Path(sealed).read_bytes()))
                assert text == plaintext
                found["SDK decrypt"].append(time_of_sdk)
                pathlib.Path(sealed).write_bytes(message)
                found["kmslab decrypt"].append(files.run([binary, "decrypt", sealed, "-o", opened], environment))
                assert pathlib.Path(opened).read_bytes() == plaintext
            size = len(plaintext) / 1e9
            results[str(frame)] = {name: files.summary(measured, size) for name, measured in found.items()}
    lab.stop()
    return {"mebibytes": mebibytes, "frames": results}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mebibytes", type=int, default=64, help="of the SDK's message")
    arguments = parser.parse_args()
    packages = ["moto", "aws-encryption-sdk", "boto3", "cryptography", "werkzeug"]
    refusals, failures = probes(arguments.binary)
    report = {
        "versions": {name: importlib.metadata.version(name) for name in packages},
        "probes": refusals, "failuresOf80ConcurrentPuts": failures,
        "moto": moto_side_by_side(arguments.binary, arguments.seconds, arguments.rounds),
        "sdk": sdk_side_by_side(arguments.binary, arguments.mebibytes, arguments.rounds),
    }
    json.dump(report, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
