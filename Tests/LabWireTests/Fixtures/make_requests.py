"""Writes requests.json: requests that botocore signs, for LabWire's verifier to verify.

Run once by hand (`python3 make_requests.py`); the result is committed. The clients send nothing: a handler answers
in the network's place. The time is fixed, the credentials are examples.
"""

import base64
import datetime
import json
import pathlib
from unittest import mock
from urllib.parse import urlsplit

import boto3
import botocore.auth
from botocore.awsrequest import AWSResponse
from botocore.config import Config

NOW = datetime.datetime(2026, 11, 25, 13, 12, 6)
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "session/token+with=marks=="
requests = []


def record(name, service, method, url, headers, body):
    parts = urlsplit(url)
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    fields = [[k, v.decode() if isinstance(v, bytes) else str(v)] for k, v in headers.items()]
    fields = [f for f in fields if f[0].lower() != "host"]
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    requests.append(
        {
            "name": name,
            "service": service,
            "method": method,
            "target": target,
            "authority": parts.netloc,
            "headers": fields,
            "body": base64.b64encode(body or b"").decode(),
        }
    )


def client(service, region="eu-central-1", token=None, url="http://127.0.0.1:4566", **config):
    made = boto3.client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        aws_session_token=token,
        config=Config(retries={"max_attempts": 0}, **config),
    )
    return made


def sent(name, service, made, call):
    class Raw:
        def stream(self, **_):
            yield b""

    def handler(request, **_):
        record(name, service, request.method, request.url, request.headers, request.body)
        return AWSResponse(request.url, 500, {}, Raw())

    made.meta.events.register("before-send", handler)
    try:
        call(made)
    except Exception as error:  # the answer is no answer
        print(name, type(error).__name__)


def presigned(name, made, operation, parameters, method, headers=None, **extra):
    url = made.generate_presigned_url(operation, Params=parameters, ExpiresIn=3600, **extra)
    record(name, "s3", method, url, headers or {}, b"")


