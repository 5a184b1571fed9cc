"""Makes the page of results from what the drivers printed: python3 Benchmarks/report.py FOLDER PAGE

FOLDER holds machine.json and whichever of measure.json, openssl.json, files.json, server.json, peers.json, store.txt and trail.txt
were made. Writes PAGE (DocC) and FOLDER/results.json.
"""

import json
import pathlib
import re
import statistics
import sys

HEAD = """# Measurements

What kmslab does in a second, and what others do: made by one command on one machine.

## Overview

Made by `bash Benchmarks/run.sh{arguments}`, never by hand. Read the ratios: both sides of each were measured in one run, in
turns where it matters. A time alone says little about another machine.

"""

MOTO_NAMES = {"perSecond": "requests/s", "cpuMicroseconds": "server CPU us a request", "p99Microseconds": "p99 us"}


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def number(value):
    """Three digits that count, with commas."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def duration(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{number(nanoseconds / size)} {unit}"
    return f"{number(nanoseconds)} ns"


def spread(figures, show=duration):
    return f"{show(figures['median'])} ({show(figures['low'])} to {show(figures['high'])})"


def rate(case):
    """GB/s of CPU time; nothing for what is not about bytes."""
    return f"{case['bytes'] / case['cpuNanoseconds']['median']:.2f}" if case.get("bytes") else ""


class Page:
    def __init__(self, folder):
        self.folder = folder
        self.results = {}
        self.text = ""

    def load(self, name):
        path = self.folder / f"{name}.json"
        if path.exists():
            self.results[name] = json.loads(path.read_text())
        return self.results.get(name)

    def section(self, title, remark, *tables):
        self.text += f"## {title}\n\n{remark}\n\n" + "\n".join(tables) + "\n"

    def group(self, name):
        return [case for case in (self.load("measure") or {"cases": []})["cases"] if case["group"] == name]

    # Sections

    def machine(self):
        machine = self.load("machine")
        self.text += HEAD.format(arguments=machine["arguments"])
        self.text += table(["", ""], [[key, value] for key, value in machine["facts"].items()]) + "\n"

    def primitives(self):
        reference = (self.load("openssl") or {"nanoseconds": {}})["nanoseconds"]
        rows = []
        for case in self.group("primitives"):
            theirs = reference.get(case["name"])
            ratio = f"{theirs / case['wallNanoseconds']['median']:.2f}" if theirs else ""
            rows.append([
                case["name"], spread(case["wallNanoseconds"]), rate(case), duration(theirs) if theirs else "", ratio])
        if rows:
            self.section(
                "Primitives", "Through `LabCrypto`, against `openssl speed` with the same lengths. The speed is ours as a "
                "share of openssl's: 1 is as fast. Our signatures are made on a digest that is there already, as openssl's are.",
                table(["", "time (quarters)", "GB/CPU-s", "openssl", "speed"], rows))

    def streams(self, group, title, remark):
        cipher = next((case for case in self.group("primitives") if case["name"] == "AES-256-GCM, 262144 bytes"), None)
        rows = []
        for case in self.group(group):
            share = ""
            if cipher:
                ours = case["bytes"] / case["cpuNanoseconds"]["median"]
                share = f"{ours / (cipher['bytes'] / cipher['cpuNanoseconds']['median']):.2f}"
            rows.append([case["name"], spread(case["cpuNanoseconds"]), rate(case), share])
        if rows:
            self.section(title, remark, table(["", "CPU (quarters)", "GB/CPU-s", "of the bare cipher"], rows))

    def times(self, group, title, remark):
        rows = [[case["name"], spread(case["wallNanoseconds"]), duration(case["cpuNanoseconds"]["median"])]
                for case in self.group(group)]
        if rows:
            self.section(title, remark, table(["", "time (quarters)", "CPU"], rows))

    def worlds(self):
        """One row for what is done, a column for every size."""
        found = {}
        for case in self.group("world"):
            what, size = re.match(r"(.*), (\d+) keys", case["name"]).groups()
            found.setdefault(what, {})[int(size)] = spread(case["wallNanoseconds"])
        sizes = sorted({size for row in found.values() for size in row})
        if found:
            header = [""] + [f"{size:,} keys and objects" for size in sizes]
            rows = [[what] + [row.get(size, "") for size in sizes] for what, row in found.items()]
            self.section(
                "The world as a value", "Rule 1: a snapshot is a retain, a fork an assignment, whatever the size. A fork "
                "copies the ledgers of last uses; a step back puts the rows of one change back.", table(header, rows))

    def files(self):
        report = self.load("files")
        if not report:
            return
        best = max(report["opensslGigabytesPerSecond"])
        rows = [["openssl speed, 256 KiB", number(best), number(best), "1", ""]]
        for name, found in report["commands"].items():
            wall = found["gigabytesPerSecond"]
            middle = statistics.median(wall)
            rows.append([
                f"{name}, {report['mebibytes']} MiB", f"{number(middle)} ({number(min(wall))} to {number(max(wall))})",
                number(statistics.median(found["gigabytesPerCPUSecond"])), f"{middle / best:.2f}", found["peakMiB"]])
        start = report["helpMilliseconds"]
        self.section(
            "Files", "The binary from start to end, page cache to page cache; `dd` copies the same bytes and encrypts nothing. "
            f"`kmslab --help` takes {start['least']} ms at best and {start['median']} ms in the middle.",
            table(["", "GB/s (least to most)", "GB/CPU-s", "of openssl", "peak MiB"], rows))

    def server(self):
        report = self.load("server")
        if not report:
            return
        rows = []
        for name, found in report["load"].items():
            ratio = found["ratio"]
            share = ratio["mibPerSecond"] if "Object" in name else ratio["perSecond"]
            rows.append([
                name, number(found["lab"]["perSecond"]["median"]), number(found["constant"]["perSecond"]["median"]),
                spread(share, number), spread(ratio["cpuMicroseconds"], number),
                number(found["lab"]["p99Microseconds"]["median"])])
        start, memory = report["coldStart"], report["memory"]
        remark = (
            "`kmslab serve --memory` under signed requests from wrk on the same cores, against the same server answering a "
            "constant without looking (`--constant`): what verifying, deciding, encrypting and recording cost on top of HTTP. "
            f"It answers {start['medianMilliseconds']} ms after its start (at worst {start['worstMilliseconds']}), rests in "
            f"{memory['idleMiB']} MiB, takes {memory['thousandConnectionsMiB']} MiB for a thousand idle connections and "
            f"{memory['mibAfterEveryTenSeconds'][-1] if memory['mibAfterEveryTenSeconds'] else '?'} MiB after "
            f"{memory['requests']:,} requests, whose latest events it keeps.")
        header = ["", "requests/s", "constant", "throughput ratio (least to most)", "CPU ratio", "p99 us"]
        self.section("The server against its own constant answer", remark, table(header, rows))

    def moto(self):
        report = self.load("peers")
        if not report:
            return
        version = report["versions"]["moto"]
        rows = []
        for name, found in report["moto"]["load"].items():
            rows.append([
                name, number(found["kmslab"]["perSecond"]["median"]), number(found["moto"]["perSecond"]["median"]),
                spread(found["ratio"]["perSecond"], number), number(found["kmslab"]["cpuMicroseconds"]["median"]),
                number(found["moto"]["cpuMicroseconds"]["median"])])
        probes = [[name, found["kmslab"], found["moto"]] for name, found in report["probes"].items()]
        start, memory = report["moto"]["startSeconds"], report["moto"]["memoryMiB"]
        failures = report["failuresOf80ConcurrentPuts"]
        self.section(
            f"Beside moto {version}", "The same signed requests to moto's own server (Flask's development server, one process, as "
            f"its command starts it) and to `kmslab serve --memory`. Ready after {start['kmslab']} s and {start['moto']} s; "
            f"{memory['kmslab']} and {memory['moto']} MiB. moto is a mock that answers for the whole of AWS; what it does not "
            "do for the requests measured here was asked in the same run and stands below. Objects are written over one connection: of "
            f"80 writes to one object by four clients at once {failures['moto']} failed with moto, {failures['kmslab']} with kmslab.",
            table(["", "kmslab/s", "moto/s", "ratio (least to most)", "kmslab CPU us", "moto CPU us"], rows),
            table(["what AWS refuses", "kmslab", "moto"], probes))

    def sdk(self):
        report = self.load("peers")
        if not report:
            return
        rows = []
        for frame, found in report["sdk"]["frames"].items():
            for verb in ("encrypt", "decrypt"):
                ours, theirs = found[f"kmslab {verb}"], found[f"SDK {verb}"]
                wall = [statistics.median(side["gigabytesPerSecond"]) for side in (ours, theirs)]
                cpu = [statistics.median(side["gigabytesPerCPUSecond"]) for side in (ours, theirs)]
                rows.append([
                    f"{verb}, frames of {frame}", number(wall[0]), number(wall[1]), number(wall[0] / wall[1]),
                    number(cpu[0]), number(cpu[1])])
        self.section(
            f"Beside the AWS Encryption SDK for Python {report['versions']['aws-encryption-sdk']}",
            f"One message of {report['sdk']['mebibytes']} MiB, suite 0x0478, data key from `kmslab serve`. Each opened what the "
            "other had sealed. Ours is the whole command: it starts, reads a file, streams in little memory and writes a file "
            "that appears whole or not at all. The SDK's is one call in a process that runs, from bytes to bytes in memory: it "
            "reads and writes no file, and it has no key service of its own.",
            table(["", "kmslab GB/s", "SDK GB/s", "ratio", "kmslab GB/CPU-s", "SDK GB/CPU-s"], rows))

    def others(self):
        for name, title in (("store", "The object store's promises"), ("trail", "The trail's promises")):
            path = self.folder / f"{name}.txt"
            if path.exists():
                self.section(title, f"Ratios in one run (`kmslab-{name}-bench`).", f"```\n{path.read_text().strip()}\n```\n")

    def limits(self):
        self.text += (
            "## What the numbers do not say\n\nOne machine, shared with whatever else its host runs; load and server on the same "
            "cores; loopback, no TLS. Quarters are those of the rounds, not of single requests.\n")
        missing = (self.load("measure") or {}).get("unmeasuredOperations")
        if missing:
            self.text += (
                "\nOperations of KMS that are not measured, because they can happen once only or need a key store: "
                f"{', '.join(missing)}.\n")

    def write(self, path):
        self.machine()
        self.primitives()
        self.streams("messages", "Message format", "AWS Encryption SDK messages in memory, the call to KMS included, against the "
                     "bare cipher at 256 KiB.")
        self.streams("objects", "Sealed streams", "Objects through the whole pipeline into memory, against the bare cipher at "
                     "256 KiB. With SSE-S3 the ETag is an MD5, which is slower than the cipher; DSSE-KMS seals twice.")
        self.times("decisions", "Policy decisions", "Every statement is visited, whatever the outcome.")
        self.times("key service", "Operations of KMS in process", "AWS's JSON in and out, decided and recorded, in memory.")
        self.times("trail", "The trail", "In memory: an event is a value until somebody reads it. LookupEvents goes through the whole "
                   "pipeline and leaves an event of its own.")
        self.worlds()
        self.times("durable", "A home on the disk", "No answer before change and event are on the disk: fdatasync is what takes "
                   "the time, and requests that come together share one.")
        self.files()
        self.server()
        self.moto()
        self.sdk()
        self.others()
        self.limits()
        path.write_text(self.text)
        (self.folder / "results.json").write_text(json.dumps(self.results, indent=2) + "\n")


if __name__ == "__main__":
    Page(pathlib.Path(sys.argv[1])).write(pathlib.Path(sys.argv[2]))
