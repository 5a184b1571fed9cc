"""Files through the binary against copying alone and openssl's own speed: python3 Benchmarks/files.py KMSLAB [MIB]

Prints JSON: for every command the GB/s by the clock and by the CPU of each round, and peak memory; then start-up.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import openssl

FRAME = 1 << 18


def run(command, environment=None):
    """Wall seconds, CPU seconds and peak KiB of one run, which must succeed."""
    before = time.monotonic()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.monotonic() - before, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def write_random(path, mebibytes):
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for _ in range(mebibytes):
            file.write(block)


def remove(*paths):
    """Giving a gibibyte of old pages back is no part of writing a new one."""
    for path in paths:
        if os.path.exists(path):
            os.unlink(path)


def summary(measurements, size):
    return {
        "gigabytesPerSecond": [round(size / wall, 3) for wall, _, _ in measurements],
        "gigabytesPerCPUSecond": [round(size / cpu, 3) for _, cpu, _ in measurements],
        "peakMiB": round(max(peak for _, _, peak in measurements) / 1024, 1),
    }


def throughput(binary, folder, mebibytes, rounds):
    environment = {**os.environ, "KMSLAB_HOME": f"{folder}/home"}
    plain, sealed, opened = (f"{folder}/{name}" for name in ("plain", "sealed", "opened"))
    write_random(plain, mebibytes)
    run([binary, "key", "create", "--alias", "bench"], environment)
    found = {"copying alone (dd)": [], "kmslab encrypt": [], "kmslab decrypt": []}
    speeds = []
    for _ in range(rounds):
        remove(sealed, opened)
        found["copying alone (dd)"].append(run(["dd", f"if={plain}", f"of={opened}", f"bs={FRAME}"]))
        remove(opened)
        speeds.append(openssl.bytes_per_second(1, FRAME, "aes-256-gcm") / 1e9)
        command = [binary, "encrypt", plain, "--key", "alias/bench", "-o", sealed]
        found["kmslab encrypt"].append(run(command, environment))
        found["kmslab decrypt"].append(run([binary, "decrypt", sealed, "-o", opened], environment))
    size = mebibytes * (1 << 20) / 1e9
    result = {name: summary(measurements, size) for name, measurements in found.items()}
    return {"opensslGigabytesPerSecond": [round(speed, 3) for speed in speeds], "commands": result}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("mebibytes", type=int, nargs="?", default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = throughput(arguments.binary, folder, arguments.mebibytes, arguments.rounds)
    starts = [run([arguments.binary, "--help"])[0] * 1000 for _ in range(20)]
    report["mebibytes"] = arguments.mebibytes
    report["helpMilliseconds"] = {"least": round(min(starts), 1), "median": round(statistics.median(starts), 1)}
    json.dump(report, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
