"""`openssl speed` for what Benchmarks/Cases/Primitives.swift measures: python3 Benchmarks/openssl.py [--seconds N]

Prints JSON: the case's name, and nanoseconds for doing it once. One thread, wall clock, as openssl measures.
"""

import argparse
import json
import re
import subprocess

CIPHERS = [("AES-256-GCM", "aes-256-gcm", length) for length in (256, 16384, 262144)]
DIGESTS = [("SHA2-256", "sha256", 16384), ("MD5", "md5", 16384)]


def speed(seconds, *arguments):
    command = ["openssl", "speed", "-elapsed", "-seconds", str(seconds), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def bytes_per_second(seconds, length, algorithm):
    """From the last line of the table, `NAME  1234.56k`: thousands of bytes a second."""
    output = speed(seconds, "-bytes", str(length), "-evp", algorithm)
    return float(re.findall(r"([\d.]+)k\s*$", output, re.MULTILINE)[-1]) * 1000


def code(seconds, length):
    output = speed(seconds, "-bytes", str(length), "-hmac", "sha256")
    return float(re.findall(r"([\d.]+)k\s*$", output, re.MULTILINE)[-1]) * 1000


def signatures(seconds, algorithm):
    """Signatures and verifications a second: the last two columns."""
    fields = speed(seconds, algorithm).strip().splitlines()[-1].split()
    return float(fields[-2]), float(fields[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement")
    seconds = parser.parse_args().seconds
    found = {}
    for name, algorithm, length in CIPHERS + DIGESTS:
        found[f"{name}, {length} bytes"] = length / bytes_per_second(seconds, length, algorithm) * 1e9
    found["HMAC-SHA-256, 256 bytes"] = 256 / code(seconds, 256) * 1e9
    for name, algorithm in [("RSA-2048", "rsa2048"), ("ECDSA P-256", "ecdsap256")]:
        signing, verifying = signatures(seconds, algorithm)
        found[f"{name} signature"], found[f"{name} verification"] = 1e9 / signing, 1e9 / verifying
    version = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.split()
    print(json.dumps({"version": " ".join(version[:2]), "nanoseconds": {k: round(v, 1) for k, v in found.items()}}, indent=2))


if __name__ == "__main__":
    main()
