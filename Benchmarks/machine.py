"""The machine, the versions and the date of a run, as JSON: python3 Benchmarks/machine.py BINARY [ARGUMENT…]"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys


def first_line(*command):
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return (output.stdout + output.stderr).strip().splitlines()[0]


def found(path, pattern):
    match = re.search(pattern, pathlib.Path(path).read_text())
    return match[1].strip() if match else "unknown"


def facts(binary):
    processor = found("/proc/cpuinfo", r"model name\s*:\s*(.*)")
    memory = int(found("/proc/meminfo", r"MemTotal:\s+(\d+)")) / (1 << 20)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{processor}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"Linux {os.uname().release}",
        "load when it began": " ".join(f"{value:.2f}" for value in os.getloadavg()),
        "kmslab": f"{first_line(binary, '--version')}, commit {first_line('git', 'rev-parse', '--short', 'HEAD')}",
        "build": "release" if "/release/" in binary else "debug: not to be compared with anything",
        "Swift": first_line("swift", "--version"),
        "OpenSSL": first_line("openssl", "version"),
        "Python": sys.version.split()[0],
        "wrk": first_line("dpkg-query", "-W", "-f", "${Version}", "wrk"),
    }


if __name__ == "__main__":
    arguments = "".join(f" {argument}" for argument in sys.argv[2:])
    print(json.dumps({"arguments": arguments, "facts": facts(sys.argv[1])}, indent=2))
