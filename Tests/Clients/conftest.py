"""A server for tests with real clients: the binary, in memory, on a port that the system chose."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess

import boto3
import botocore.config
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("KMSLAB_BIN") or str(ROOT / ".build" / "debug" / "kmslab")


def environment(**extra):
    """This process's environment without anything that would lead a client elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "KMSLAB_"))}
    return {**kept, "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1", **extra}


class Server:
    """A running `kmslab serve`."""

    def __init__(self, *arguments, output=subprocess.PIPE, **variables):
        reader, writer = os.pipe()
        command = [BINARY, "serve", "--port", "0", "--ready-fd", str(writer), *arguments]
        self.process = subprocess.Popen(
            command, pass_fds=[writer], stdout=output, stderr=subprocess.PIPE, env=environment(**variables)
        )
        os.close(writer)
        with os.fdopen(reader) as ready:
            self.endpoint, self.certificate = ready.readline().strip(), ready.readline().strip() or None
        assert self.endpoint, self.process.communicate()[1].decode()
        self.port = int(self.endpoint.rsplit(":", 1)[1])

    def stop(self, number=signal.SIGTERM):
        """Ends the server; its exit status, standard output and standard error."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=30)
        return self.process.returncode, (output or b"").decode(), errors.decode()

    def client(self, service, key="test", secret="test", region="us-east-1", token=None, **config):
        """A boto3 client that asks once."""
        verify = config.pop("verify", self.certificate)
        endpoint = config.pop("endpoint", self.endpoint)
        settings = botocore.config.Config(retries={"total_max_attempts": 1}, **config)
        return boto3.session.Session().client(
            service,
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            verify=verify,
            config=settings,
        )

    def connect(self):
        """An HTTP connection to the server."""
        if not self.certificate:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        context = ssl.create_default_context(cafile=self.certificate)
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30)

    def door(self, name, body=None, method="POST", **headers):
        """Goes through a door; the status and what it says."""
        connection = self.connect()
        text = None if body is None else json.dumps(body)
        connection.request(method, f"/_kmslab/{name}", text, {k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer


@pytest.fixture(scope="session")
def shared_server():
    """KMSLAB_CLIENTS_LOG names a file for the server's log, from which Tests/clients_page.py makes a page."""
    with open(os.environ.get("KMSLAB_CLIENTS_LOG") or os.devnull, "wb") as log:
        server = Server("--memory", "--json", output=log)
        yield server
        status, _, errors = server.stop()
    assert status == 0, errors


@pytest.fixture
def server(shared_server):
    """A server in memory, in its start world. It must outlive whatever a test does to it."""
    assert shared_server.door("reset")[0] == 200
    yield shared_server
    assert shared_server.process.poll() is None, "the server died"
    assert shared_server.door("health", method="GET")[0] == 200


def starting():
    servers = []

    def start(*arguments, **variables):
        servers.append(Server(*arguments, **variables))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def start():
    """Starts servers of a test's own."""
    yield from starting()


@pytest.fixture(scope="module")
def start_module():
    """Starts servers that the tests of a module share."""
    yield from starting()


@pytest.fixture
def kms(server):
    return server.client("kms")


@pytest.fixture
def kmslab():
    """Runs the command line."""

    def run(*arguments, **variables):
        return subprocess.run(
            [BINARY, *arguments], capture_output=True, text=True, timeout=60, env=environment(**variables)
        )

    return run


def aws_command_line(major):
    """The AWS CLI of this major version on the machine; `None` when there is none."""
    for command in ["/usr/bin/aws", shutil.which("aws")]:
        if not command or not os.path.exists(command):
            continue
        version = subprocess.run([command, "--version"], capture_output=True, text=True, env=environment()).stdout
        if version.startswith(f"aws-cli/{major}."):
            return command
    return None