def main():
    kms = lambda: client("kms")
    sent("kms list", "kms", kms(), lambda c: c.list_keys(Limit=10))
    sent(
        "kms encrypt, session",
        "kms",
        client("kms", token=TOKEN),
        lambda c: c.encrypt(KeyId="alias/ü", Plaintext=b"\x00\xff", EncryptionContext={"a": "b"}),
    )
    sent("trail", "cloudtrail", client("cloudtrail"), lambda c: c.lookup_events())
    sent("secrets", "secretsmanager", client("secretsmanager"), lambda c: c.list_secrets())
    sent("ssm", "ssm", client("ssm"), lambda c: c.get_parameter(Name="/a/b"))
    sent("iam users", "iam", client("iam", "us-east-1"), lambda c: c.list_users(PathPrefix="/a b/"))
    sent(
        "iam tags",
        "iam",
        client("iam", "us-east-1"),
        lambda c: c.tag_role(RoleName="r", Tags=[{"Key": "k+1", "Value": "ä&="}, {"Key": "2", "Value": ""}]),
    )
    sent("sts", "sts", client("sts"), lambda c: c.get_caller_identity())
    sts = client("sts")
    url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=900, HttpMethod="GET")
    record("sts presigned", "sts", "GET", url, {}, b"")

    for token in (None, TOKEN):
        for style in ("path", "virtual"):
            made = lambda: client(
                "s3", token=token, url="http://localhost:4566", s3={"addressing_style": style}
            )
            suffix = f", {style}" + (", session" if token else "")
            sent("s3 buckets" + suffix, "s3", made(), lambda c: c.list_buckets())
            sent(
                "s3 list" + suffix,
                "s3",
                made(),
                lambda c: c.list_objects_v2(Bucket="bucket", Prefix="a b/+ü", Delimiter="/"),
            )
            for key in ("plain.txt", "a//b/../c/./d", "ä +%2F&=?#~!*'()@:,;$[]", "a%20b", "dir/", " "):
                sent("s3 get " + key + suffix, "s3", made(), lambda c: c.get_object(Bucket="bucket", Key=key))
            sent(
                "s3 put" + suffix,
                "s3",
                made(),
                lambda c: c.put_object(
                    Bucket="bucket",
                    Key="k",
                    Body=b"hello",
                    Metadata={"a": "x   y", "b": "  z"},
                    ContentType="text/plain",
                    ServerSideEncryption="aws:kms",
                ),
            )
            sent(
                "s3 delete many" + suffix,
                "s3",
                made(),
                lambda c: c.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "a&<b"}]}),
            )
            sent("s3 acl" + suffix, "s3", made(), lambda c: c.get_object_acl(Bucket="bucket", Key="k", VersionId="v+/="))
    tls = client("s3", url="https://localhost:4566", s3={"addressing_style": "path"})
    sent(
        "s3 put, unsigned trailer",
        "s3",
        tls,
        lambda c: c.put_object(Bucket="bucket", Key="k", Body=b"hello " * 500),
    )
    v4 = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}}
    presigned("s3 presigned get", client("s3", **v4), "get_object", {"Bucket": "b", "Key": "ä b+c//d"}, "GET")
    presigned("s3 presigned get, session", client("s3", token=TOKEN, **v4), "get_object", {"Bucket": "b", "Key": "k"}, "GET")
    presigned(
        "s3 presigned put",
        client("s3", **v4),
        "put_object",
        {"Bucket": "b", "Key": "k", "ContentType": "text/x", "ServerSideEncryption": "AES256", "Metadata": {"m": "1"}},
        "PUT",
        {"content-type": "text/x", "x-amz-server-side-encryption": "AES256", "x-amz-meta-m": "1"},
    )
    presigned(
        "s3 presigned response headers",
        client("s3", **v4),
        "get_object",
        {"Bucket": "b", "Key": "k", "ResponseContentDisposition": 'attachment; filename="x y.txt"'},
        "GET",
    )
    for style in ("path", "virtual"):
        v2 = {"signature_version": "s3", "s3": {"addressing_style": style}}
        made = lambda token=None: client("s3", "us-east-1", token=token, url="http://localhost:4566", **v2)
        presigned(f"s3 v2 get, {style}", made(), "get_object", {"Bucket": "bucket", "Key": "ä b+c"}, "GET")
        presigned(f"s3 v2 get, {style}, session", made(TOKEN), "get_object", {"Bucket": "bucket", "Key": "k"}, "GET")
        presigned(
            f"s3 v2 version, {style}",
            made(),
            "get_object",
            {"Bucket": "bucket", "Key": "k", "VersionId": "v+1", "ResponseContentType": "text/x y"},
            "GET",
        )
        presigned(
            f"s3 v2 put, {style}",
            made(),
            "put_object",
            {"Bucket": "bucket", "Key": "k", "ServerSideEncryption": "AES256"},
            "PUT",
        )
        sent(f"s3 v2 header list, {style}", "s3", made(), lambda c: c.list_objects_v2(Bucket="bucket", Prefix="x"))
        sent(
            f"s3 v2 header put, {style}",
            "s3",
            made(TOKEN),
            lambda c: c.put_object(Bucket="bucket", Key="a b", Body=b"x", Metadata={"m": "1"}),
        )
    document = {
        "now": int(NOW.replace(tzinfo=datetime.timezone.utc).timestamp()),
        "accessKeyID": KEY,
        "secret": SECRET,
        "token": TOKEN,
        "requests": requests,
    }
    path = pathlib.Path(__file__).with_name("requests.json")
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    print(len(requests))


with mock.patch("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: NOW), mock.patch(
    "botocore.auth.formatdate", lambda usegmt=True: NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")
), mock.patch("botocore.auth.time.time", lambda: NOW.replace(tzinfo=datetime.timezone.utc).timestamp()):
    main()
