"""The fixtures of the tests of the binary."""

import pytest

from command_line import CommandLine


@pytest.fixture
def lab(tmp_path):
    return CommandLine(tmp_path)


@pytest.fixture
def key(lab):
    """A lab with a key named alias/ledger; the key's ARN."""
    return lab.run("key", "create", "--alias", "ledger").stdout.splitlines()[0]
