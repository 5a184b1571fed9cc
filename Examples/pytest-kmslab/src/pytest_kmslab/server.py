"""A kmslab server as a process, without pytest."""

import datetime
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request

import boto3
import botocore.config


class DoorError(Exception):
    """A door of the lab said no."""

    def __init__(self, status, answer):
        super().__init__(answer.get("message", str(answer)))
        self.status = status
        self.code = answer.get("__type", "")
        self.hint = answer.get("hint")


class Clock:
    """The lab's time. It runs with the machine's and can be moved forward."""

    def __init__(self, server):
        self._server = server

    def now(self):
        """The lab's time, in UTC."""
        text = self._server.door("clock")["time"]
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))

    def advance(self, by):
        """Moves the time forward by a text such as "90s", "12h", "366d", or a timedelta.

        Everything that falls due on the way happens, each at its own time. The number of events that made.
        """
        if isinstance(by, datetime.timedelta):
            by = f"{int(by.total_seconds())}s"
        return self._server.door("clock", advance=by)["fellDue"]


class KmslabServer:
    """`kmslab serve` in memory, on a port that the system chose. `stop()` ends it; it is a context manager, too."""

    def __init__(self, arguments=(), binary=None, timeout=30):
        binary = binary or os.environ.get("KMSLAB_BIN") or shutil.which("kmslab")
        if not binary:
            raise FileNotFoundError("there is no kmslab: put it into PATH, or set KMSLAB_BIN")
        reader, writer = os.pipe()
        command = [binary, "serve", "--memory", "--json", "--port", "0", "--ready-fd", str(writer), *arguments]
        # Without a pipe nobody has to empty one; the ready line comes through the file descriptor.
        self._log = open(os.devnull, "wb")
        self._process = subprocess.Popen(command, pass_fds=[writer], stdout=self._log, stderr=subprocess.PIPE)
        os.close(writer)
        with os.fdopen(reader) as ready:
            self.endpoint, self.certificate = ready.readline().strip(), ready.readline().strip() or None
        if not self.endpoint:
            raise RuntimeError(self._process.communicate(timeout=timeout)[1].decode().strip())
        self.clock = Clock(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def environment(self):
        """The variables that point AWS's SDKs and tools at the server."""
        variables = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return {**variables, "AWS_CA_BUNDLE": self.certificate} if self.certificate else variables

    def client(
        self, service, region="us-east-1", account=None, access_key=None, secret_key="test", session_token=None, **config
    ):
        """A boto3 client of the server. Without `account` or `access_key` it is the standard account's root user."""
        settings = {"retries": {"total_max_attempts": 1}, **config}
        if service == "s3":
            settings.setdefault("s3", {"addressing_style": "path"})
        return boto3.session.Session().client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=access_key or account or "test",
            aws_secret_access_key=secret_key,
            aws_session_token=session_token,
            verify=self.certificate,
            config=botocore.config.Config(**settings),
        )

    def door(self, name, **given):
        """Goes through a door of the lab; what it answers.

        Raises DoorError when it says no.
        """
        request = urllib.request.Request(
            f"{self.endpoint}/_kmslab/{name}", json.dumps(given).encode(), {"Content-Type": "application/json"}
        )
        context = None
        if self.certificate:
            import ssl

            context = ssl.create_default_context(cafile=self.certificate)
        try:
            with urllib.request.urlopen(request, timeout=60, context=context) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                raise DoorError(error.code, json.load(error)) from None

    def reset(self):
        """Takes the world, the clock and the trail back to the start."""
        self.door("reset")

    def load(self, yaml):
        """Makes the world what a world file says; its text. The secret access keys that were made up."""
        return self.door("world-load", file=yaml)["secrets"]

    def save(self):
        """The world as a world file."""
        return self.door("world")["file"]

    def trail(self, last=20):
        """The latest events, oldest first, as CloudTrail records."""
        return self.door("trail", last=last)["events"]

    def stop(self):
        """Ends the server; it finishes the requests under way."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.communicate(timeout=30)
        self._log.close()
