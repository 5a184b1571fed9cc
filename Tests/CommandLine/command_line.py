"""The binary as a person uses it: each test has a home and a directory of its own."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("KMSLAB_BIN") or str(ROOT / ".build/debug/kmslab")


class CommandLine:
    def __init__(self, directory: pathlib.Path):
        self.directory = directory
        self.home = directory / "home"
        self.environment = {
            "HOME": str(directory), "KMSLAB_HOME": str(self.home), "PATH": os.environ["PATH"], "NO_COLOR": "1",
            "SWIFT_BACKTRACE": "enable=no",
        }

    def run(self, *arguments, stdin=None, expect=0, environment=None, text=True):
        """Runs the binary and checks the exit code; `expect=None` leaves that to the caller."""
        result = subprocess.run(
            [BINARY, *map(str, arguments)], cwd=self.directory, env={**self.environment, **(environment or {})},
            input=stdin, capture_output=True, timeout=120,
        )
        if text:
            result.stdout, result.stderr = result.stdout.decode(), result.stderr.decode()
        if expect is not None:
            assert result.returncode == expect, (arguments, result.returncode, result.stdout, result.stderr)
        return result

    def json(self, *arguments, **options):
        return json.loads(self.run(*arguments, "--json", **options).stdout)

    def events(self, *arguments, **options):
        """The events that `kmslab trail` shows, oldest first: JSON Lines."""
        return [json.loads(line) for line in self.run("trail", *arguments, "--json", **options).stdout.splitlines()]

    def refused(self, code, *arguments, **options):
        """Runs the binary, which must refuse with this code, say why in its own voice, and print nothing else."""
        result = self.run(*arguments, expect=code, **options)
        assert result.stderr.startswith("kmslab: error: "), result.stderr
        for line in result.stderr.strip().splitlines()[1:]:
            assert line.startswith("kmslab: hint: "), result.stderr
        return result.stderr

    def file(self, name, content=b"the balance is 12\n"):
        path = self.directory / name
        path.write_bytes(content)
        return path

    def files(self):
        return sorted(path.name for path in self.directory.iterdir() if path.name != "home")
