"""The detective controls with real clients: AWS Config, EventBridge and SNS, over their own protocols."""

import http.server
import json
import threading
import time

import pytest
from botocore.exceptions import ClientError

ACCOUNT, REGION = "111122223333", "us-east-1"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarm"


class Endpoint:
    """A program on this machine that takes down what is posted to it."""

    def __init__(self, status=200):
        posts = self.posts = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posts.append((self.path, dict(self.headers), body.decode()))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?from=lab"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count):
        deadline = time.monotonic() + 20
        while len(self.posts) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.posts


@pytest.fixture
def endpoint():
    one = Endpoint()
    yield one
    one.server.shutdown()


def inbox(server, **headers):
    status, answer = server.door("inbox", {"last": 1000}, **headers)
    assert status == 200, answer
    return answer


def events_in(answer):
    return [json.loads(message["message"]) for message in answer["messages"]]


def open_topic(server, *subscriptions):
    sns = server.client("sns")
    assert sns.create_topic(Name="alarm")["TopicArn"] == TOPIC
    policy = {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish",
            "Resource": TOPIC,
        }],
    }
    sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(policy))
    for protocol, address in subscriptions:
        sns.subscribe(TopicArn=TOPIC, Protocol=protocol, Endpoint=address)
    return sns


def ring(server, name, pattern):
    events = server.client("events")
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    answer = events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": TOPIC}])
    assert answer["FailedEntryCount"] == 0
    return events


def make_user(server, name, *actions):
    iam = server.client("iam")
    iam.create_user(UserName=name)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(document))
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return made["AccessKeyId"], made["SecretAccessKey"]


def test_the_worked_example(server, endpoint):
    """A rule finds a resource out of order, the trail says who changed it, and a notification arrives."""
    open_topic(server, ("email", "security@example.com"), ("http", endpoint.url))
    ring(server, "out-of-order", {
        "source": ["aws.config"], "detail-type": ["Config Rules Compliance Change"],
        "detail": {
            "messageType": ["ComplianceChangeNotification"],
            "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]},
        },
    })
    config = server.client("config")
    config.put_config_rule(ConfigRule={
        "ConfigRuleName": "rotation-is-on",
        "Source": {"Owner": "AWS", "SourceIdentifier": "CMK_BACKING_KEY_ROTATION_ENABLED"},
    })
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key)
    mallory = make_user(server, "mallory", "kms:*")
    server.client("kms", *mallory).disable_key_rotation(KeyId=key)

    # Config finds what.
    details = config.get_compliance_details_by_config_rule(ConfigRuleName="rotation-is-on")["EvaluationResults"]
    assert [one["ComplianceType"] for one in details] == ["NON_COMPLIANT"]
    qualifier = details[0]["EvaluationResultIdentifier"]["EvaluationResultQualifier"]
    assert (qualifier["ResourceType"], qualifier["ResourceId"]) == ("AWS::KMS::Key", key)

    # The timeline names the entry of the trail, and the trail says who.
    changes = server.door("config-timeline", {"resource": key})[1]["changes"]
    assert [change["after"] for change in changes] == ["NON_COMPLIANT", "COMPLIANT", "NON_COMPLIANT"]
    cause = changes[-1]["cause"]
    record = next(
        event for event in server.door("trail", {"last": 100})[1]["events"] if event["eventID"] == cause["eventID"])
    assert record["eventName"] == "DisableKeyRotation"
    assert record["userIdentity"]["userName"] == "mallory"

    # A notification arrives, in the inbox and at the endpoint.
    told = events_in(inbox(server))
    assert [event["detail"]["resourceId"] for event in told] == [key, key]
    assert all(event["detail"]["newEvaluationResult"]["complianceType"] == "NON_COMPLIANT" for event in told)
    assert told[1]["detail"]["oldEvaluationResult"]["complianceType"] == "COMPLIANT"
    path, headers, body = endpoint.wait(2)[1]
    assert path == "/hook?from=lab" and headers["x-amz-sns-topic-arn"] == TOPIC
    envelope = json.loads(body)
    assert envelope["Type"] == "Notification" and json.loads(envelope["Message"]) == told[1]


