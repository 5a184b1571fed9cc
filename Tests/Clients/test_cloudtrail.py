"""CloudTrail under boto3 and the AWS CLI: look-ups, trails, and files that `aws cloudtrail validate-logs` believes."""

import datetime
import gzip
import json
import pathlib
import re
import subprocess

import botocore.exceptions
import pytest

from conftest import aws_command_line, environment

ACCOUNT = "111122223333"
TRAIL = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"


def bucket_policy(bucket):
    """The policy of AWS's documentation."""
    service = {"Service": "cloudtrail.amazonaws.com"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AWSCloudTrailAclCheck", "Effect": "Allow", "Principal": service, "Action": "s3:GetBucketAcl",
                "Resource": f"arn:aws:s3:::{bucket}", "Condition": {"StringEquals": {"aws:SourceArn": TRAIL}},
            },
            {
                "Sid": "AWSCloudTrailWrite", "Effect": "Allow", "Principal": service, "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/{ACCOUNT}/*",
                "Condition": {
                    "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": TRAIL}
                },
            },
        ],
    }


def code(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


class Trail:
    """A server with a trail that validates its files, and what a test does with it."""

    def __init__(self, server, home=None, **settings):
        self.server = server
        self.home = home
        self.s3 = server.client("s3")
        self.cloudtrail = server.client("cloudtrail")
        self.s3.create_bucket(Bucket="logs")
        self.s3.put_bucket_policy(Bucket="logs", Policy=json.dumps(bucket_policy("logs")))
        self.cloudtrail.create_trail(Name="main", S3BucketName="logs", EnableLogFileValidation=True, **settings)
        self.start = self.now()
        self.cloudtrail.start_logging(Name="main")

    def clock(self, **input):
        """Goes through the clock's door, with the home's token if there is a home."""
        headers = {}
        if self.home:
            record = json.loads((pathlib.Path(self.home) / "server.json").read_text())
            headers["X-Kmslab-Token"] = record["token"]
        status, answer = self.server.door("clock", input, **headers)
        assert status == 200, answer
        return answer

    def now(self):
        answer = self.clock()
        return datetime.datetime.fromisoformat(answer["time"])

    def work(self, hours=1):
        """A few events an hour."""
        for _ in range(hours):
            self.server.client("kms").create_key()
            self.clock(advance="30m")
            self.server.client("kms").list_keys()
            self.clock(advance="30m")

    def files(self, kind):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket="logs")
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return [key for key in keys if f"/{kind}/" in key]

    def read(self, key):
        return json.loads(gzip.decompress(self.s3.get_object(Bucket="logs", Key=key)["Body"].read()))

    def replace(self, key, text, **extra):
        """Puts something else in a file's place, as whoever may write to the bucket could."""
        self.s3.put_object(Bucket="logs", Key=key, Body=gzip.compress(text), **extra)

    def validate(self):
        """Runs `aws cloudtrail validate-logs` over the trail's life; its status and its lines."""
        command = aws_command_line(1)  # Debian's version 2 knows no AWS_ENDPOINT_URL yet, and validate-logs no other way
        if command is None:
            pytest.skip("no AWS CLI 1")
        form = "%Y-%m-%dT%H:%M:%SZ"
        end = self.now() + datetime.timedelta(minutes=1)
        result = subprocess.run(
            [
                command, "--region", "us-east-1", "cloudtrail", "validate-logs", "--trail-arn", TRAIL, "--verbose",
                "--start-time", self.start.strftime(form), "--end-time", end.strftime(form),
            ],
            capture_output=True, text=True, timeout=120,
            env=environment(
                AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_ENDPOINT_URL=self.server.endpoint))
        # What is invalid is told on the error stream.
        told = (result.stdout + result.stderr).splitlines()
        return result.returncode, [line for line in told if line.strip()], result.stderr


@pytest.fixture
def trail(server):
    return Trail(server)


