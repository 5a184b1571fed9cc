"""`kmslab serve` as a process: beginnings, ends, homes, doors, logs."""

import json
import os
import signal
import stat
import threading
import time

import botocore.exceptions
import pytest

import wire


def test_the_announcement_can_be_pasted(start):
    server = start("--memory", "--region", "eu-west-1")
    status, output, errors = server.stop()
    assert status == 0 and f"export AWS_ENDPOINT_URL='{server.endpoint}'" in output
    assert "export AWS_ACCESS_KEY_ID='test'" in output and "export AWS_REGION='eu-west-1'" in output
    assert "finishing" in errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_request_under_way_is_finished(start, number):
    server = start("--memory")
    connection = wire.Connection(server)
    connection.send(wire.signed(server, "ListKeys"))
    assert connection.response()[0] == 200
    connection.send(wire.signed(server, "CreateKey", '{"KeySpec":"RSA_3072","KeyUsage":"SIGN_VERIFY"}'))
    time.sleep(0.4)
    assert server.stop(number)[0] == 0
    status, fields, body = connection.response()
    assert status == 200 and json.loads(body)["KeyMetadata"]["KeySpec"] == "RSA_3072"


def test_idle_connections_do_not_hold_up_the_end(start):
    server = start("--memory")
    idle = [wire.Connection(server) for _ in range(20)]
    idle[0].send(wire.signed(server, "ListKeys"))
    assert idle[0].response()[0] == 200
    began = time.monotonic()
    assert server.stop()[0] == 0 and time.monotonic() - began < 5
    assert all(connection.everything() == b"" for connection in idle)


def test_a_port_that_is_taken_is_told_so(start, kmslab):
    server = start("--memory")
    second = kmslab("serve", "--memory", "--port", str(server.port))
    assert second.returncode == 1 and f"port {server.port} of 127.0.0.1 is in use" in second.stderr


@pytest.mark.parametrize(
    "arguments", [["--port", "70000"], ["--account", "1"], ["--region", "!"], ["--memory", "--home", "/tmp/x"]]
)
def test_a_wrong_command_line_is_told_so(kmslab, arguments):
    assert kmslab("serve", *arguments).returncode == 64


def test_json_lines_tell_of_every_request(start):
    server = start("--memory", "--json")
    server.client("kms").list_keys()
    with pytest.raises(botocore.exceptions.ClientError):
        server.client("kms", secret="wrong").list_keys()
    lines = [json.loads(line) for line in server.stop()[1].splitlines()]
    assert lines[0]["event"] == "ready" and lines[0]["address"] == server.endpoint
    assert (lines[1]["service"], lines[1]["operation"], lines[1]["status"]) == ("kms", "ListKeys", 200)
    assert lines[1]["principal"] == "arn:aws:iam::111122223333:root"
    assert lines[2]["error"] == "InvalidSignatureException" and "principal" not in lines[2]


def test_the_account_can_be_another(start):
    server = start("--memory", "--account", "999988887777")
    assert ":999988887777:" in server.client("kms").create_key()["KeyMetadata"]["Arn"]


def test_strict_servers_accept_no_convention(start):
    server = start("--memory", "--strict")
    for key in ["test", "111122223333"]:
        with pytest.raises(botocore.exceptions.ClientError, match="UnrecognizedClientException"):
            server.client("kms", key=key).list_keys()
    output = server.stop()[1]
    assert "kmslab-cli" in output and "'test'" not in output


class TestMemoryDoors:
    """The doors that test suites use, open to this machine."""

    def test_health(self, server):
        status, answer = server.door("health", method="GET")
        assert status == 200 and answer["status"] == "ok" and answer["durable"] is False

    def test_the_clock_moves_the_lab_but_not_the_signatures(self, server):
        kms = server.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        status, answer = server.door("clock", {"advance": "8d"})
        assert status == 200 and answer["aheadSeconds"] == 8 * 86400
        with pytest.raises(kms.exceptions.NotFoundException):
            kms.describe_key(KeyId=key)

    def test_reset_takes_everything_back(self, server):
        kms = server.client("kms")
        kms.create_key()
        server.door("clock", {"advance": "1d"})
        status, answer = server.door("reset")
        assert status == 200 and answer["aheadSeconds"] == 0
        assert kms.list_keys()["Keys"] == []

    def test_a_page_in_a_browser_opens_nothing(self, server):
        assert server.door("reset", Origin="http://evil.example")[0] == 403
        assert server.door("reset", Host="evil.example")[0] == 403

    def test_a_link_changes_nothing(self, server):
        assert server.door("reset", method="GET")[0] == 405


