"""Tools that people have: rclone, s3cmd, Terraform, and the AWS CLIs' `s3` commands. Unmodified."""

import os
import shutil
import subprocess
import urllib.request

import pytest

from conftest import aws_command_line, environment

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


def needed(command):
    found = shutil.which(command)
    if not found:
        pytest.skip(f"SKIPPED: no {command} on this machine")
    return found


def run(command, *arguments, status=0, timeout=180, input=None):
    """What the command writes to its output; `status=None` takes any exit status and the errors with it."""
    done = subprocess.run(
        [command, *map(str, arguments)], capture_output=True, text=True, timeout=timeout, input=input,
        env=environment(**KEYS))
    assert status is None or done.returncode == status, f"{command} {arguments}: {done.stdout}{done.stderr}"
    return done.stdout if status == 0 else done.stdout + done.stderr


@pytest.fixture
def tree(tmp_path):
    """Files worth copying: small, empty, deep, with a name that has to be encoded, and one in several parts."""
    root = tmp_path / "tree"
    (root / "deep" / "er").mkdir(parents=True)
    (root / "small.txt").write_text("small")
    (root / "empty").write_bytes(b"")
    (root / "deep" / "er" / "ä b+c&d.txt").write_text("encoded")
    (root / "large.bin").write_bytes(os.urandom(17 << 20))
    return root


def same(left, right):
    files = {path.relative_to(left): path.read_bytes() for path in left.rglob("*") if path.is_file()}
    others = {path.relative_to(right): path.read_bytes() for path in right.rglob("*") if path.is_file()}
    assert files.keys() == others.keys()
    assert all(files[name] == others[name] for name in files)


class TestAWSCommandLine:
    """`aws s3`, versions 1 and 2."""

    @pytest.fixture(params=[1, 2])
    def s3(self, request, server):
        command = aws_command_line(request.param)
        if command is None:
            pytest.skip(f"SKIPPED: no AWS CLI of version {request.param} on this machine")
        return lambda *arguments, **more: run(command, "--endpoint-url", server.endpoint, "s3", *arguments, **more)

    def test_a_tree_is_synchronised_both_ways(self, s3, tree, tmp_path):
        s3("mb", "s3://cli")
        s3("sync", tree, "s3://cli/copy")
        s3("sync", "s3://cli/copy", tmp_path / "back")
        same(tree, tmp_path / "back")
        assert s3("sync", tree, "s3://cli/copy").strip() == ""
        (tree / "small.txt").unlink()
        assert "delete:" in s3("sync", tree, "s3://cli/copy", "--delete")
        assert "small.txt" not in s3("ls", "s3://cli/copy/", "--recursive")

    def test_objects_are_copied_moved_listed_and_removed(self, s3, tree, tmp_path):
        s3("mb", "s3://cli")
        s3("cp", tree / "large.bin", "s3://cli/large", "--sse", "aws:kms")
        s3("cp", "s3://cli/large", "s3://cli/copied")
        s3("mv", "s3://cli/copied", "s3://cli/dir/moved")
        assert s3("ls", "s3://cli").split()[:2] == ["PRE", "dir/"]
        assert "17825792" in s3("ls", "s3://cli/dir/")
        s3("cp", "s3://cli/dir/moved", tmp_path / "back")
        assert (tmp_path / "back").read_bytes() == (tree / "large.bin").read_bytes()
        assert "NoSuchBucket" in s3("ls", "s3://none-of-these", status=None)
        s3("rb", "s3://cli", status=1)
        s3("rm", "s3://cli", "--recursive")
        s3("rb", "s3://cli")

    def test_streams_go_in_and_out(self, s3, tmp_path):
        s3("mb", "s3://cli")
        s3("cp", "-", "s3://cli/streamed", input="as it comes")
        assert s3("cp", "s3://cli/streamed", "-") == "as it comes"

    def test_a_url_is_presigned(self, s3, tree):
        s3("mb", "s3://cli")
        s3("cp", tree / "small.txt", "s3://cli/k")
        with urllib.request.urlopen(s3("presign", "s3://cli/k", "--expires-in", "60").strip()) as response:
            assert response.read() == b"small"