def test_events_are_looked_up(server):
    kms, cloudtrail = server.client("kms"), server.client("cloudtrail")
    keys = [kms.create_key()["KeyMetadata"] for _ in range(7)]
    kms.encrypt(KeyId=keys[0]["KeyId"], Plaintext=b"x")
    by_key = [{"AttributeKey": "ResourceName", "AttributeValue": keys[0]["Arn"]}]
    events = cloudtrail.lookup_events(LookupAttributes=by_key)["Events"]
    assert [event["EventName"] for event in events] == ["Encrypt", "CreateKey"]
    assert events[0]["Username"] == "root" and events[0]["ReadOnly"] == "true"
    assert abs((datetime.datetime.now(datetime.UTC) - events[0]["EventTime"]).total_seconds()) < 600
    record = json.loads(events[0]["CloudTrailEvent"])
    assert record["eventVersion"] == "1.11" and record["requestParameters"]["keyId"] == keys[0]["KeyId"]
    pages = cloudtrail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateKey"}],
        PaginationConfig={"PageSize": 3})
    assert len({event["EventId"] for page in pages for event in page["Events"]}) == 7
    assert code(cloudtrail.lookup_events, NextToken="stranger") == "InvalidNextTokenException"
    assert code(
        cloudtrail.lookup_events, LookupAttributes=[{"AttributeKey": "Colour", "AttributeValue": "red"}]
    ) == "InvalidLookupAttributesException"
    assert code(cloudtrail.lookup_events, MaxResults=51) == "InvalidMaxResultsException"
    later, earlier = datetime.datetime(2026, 2, 1), datetime.datetime(2026, 1, 1)
    assert code(cloudtrail.lookup_events, StartTime=later, EndTime=earlier) == "InvalidTimeRangeException"


def test_a_trail_delivers_its_log_files(trail):
    server, s3 = trail.server, trail.s3
    trail.cloudtrail.put_event_selectors(
        TrailName="main",
        EventSelectors=[{
            "ReadWriteType": "All", "IncludeManagementEvents": True,
            "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::letters/"]}],
        }])
    s3.create_bucket(Bucket="letters")
    s3.put_object(Bucket="letters", Key="a", Body=b"x")
    s3.put_object(Bucket="logs", Key="other", Body=b"x")
    server.door("clock", {"advance": "6m"})
    (log,) = trail.files("CloudTrail")
    assert re.fullmatch(
        rf"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/\d{{4}}/\d\d/\d\d/"
        rf"{ACCOUNT}_CloudTrail_us-east-1_\d{{8}}T\d{{4}}Z_\w{{16}}\.json\.gz", log)
    records = trail.read(log)["Records"]
    names = [record["eventName"] for record in records]
    assert names == ["StartLogging", "PutEventSelectors", "CreateBucket", "PutObject"]
    assert records[-1]["requestParameters"]["key"] == "a"
    status = trail.cloudtrail.get_trail_status(Name="main")
    assert status["IsLogging"] and "LatestDeliveryError" not in status
    described = trail.cloudtrail.describe_trails()["trailList"][0]
    assert described["TrailARN"] == TRAIL and described["HasCustomEventSelectors"]


def test_validate_logs_says_that_all_is_valid(trail):
    trail.work(hours=3)
    status, lines, errors = trail.validate()
    assert status == 0, (lines, errors)
    assert "3/3 digest files valid" in lines[-2], lines
    count = len(trail.files("CloudTrail"))
    assert count >= 5 and f"{count}/{count} log files valid" in lines[-1], lines


def test_validate_logs_names_the_log_file_that_was_edited(trail):
    trail.work(hours=2)
    victim = trail.files("CloudTrail")[1]
    text = json.dumps(trail.read(victim), separators=(",", ":")).encode()
    trail.replace(victim, text[:-2] + b" " + text[-2:])
    status, lines, _ = trail.validate()
    assert status == 1
    invalid = [line for line in lines if "INVALID:" in line]
    assert len(invalid) == 1 and victim in invalid[0] and "hash value doesn't match" in invalid[0]


