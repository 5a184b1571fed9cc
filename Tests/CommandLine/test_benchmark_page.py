"""The page of results is made from what the drivers print, and says where each number comes from."""

import json
import re
import subprocess
import sys

import pytest

from command_line import ROOT

FIGURES = {"median": 1000.0, "low": 900.0, "high": 1200.0}
LOAD = {name: FIGURES for name in ("perSecond", "mibPerSecond", "p99Microseconds", "cpuMicroseconds")}


def case(group, name, **more):
    return {"group": group, "name": name, "wallNanoseconds": FIGURES, "cpuNanoseconds": FIGURES, **more}


RESULTS = {
    "machine": {"arguments": " --quick", "facts": {"date": "2026-11-25 21:40 UTC", "build": "release"}},
    "measure": {
        "cases": [
            case("primitives", "AES-256-GCM, 262144 bytes", bytes=262144), case("primitives", "32 random bytes", bytes=32),
            case("messages", "seal 256 bytes in frames of 4096", bytes=256), case("objects", "GetObject", bytes=1024),
            case("decisions", "fifty statements"), case("key service", "Encrypt"), case("durable", "Encrypt"), case("trail", "append"),
            case("world", "fork, 100 keys and 100 objects"), case("world", "fork, 10000 keys and 10000 objects"),
        ],
        "unmeasuredOperations": ["CreateAlias"],
    },
    "openssl": {"version": "OpenSSL 3", "nanoseconds": {"AES-256-GCM, 262144 bytes": 500.0}},
    "files": {
        "mebibytes": 64, "opensslGigabytesPerSecond": [4.0], "helpMilliseconds": {"least": 1, "median": 2},
        "commands": {"kmslab encrypt": {
            "gigabytesPerSecond": [1.0, 2.0, 3.0], "gigabytesPerCPUSecond": [2.0], "peakMiB": 20}},
    },
    "server": {
        "coldStart": {"medianMilliseconds": 10, "worstMilliseconds": 20},
        "memory": {"idleMiB": 30, "thousandConnectionsMiB": 4, "requests": 1000, "mibAfterEveryTenSeconds": [40]},
        "load": {"Encrypt": {"lab": LOAD, "constant": LOAD, "ratio": LOAD}},
    },
    "peers": {
        "versions": {"moto": "5.2.1", "aws-encryption-sdk": "3.3.1"},
        "probes": {"Encrypt with a disabled key": {"kmslab": "DisabledException", "moto": "accepted"}},
        "failuresOf80ConcurrentPuts": {"kmslab": 0, "moto": 30},
        "moto": {
            "startSeconds": {"kmslab": 0.01, "moto": 2}, "memoryMiB": {"kmslab": 30, "moto": 90},
            "load": {"Encrypt": {"kmslab": LOAD, "moto": LOAD, "ratio": LOAD}},
        },
        "sdk": {"mebibytes": 16, "frames": {"4096": {
            f"{who} {verb}": {"gigabytesPerSecond": [1.0], "gigabytesPerCPUSecond": [1.0], "peakMiB": 1}
            for who in ("kmslab", "SDK") for verb in ("encrypt", "decrypt")}}},
    },
}


def page(folder, names):
    for name in names:
        (folder / f"{name}.json").write_text(json.dumps(RESULTS[name]))
    output = folder / "page.md"
    command = [sys.executable, ROOT / "Benchmarks/report.py", folder, output]
    subprocess.run(command, check=True, timeout=60)
    return output.read_text()


def test_every_part_has_its_section(tmp_path):
    text = page(tmp_path, RESULTS)
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 14
    assert "2026-11-25 21:40 UTC" in text and "bash Benchmarks/run.sh --quick" in text
    assert "| fork | 1,000 ns (900 ns to 1,200 ns)" in text.replace("1 us", "1,000 ns").replace("1.2 us", "1,200 ns")
    assert json.loads((tmp_path / "results.json").read_text()).keys() == RESULTS.keys()


def test_a_ratio_stands_beside_both_sides(tmp_path):
    text = page(tmp_path, RESULTS)
    row = next(line for line in text.splitlines() if line.startswith("| AES-256-GCM, 262144"))
    assert row.endswith("| 500 ns | 0.50 |")


def test_what_a_peer_leaves_out_stands_beside_its_number(tmp_path):
    text = page(tmp_path, RESULTS)
    section = text.split("## Beside moto 5.2.1")[1].split("\n## ")[0]
    assert "| Encrypt with a disabled key | DisabledException | accepted |" in section


def test_tables_have_as_many_cells_as_their_header(tmp_path):
    width = None
    for line in page(tmp_path, RESULTS).splitlines():
        cells = line.count("|") if line.startswith("|") else None
        assert width is None or cells is None or cells == width, line
        width = cells


@pytest.mark.parametrize("name", [name for name in RESULTS if name != "machine"])
def test_a_part_that_was_not_run_is_left_out(tmp_path, name):
    assert page(tmp_path, [other for other in RESULTS if other != name])