def test_buckets_are_judged_as_they_are(server):
    config, s3 = server.client("config"), server.client("s3")
    rules = {
        "kms": "S3_DEFAULT_ENCRYPTION_KMS", "tls": "S3_BUCKET_SSL_REQUESTS_ONLY",
        "lock": "S3_BUCKET_DEFAULT_LOCK_ENABLED", "read": "S3_BUCKET_PUBLIC_READ_PROHIBITED",
        "write": "S3_BUCKET_PUBLIC_WRITE_PROHIBITED", "sse": "S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED",
        "sse-c": "KMSLAB_S3_BUCKET_SSE_C_BLOCKED", "tags": "REQUIRED_TAGS",
    }
    for name, identifier in rules.items():
        rule = {"ConfigRuleName": name, "Source": {"Owner": "AWS", "SourceIdentifier": identifier}}
        if name == "tags":
            rule["InputParameters"] = json.dumps({"tag1Key": "owner", "tag1Value": "ann,bob"})
        config.put_config_rule(ConfigRule=rule)
    s3.create_bucket(Bucket="letters", ObjectLockEnabledForBucket=True)

    def bad():
        answer = config.get_compliance_details_by_resource(ResourceType="AWS::S3::Bucket", ResourceId="letters")
        return {
            one["EvaluationResultIdentifier"]["EvaluationResultQualifier"]["ConfigRuleName"]
            for one in answer["EvaluationResults"] if one["ComplianceType"] == "NON_COMPLIANT"
        }

    assert bad() == {"kms", "tls", "lock", "tags"}
    s3.put_bucket_tagging(Bucket="letters", Tagging={"TagSet": [{"Key": "owner", "Value": "ann"}]})
    assert bad() == {"kms", "tls", "lock"}
    s3.put_bucket_encryption(Bucket="letters", ServerSideEncryptionConfiguration={
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})
    assert "kms" not in bad()
    s3.put_object_lock_configuration(Bucket="letters", ObjectLockConfiguration={
        "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}})
    assert "lock" not in bad()
    resources = ["arn:aws:s3:::letters", "arn:aws:s3:::letters/*"]
    deny = {
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    server.client("s3")
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": resources[1]}
    s3.delete_public_access_block(Bucket="letters")
    s3.put_bucket_policy(Bucket="letters", Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    assert bad() == {"tls", "read"}
    s3.put_bucket_policy(Bucket="letters", Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}))
    # The lab answers plain HTTP, which the policy now denies: only those who look from outside still see.
    assert bad() == set()
    history = config.get_resource_config_history(resourceType="AWS::S3::Bucket", resourceId="letters")
    items = history["configurationItems"]
    assert items[-1]["configurationItemStatus"] == "ResourceDiscovered" and len(items) >= 6
    assert items[0]["tags"] == {"owner": "ann"}


def test_the_topics_policy_has_to_let_eventbridge_in(server):
    sns = server.client("sns")
    sns.create_topic(Name="alarm")
    sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="me@example.com")
    ring(server, "keys", {"source": ["aws.kms"], "detail": {"eventName": ["DisableKey"]}})
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    answer = inbox(server)
    assert answer["messages"] == []
    assert [one["outcome"] for one in answer["deliveries"]] == ["failed"]
    assert "events.amazonaws.com" in answer["deliveries"][0]["failure"]


def test_an_endpoint_that_fails_holds_nobody_up(start):
    server = start("--memory")
    refusing = Endpoint(status=500)
    try:
        sns = open_topic(server, ("http", refusing.url), ("http", "http://127.0.0.1:9/nobody"), ("inbox", "me"))
        before = time.monotonic()
        sns.publish(TopicArn=TOPIC, Message="hello", Subject="hi")
        assert time.monotonic() - before < 4
        assert [message["message"] for message in inbox(server)["messages"]] == ["hello"]
        deadline = time.monotonic() + 20
        while any(one["outcome"] == "pending" for one in inbox(server)["deliveries"]):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        failures = {one["to"]: one["failure"] for one in inbox(server)["deliveries"]}
        assert failures[refusing.url] == "the endpoint answered with status 500"
        assert failures["http://127.0.0.1:9/nobody"]
        assert len(refusing.posts) == 3
    finally:
        refusing.server.shutdown()


def test_a_home_remembers_rules_and_messages_and_sends_none_twice(start, tmp_path, endpoint):
    home = str(tmp_path / "home")
    server = start("--home", home)
    open_topic(server, ("email", "me@example.com"), ("http", endpoint.url))
    ring(server, "keys", {"source": ["aws.kms"], "detail": {"eventName": ["DisableKey"]}})
    server.client("config").put_config_rule(ConfigRule={
        "ConfigRuleName": "deletion",
        "Source": {"Owner": "AWS", "SourceIdentifier": "KMS_CMK_NOT_SCHEDULED_FOR_DELETION"},
    })
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    endpoint.wait(1)
    assert server.stop()[0] == 0

    again = start("--home", home)
    token = json.loads((tmp_path / "home" / "server.json").read_text())["token"]
    assert len(inbox(again, X_Kmslab_Token=token)["messages"]) == 1
    kms = again.client("kms")
    kms.enable_key(KeyId=key)
    kms.disable_key(KeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert len(inbox(again, X_Kmslab_Token=token)["messages"]) == 2
    assert len(endpoint.wait(2)) == 2
    summary = again.client("config").describe_compliance_by_config_rule()["ComplianceByConfigRules"]
    assert [one["Compliance"]["ComplianceType"] for one in summary] == ["NON_COMPLIANT"]


def test_what_a_crash_leaves_over_is_told_by_the_next_process(start, tmp_path):
    """Each event is told once, whatever moment the process dies at."""
    home = str(tmp_path / "home")
    server = start("--home", home)
    open_topic(server, ("email", "me@example.com"))
    ring(server, "keys", {"source": ["aws.kms"], "detail": {"eventName": ["DisableKey"]}})
    kms = server.client("kms")
    keys = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(10)]
    for key in keys:
        kms.disable_key(KeyId=key)
    server.process.kill()
    server.process.wait()

    again = start("--home", home)
    token = json.loads((tmp_path / "home" / "server.json").read_text())["token"]
    told = events_in(inbox(again, X_Kmslab_Token=token))
    assert [event["detail"]["requestParameters"]["keyId"] for event in told] == keys


def test_rules_and_topics_over_the_wire(server):
    events, sns, config = server.client("events"), server.client("sns"), server.client("config")
    pattern = json.dumps({"source": ["aws.kms"]})
    arn = events.put_rule(Name="r", EventPattern=pattern, Description="keys")["RuleArn"]
    assert events.describe_rule(Name="r")["Arn"] == arn
    assert [rule["Name"] for rule in events.list_rules(NamePrefix="r")["Rules"]] == ["r"]
    topic = sns.create_topic(Name="t", Attributes={"DisplayName": "T"}, Tags=[{"Key": "a", "Value": "b"}])["TopicArn"]
    events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": topic}])
    assert events.list_targets_by_rule(Rule="r")["Targets"] == [{"Id": "1", "Arn": topic}]
    assert events.remove_targets(Rule="r", Ids=["1"])["FailedEntryCount"] == 0
    events.disable_rule(Name="r")
    assert events.describe_rule(Name="r")["State"] == "DISABLED"
    events.enable_rule(Name="r")
    events.delete_rule(Name="r")
    event = {
        "id": "1", "account": ACCOUNT, "source": "aws.kms", "time": "2026-01-01T00:00:00Z", "region": REGION,
        "resources": [], "detail-type": "x", "detail": {},
    }
    assert events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]

    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "T"
    subscription = sns.subscribe(TopicArn=topic, Protocol="inbox", Endpoint="me", ReturnSubscriptionArn=True)
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == sns.list_subscriptions()["Subscriptions"]
    sns.publish(TopicArn=topic, Message="x", MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}})
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    assert [one["TopicArn"] for one in sns.list_topics()["Topics"]] == [topic]
    sns.delete_topic(TopicArn=topic)

    rule = {"ConfigRuleName": "c", "Source": {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_DEFAULT_LOCK_ENABLED"}}
    config.put_config_rule(ConfigRule=rule)
    shown = config.describe_config_rules(ConfigRuleNames=["c"])["ConfigRules"][0]
    assert shown["ConfigRuleState"] == "ACTIVE" and shown["Source"] == rule["Source"]
    config.start_config_rules_evaluation(ConfigRuleNames=["c"])
    config.delete_config_rule(ConfigRuleName="c")


@pytest.mark.parametrize("service, operation, arguments, code", [
    ("events", "put_rule", {"Name": "r", "EventPattern": '{"a":[{"like":1}]}'}, "InvalidEventPatternException"),
    ("events", "describe_rule", {"Name": "r"}, "ResourceNotFoundException"),
    ("events", "create_event_bus", {"Name": "b"}, "UnknownOperationException"),
    ("config", "delete_config_rule", {"ConfigRuleName": "r"}, "NoSuchConfigRuleException"),
    ("config", "describe_configuration_recorders", {}, "UnknownOperationException"),
    ("sns", "get_topic_attributes", {"TopicArn": TOPIC}, "NotFound"),
    ("sns", "publish", {"TopicArn": "x", "Message": "x"}, "InvalidParameter"),
    ("sns", "list_phone_numbers_opted_out", {}, "InvalidAction"),
])
def test_errors_are_awss(server, service, operation, arguments, code):
    with pytest.raises(ClientError) as caught:
        getattr(server.client(service), operation)(**arguments)
    assert caught.value.response["Error"]["Code"] == code


def test_a_stranger_is_refused_in_snss_words(server):
    sns = open_topic(server)
    nobody = make_user(server, "nobody", "kms:*")
    with pytest.raises(ClientError) as caught:
        server.client("sns", *nobody).delete_topic(TopicArn=TOPIC)
    assert caught.value.response["Error"]["Code"] == "AuthorizationError"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert sns.list_topics()["Topics"]


def test_trails_are_judged(server):
    config, trails, s3 = server.client("config"), server.client("cloudtrail"), server.client("s3")
    s3.create_bucket(Bucket="records")
    statement = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    s3.put_bucket_policy(Bucket="records", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {**statement, "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::records"},
        {**statement, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::records/AWSLogs/{ACCOUNT}/*"},
    ]}))
    config.put_config_rule(ConfigRule={
        "ConfigRuleName": "validation",
        "Source": {"Owner": "AWS", "SourceIdentifier": "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED"}})

    def verdicts():
        answer = config.get_compliance_details_by_config_rule(ConfigRuleName="validation")
        return [one["ComplianceType"] for one in answer["EvaluationResults"]]

    trails.create_trail(Name="everything", S3BucketName="records")
    assert verdicts() == ["NON_COMPLIANT"]
    trails.update_trail(Name="everything", EnableLogFileValidation=True)
    assert verdicts() == ["COMPLIANT"]
    trails.delete_trail(Name="everything")
    assert verdicts() == []