class TestRclone:
    """rclone's S3 backend."""

    @pytest.fixture
    def rclone(self, server, tmp_path):
        command = needed("rclone")
        config = tmp_path / "rclone.conf"
        config.write_text(
            f"[lab]\ntype = s3\nprovider = Other\naccess_key_id = test\nsecret_access_key = test\n"
            f"endpoint = {server.endpoint}\nregion = us-east-1\n")
        return lambda *arguments, **more: run(command, "--config", config, "--retries", "1", *arguments, **more)

    def test_a_tree_is_synchronised_checked_and_purged(self, rclone, tree, tmp_path):
        rclone("mkdir", "lab:rclone")
        rclone("sync", tree, "lab:rclone/copy", "--s3-chunk-size", "5M", "--s3-upload-cutoff", "5M")
        rclone("check", tree, "lab:rclone/copy")
        rclone("sync", "lab:rclone/copy", tmp_path / "back")
        same(tree, tmp_path / "back")
        assert "small.txt" in rclone("ls", "lab:rclone/copy")
        rclone("moveto", "lab:rclone/copy/small.txt", "lab:rclone/copy/renamed")
        assert rclone("cat", "lab:rclone/copy/renamed") == "small"
        rclone("purge", "lab:rclone")
        assert rclone("lsd", "lab:") == ""

    def test_it_encrypts_with_a_key_of_kms(self, rclone, tree, server):
        arn = server.client("kms").create_key()["KeyMetadata"]["Arn"]
        rclone("mkdir", "lab:rclone")
        flags = ["--s3-server-side-encryption", "aws:kms", "--s3-sse-kms-key-id", arn]
        rclone("copy", tree / "small.txt", "lab:rclone", *flags)
        assert server.client("s3").head_object(Bucket="rclone", Key="small.txt")["SSEKMSKeyId"] == arn


class TestS3cmd:
    """s3cmd."""

    @pytest.fixture
    def s3cmd(self, server, tmp_path):
        command = needed("s3cmd")
        host = server.endpoint.removeprefix("http://")
        flags = ["--no-ssl", f"--host={host}", f"--host-bucket={host}", "--access_key=test", "--secret_key=test"]
        config = tmp_path / "s3cfg"
        config.write_text("[default]\n")
        return lambda *arguments, **more: run(command, "-c", config, *flags, *arguments, **more)

    def test_a_tree_is_synchronised_and_removed(self, s3cmd, tree, tmp_path):
        s3cmd("mb", "s3://s3cmd")
        s3cmd("sync", f"{tree}/", "s3://s3cmd/copy/", "--multipart-chunk-size-mb=5")
        (tmp_path / "back").mkdir()
        s3cmd("sync", "s3://s3cmd/copy/", f"{tmp_path / 'back'}/")
        same(tree, tmp_path / "back")
        assert "small.txt" in s3cmd("ls", "s3://s3cmd/copy/")
        assert "MD5 sum" in s3cmd("info", "s3://s3cmd/copy/small.txt")
        s3cmd("mv", "s3://s3cmd/copy/small.txt", "s3://s3cmd/moved")
        s3cmd("rm", "--recursive", "--force", "s3://s3cmd/")
        s3cmd("rb", "s3://s3cmd")

    @pytest.mark.parametrize("signature", [[], ["--signature-v2"]])
    def test_both_signatures(self, s3cmd, tree, signature):
        s3cmd("mb", "s3://s3cmd", *signature)
        s3cmd("put", tree / "small.txt", "s3://s3cmd/k", *signature)
        assert s3cmd("get", "s3://s3cmd/k", "-", *signature).startswith("small")
