"""What lies under Examples/ for others, used as they would: the pytest plugin, the Debian package, the workflow."""

import os
import pathlib
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from conftest import BINARY, ROOT, environment


def test_the_pytest_plugin_installs_and_passes_its_own_tests(tmp_path):
    """Into a folder of its own, so that nothing of it stays on the machine."""
    plugin = shutil.copytree(ROOT / "Examples" / "pytest-kmslab", tmp_path / "plugin")
    installed = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check",
         "--root-user-action=ignore", "--target", str(installed), str(plugin)], check=True, capture_output=True, timeout=300)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(plugin / "tests")], capture_output=True, text=True,
        timeout=300, cwd=tmp_path, env=environment(PYTHONPATH=str(installed), KMSLAB_BIN=BINARY))
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout + done.stderr


def as_root(*command):
    return list(command) if os.geteuid() == 0 else ["sudo", *command]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    if not shutil.which("dpkg-deb") or not shutil.which("dpkg-shlibdeps"):
        pytest.skip("SKIPPED: no dpkg-deb and dpkg-shlibdeps (dpkg-dev) on this machine")
    if shutil.which("kmslab"):
        pytest.skip("SKIPPED: a kmslab is installed on this machine")
    folder = tmp_path_factory.mktemp("deb")
    done = subprocess.run(
        ["bash", str(ROOT / "Examples" / "debian" / "build.sh"), str(folder)], capture_output=True, text=True, timeout=600,
        env={**environment(), "KMSLAB_BIN": BINARY})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_the_package_holds_what_it_should(package):
    listed = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
    for path in [
        "usr/bin/kmslab", "usr/share/man/man1/kmslab.1.gz", "usr/share/bash-completion/completions/kmslab",
        "usr/share/zsh/vendor-completions/_kmslab", "usr/share/fish/vendor_completions.d/kmslab.fish",
        "usr/lib/systemd/system/kmslab.service",
    ]:
        assert path in listed
    fields = subprocess.run(["dpkg-deb", "--field", package], capture_output=True, text=True, check=True).stdout
    assert "libssl3" in fields and "libsqlite3-0" in fields


def test_the_package_installs_serves_and_goes_away(package, tmp_path):
    subprocess.run(as_root("dpkg", "--install", package), check=True, capture_output=True, timeout=300)
    try:
        found = subprocess.run(["kmslab", "--version"], capture_output=True, text=True, env=environment(**runtime()), check=True)
        assert found.stdout.strip()
        page = subprocess.run(["zcat", "/usr/share/man/man1/kmslab.1.gz"], capture_output=True, text=True, check=True).stdout
        assert ".TH KMSLAB 1" in page and "\\-\\-ready\\-fd" in page and "kmslab clock advance" in page.replace("\\-", "-")
        if shutil.which("man"):
            shown = subprocess.run(
                ["man", "--warnings", "-E", "UTF-8", "-l", "/usr/share/man/man1/kmslab.1.gz"], capture_output=True, text=True,
                env={**environment(), "MANWIDTH": "100"})
            assert shown.returncode == 0 and "kmslab serve" in shown.stdout and shown.stderr == ""
        completed = subprocess.run(
            ["bash", "-c", "source /usr/share/bash-completion/completions/kmslab && complete -p kmslab"], capture_output=True,
            text=True)
        assert completed.returncode == 0, completed.stderr
        if shutil.which("systemd-analyze"):
            checked = subprocess.run(
                ["systemd-analyze", "verify", "/usr/lib/systemd/system/kmslab.service"], capture_output=True, text=True)
            assert "kmslab.service" not in checked.stderr, checked.stderr
        serve(tmp_path)
    finally:
        subprocess.run(as_root("dpkg", "--purge", "kmslab"), check=True, capture_output=True, timeout=300)
    assert not pathlib.Path("/usr/bin/kmslab").exists()


def runtime():
    """A binary that was not built for a package finds Swift's runtime where the toolchain has it."""
    swift = shutil.which("swift")
    library = pathlib.Path(swift).resolve().parents[1] / "lib" / "swift" / "linux" if swift else None
    return {"LD_LIBRARY_PATH": str(library)} if library and library.is_dir() else {}


def serve(tmp_path):
    reader, writer = os.pipe()
    process = subprocess.Popen(
        ["kmslab", "serve", "--home", str(tmp_path / "home"), "--port", "0", "--ready-fd", str(writer)], pass_fds=[writer],
        stdout=subprocess.DEVNULL, env=environment(**runtime()))
    os.close(writer)
    with os.fdopen(reader) as ready:
        address = ready.readline().strip()
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address)
        assert refused.value.code == 403
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


def test_the_workflow_is_yaml_and_names_options_that_exist(kmslab):
    text = (ROOT / "Examples" / "github-actions" / "kmslab.yml").read_text()
    try:
        import yaml

        assert yaml.safe_load(text)["jobs"]["test"]["steps"]
    except ImportError:
        pass
    line = next(line for line in text.splitlines() if "kmslab serve" in line)
    options = [word for word in line.split() if word.startswith("--")]
    usage = kmslab("serve", "--help").stdout
    assert options and all(option in usage for option in options)