class TestHome:
    """A server that has a home open."""

    @pytest.fixture
    def home(self, tmp_path):
        return str(tmp_path / "home")

    def test_what_was_made_is_there_after_a_restart(self, start, home):
        first = start("--home", home)
        key = first.client("kms").create_key()["KeyMetadata"]["KeyId"]
        blob = first.client("kms").encrypt(KeyId=key, Plaintext=b"kept")["CiphertextBlob"]
        assert first.stop()[0] == 0
        second = start("--home", home)
        assert second.client("kms").decrypt(CiphertextBlob=blob)["Plaintext"] == b"kept"

    def test_what_was_answered_survives_a_kill(self, start, home):
        first = start("--home", home)
        key = first.client("kms").create_key()["KeyMetadata"]["KeyId"]
        first.stop(signal.SIGKILL)
        assert start("--home", home).client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key

    def test_other_commands_talk_to_the_server(self, start, home, kmslab):
        server = start("--home", home)
        made = kmslab("key", "create", "--alias", "ledger", "--home", home)
        assert made.returncode == 0, made.stderr
        arn = server.client("kms").describe_key(KeyId="alias/ledger")["KeyMetadata"]["Arn"]
        assert arn in made.stdout
        missing = kmslab("call", "kms.DescribeKey", "--input", '{"KeyId":"alias/none"}', "--home", home)
        assert missing.returncode == 20 and "NotFoundException" in missing.stderr
        assert "root" in kmslab("trail", "--home", home).stdout

    def test_files_are_encrypted_through_the_server(self, start, home, kmslab, tmp_path):
        start("--home", home)
        letter = tmp_path / "letter.txt"
        letter.write_text("dear reader")
        kmslab("key", "create", "--alias", "ledger", "--home", home)
        sealed = kmslab("encrypt", str(letter), "--key", "alias/ledger", "--home", home)
        assert sealed.returncode == 0, sealed.stderr
        opened = kmslab("decrypt", f"{letter}.enc", "-o", str(tmp_path / "out"), "--home", home)
        assert opened.returncode == 0 and (tmp_path / "out").read_text() == "dear reader"

    def test_the_doors_ask_for_the_token_in_the_home(self, start, home):
        server = start("--home", home)
        record = os.path.join(home, "server.json")
        assert stat.S_IMODE(os.stat(record).st_mode) == 0o600
        content = json.load(open(record))
        assert content["address"] == server.endpoint
        assert server.door("health", method="GET")[0] == 403
        assert server.door("health", method="GET", X_Kmslab_Token="guess")[0] == 403
        assert server.door("health", method="GET", X_Kmslab_Token=content["token"])[0] == 200
        assert server.stop()[0] == 0
        assert not os.path.exists(record)

    def test_one_home_has_one_server(self, start, home, kmslab):
        server = start("--home", home)
        second = kmslab("serve", "--home", home, "--port", "0")
        assert second.returncode == 30 and server.endpoint in second.stderr

    def test_the_owner_signs_where_conventions_are_off(self, start, home, kmslab):
        server = start("--home", home, "--strict")
        assert kmslab("key", "create", "--home", home).returncode == 0
        owner = json.loads(kmslab("env", "--as", "owner", "--home", home, "--json").stdout)
        client = server.client("kms", key=owner["AWS_ACCESS_KEY_ID"], secret=owner["AWS_SECRET_ACCESS_KEY"])
        assert len(client.list_keys()["Keys"]) == 1

    def test_env_finds_the_server(self, start, home, kmslab):
        server = start("--home", home)
        output = kmslab("env", "--home", home).stdout
        assert f"export AWS_ENDPOINT_URL='{server.endpoint}'" in output
        assert "444455556666" in kmslab("env", "--home", home, "--as", "444455556666").stdout


def test_a_server_that_is_not_there_has_an_exit_code(kmslab):
    answer = kmslab("trail", "--endpoint", "http://127.0.0.1:1")
    assert answer.returncode == 50 and "127.0.0.1:1" in answer.stderr


def test_an_endpoint_is_asked_with_the_shells_own_keys(server, kmslab):
    made = kmslab("key", "create", KMSLAB_ENDPOINT=server.endpoint, AWS_ACCESS_KEY_ID="444455556666", AWS_SECRET_ACCESS_KEY="test")
    assert made.returncode == 0 and ":444455556666:" in made.stdout
    wrong = kmslab("key", "create", KMSLAB_ENDPOINT=server.endpoint, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="x")
    assert wrong.returncode == 27 and "InvalidSignatureException" in wrong.stderr


def test_many_clients_at_once(server):
    failures = []

    def work():
        try:
            kms = server.client("kms")
            key = kms.create_key()["KeyMetadata"]["KeyId"]
            for number in range(20):
                text = f"{key} {number}".encode()
                blob = kms.encrypt(KeyId=key, Plaintext=text)["CiphertextBlob"]
                assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == text
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(server.client("kms").list_keys()["Keys"]) == 8
