"""Writes Sources/LabServer/Docs.docc/Clients.md: which operations which clients have exercised.

    KMSLAB_CLIENTS_LOG=clients.log python3 -m pytest Tests/Clients
    python3 Tests/clients_page.py clients.log            # writes the page
    python3 Tests/clients_page.py --compare clients.log  # says what is new; always succeeds

The log is the server's own (`--json`): a request counts when it succeeded. Clients that the machine did not have leave
their columns as they were.
"""

import collections
import json
import pathlib
import re
import sys

PAGE = pathlib.Path(__file__).resolve().parents[1] / "Sources" / "LabServer" / "Docs.docc" / "Clients.md"

CLIENTS = {
    "boto3": r"^Boto3/",
    "AWS CLI 1": r"^aws-cli/1\.",
    "AWS CLI 2": r"^aws-cli/2\.",
    "Terraform": r"Terraform/",
    "rclone": r"^rclone/",
    "s3cmd": r"^s3cmd",
    "kmslab": r"^kmslab",
}

INTRODUCTION = """# Operations and clients

Which operations real clients have exercised, unmodified: made from the server's log of the tests.

## Overview

A mark says that a client of this kind got a successful answer from the operation in `Tests/Clients`. Written by
`Tests/clients_page.py`; not by hand.
"""


def client(record):
    # s3cmd alone does not say who it is; the tests' own requests say `wire`.
    agent = record.get("userAgent") or ("s3cmd" if record["service"] == "s3" else "")
    return next((name for name, pattern in CLIENTS.items() if re.search(pattern, agent)), None)


def exercised(lines):
    found = collections.defaultdict(set)
    for line in lines:
        record = json.loads(line)
        name = client(record)
        if name and record.get("operation") and record["status"] < 400:
            found[record["service"], record["operation"]].add(name)
    return found


def written(page):
    """What the page says now."""
    found = collections.defaultdict(set)
    service = ""
    for line in page.splitlines():
        if line.startswith("### "):
            service = line[4:].strip("`")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if service and line.startswith("| `") and len(cells) == len(CLIENTS) + 1:
            marks = {name for name, cell in zip(CLIENTS, cells[1:]) if cell}
            found[service, cells[0].strip("`")] |= marks
    return found


def text(found):
    parts = [INTRODUCTION]
    for service in sorted({service for service, _ in found} - {"lab"}):
        operations = sorted(operation for owner, operation in found if owner == service)
        parts.append(f"### `{service}`\n\n| operation | {' | '.join(CLIENTS)} |\n|---{'|:-:' * len(CLIENTS)}|")
        for operation in operations:
            marks = ["●" if name in found[service, operation] else "" for name in CLIENTS]
            parts[-1] += f"\n| `{operation}` | {' | '.join(marks)} |"
        parts[-1] += "\n"
    return "\n".join(parts)


def main(arguments):
    compares = "--compare" in arguments
    paths = [argument for argument in arguments if not argument.startswith("--")]
    now = exercised(line for path in paths for line in open(path, encoding="utf-8") if line.startswith('{"time"'))
    before = written(PAGE.read_text()) if PAGE.exists() else collections.defaultdict(set)
    present = set().union(*now.values()) if now else set()
    for operation, names in before.items():
        now[operation] |= names - present
    fresh = sum(len(names - before[operation]) for operation, names in now.items())
    gone = sum(len(names - now[operation]) for operation, names in before.items())
    if not compares:
        PAGE.write_text(text({operation: names for operation, names in now.items() if names}))
    print(f"operations and clients: {len(now)} operations, {fresh} marks more than on the page, {gone} less")


if __name__ == "__main__":
    main(sys.argv[1:])
