"""The fixtures."""

import pytest

from .server import KmslabServer


def pytest_addoption(parser):
    parser.getgroup("kmslab").addoption("--kmslab-bin", metavar="PATH", help="the kmslab to start")


@pytest.fixture(scope="session")
def kmslab_arguments():
    """What the server is started with, beside `--memory`. Override it for `--world`, `--strict`, `--tls` …"""
    return []


@pytest.fixture(scope="session")
def kmslab_server(request, kmslab_arguments):
    """A server for the session."""
    with KmslabServer(kmslab_arguments, binary=request.config.getoption("--kmslab-bin")) as server:
        yield server


@pytest.fixture
def kmslab(kmslab_server):
    """The server, as it was at its start."""
    kmslab_server.reset()
    return kmslab_server


@pytest.fixture
def kmslab_environment(kmslab, monkeypatch):
    """The server, with the environment pointing AWS's SDKs at it."""
    for name in ["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in kmslab.environment.items():
        monkeypatch.setenv(name, value)
    return kmslab
