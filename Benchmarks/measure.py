"""Measures the binary against openssl's own speed, in one run; prints a table and the ratios that issue 2 names."""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

BINARY, MEBIBYTES = sys.argv[1], int(sys.argv[2])
FRAME = 1 << 18
ROUNDS = 5


def openssl_speed():
    """GB/s per core of AES-256-GCM at our frame length, best of a few."""
    command = ["openssl", "speed", "-elapsed", "-seconds", "2", "-bytes", str(FRAME), "-evp", "aes-256-gcm"]
    output = subprocess.run(command, capture_output=True, text=True).stdout
    kilobytes = float(re.findall(r"AES-256-GCM\s+([\d.]+)k", output, re.IGNORECASE)[-1])
    return kilobytes * 1000 / 1e9


def run(environment, *arguments):
    """Wall seconds, CPU seconds and peak KiB of one run."""
    before = time.monotonic()
    process = subprocess.Popen([BINARY, *arguments], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, arguments
    return time.monotonic() - before, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def copied(source, target):
    """What the kernel alone takes to read and write the page cache in blocks of the same size: no cipher can be faster."""
    before = time.monotonic()
    command = ["dd", f"if={source}", f"of={target}", f"bs={FRAME}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return time.monotonic() - before, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def best(measurements):
    return min(m[0] for m in measurements), min(m[1] for m in measurements), max(m[2] for m in measurements)


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "KMSLAB_HOME": f"{folder}/home"}
        plain, sealed, opened = (f"{folder}/{name}" for name in ("plain", "sealed", "opened"))
        block = os.urandom(1 << 20)
        with open(plain, "wb") as file:
            for _ in range(MEBIBYTES):
                file.write(block)
        run(environment, "key", "create", "--alias", "bench")
        speeds, copying, sealing, opening = [], [], [], []
        for _ in range(ROUNDS):
            # Outputs go first: giving a gibibyte of old pages back is no part of writing a new one.
            for old in (sealed, opened):
                if os.path.exists(old):
                    os.unlink(old)
            copying.append(copied(plain, opened))
            os.unlink(opened)
            speeds.append(openssl_speed())
            sealing.append(run(environment, "encrypt", plain, "--key", "alias/bench", "-o", sealed))
            speeds.append(openssl_speed())
            opening.append(run(environment, "decrypt", sealed, "-o", opened))
        size = MEBIBYTES * (1 << 20) / 1e9
        reference = max(speeds)
        print(f"{'what':34} {'GB/s':>7} {'GB/CPU-s':>9} {'of openssl':>11} {'peak MiB':>9}")
        print(f"{'openssl speed, 256 KiB':34} {reference:7.2f} {reference:9.2f} {'1.00':>11}")
        rows = (("copying alone (dd)", copying), ("kmslab encrypt", sealing), ("kmslab decrypt", opening))
        for name, measurements in rows:
            wall, cpu, peak = best(measurements)
            print(f"{name + f', {MEBIBYTES} MiB':34} {size / wall:7.2f} {size / cpu:9.2f} {size / wall / reference:11.2f} {peak / 1024:9.1f}")
        starts = [run(environment, "--help")[0] * 1000 for _ in range(20)]
        print(f"kmslab --help: {min(starts):.1f} ms at best, {statistics.median(starts):.1f} ms in the middle")


main()