def test_validate_logs_names_the_log_file_that_was_deleted(trail):
    trail.work(hours=2)
    victim = trail.files("CloudTrail")[0]
    trail.s3.delete_object(Bucket="logs", Key=victim)
    status, lines, _ = trail.validate()
    invalid = [line for line in lines if "INVALID:" in line]
    assert status == 1 and len(invalid) == 1 and victim in invalid[0] and "not found" in invalid[0]


def test_validate_logs_names_the_digest_that_was_replaced(trail):
    trail.work(hours=3)
    first, victim, _ = trail.files("CloudTrail-Digest")
    digest = trail.read(victim)
    digest["logFiles"] = []
    signed = trail.s3.head_object(Bucket="logs", Key=victim)["Metadata"]
    assert signed["signature-algorithm"] == "SHA256withRSA"
    trail.replace(victim, json.dumps(digest).encode(), Metadata=signed)
    status, lines, _ = trail.validate()
    assert status == 1
    assert any(victim in line and "INVALID: signature verification failed" in line for line in lines), lines
    assert any(first in line and line.endswith("valid") and "INVALID" not in line for line in lines), lines


def test_validate_logs_names_the_digest_that_was_deleted(trail):
    trail.work(hours=3)
    victim = trail.files("CloudTrail-Digest")[1]
    trail.s3.delete_object(Bucket="logs", Key=victim)
    status, lines, _ = trail.validate()
    assert status == 1 and any(victim in line and "INVALID: not found" in line for line in lines), lines


def test_whoever_has_no_key_reads_the_digests_and_not_the_logs(server):
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    service = {"Service": "cloudtrail.amazonaws.com"}
    policy["Statement"] += [
        {"Effect": "Allow", "Principal": service, "Action": "kms:DescribeKey", "Resource": "*"},
        {
            "Effect": "Allow", "Principal": service, "Action": "kms:GenerateDataKey*", "Resource": "*",
            "Condition": {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"}},
        },
    ]
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
    trail = Trail(server, KmsKeyId=key)
    trail.work()
    log, digest = trail.files("CloudTrail")[0], trail.files("CloudTrail-Digest")[0]
    assert trail.s3.head_object(Bucket="logs", Key=log)["SSEKMSKeyId"] == key
    assert trail.s3.head_object(Bucket="logs", Key=digest)["ServerSideEncryption"] == "AES256"
    iam = server.client("iam")
    iam.create_user(UserName="auditor")
    pair = iam.create_access_key(UserName="auditor")["AccessKey"]
    allow = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::logs/*"}
    iam.put_user_policy(
        UserName="auditor", PolicyName="read",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    reader = server.client("s3", pair["AccessKeyId"], pair["SecretAccessKey"])
    assert json.loads(gzip.decompress(reader.get_object(Bucket="logs", Key=digest)["Body"].read()))["logFiles"]
    assert code(reader.get_object, Bucket="logs", Key=log) == "AccessDenied"
    status, lines, errors = trail.validate()
    assert status == 0, (lines, errors)


def test_a_home_delivers_everything_once_across_restarts(start, tmp_path):
    home = str(tmp_path / "home")
    server = start("--home", home)
    trail = Trail(server, home)
    trail.work()
    server.client("kms").create_key()
    assert server.stop()[0] == 0
    server = start("--home", home)
    trail.server, trail.s3, trail.cloudtrail = server, server.client("s3"), server.client("cloudtrail")
    assert trail.cloudtrail.get_trail_status(Name="main")["IsLogging"]
    trail.work()
    records = [record for key in trail.files("CloudTrail") for record in trail.read(key)["Records"]]
    ids = [record["eventID"] for record in records]
    assert len(ids) == len(set(ids))
    assert [record["eventName"] for record in records].count("CreateKey") == 3
    status, lines, errors = trail.validate()
    assert status == 0 and "2/2 digest files valid" in lines[-2], (lines, errors)
