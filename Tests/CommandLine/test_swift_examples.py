"""The programs under Examples/swift are built with the tests and do what their comments say."""

import json
import pathlib
import re
import subprocess

import pytest

from command_line import BINARY, ROOT

EXPECTED = {
    "EnvelopeByHand": [
        "1. a KMS key", "2. a data key                32 bytes", "3. sealed here               60 bytes -> 76",
        "4. opened                    Dear reader", "5. as letter 18              InvalidCiphertextException",
        "6. with one bit flipped      ", "7. with the key switched off DisabledException",
    ],
    "ObjectLock": [
        "1. held until", "2. root deletes the version  AccessDenied", "3. root bypasses governance  AccessDenied",
        "4. root deletes the name     deleted", "5. the name reads            NoSuchKey",
        "6. the version reads         balance;12", "7. held for 10 days          AccessDenied",
        "7. held for 60 days          allowed", "8. 61 days later             deleted",
    ],
    "AuditAKey": [
        "who ", "arn:aws:iam::111122223333:user/alice Encrypt    march   allowed",
        "arn:aws:iam::111122223333:user/alice Encrypt    april   allowed",
        "arn:aws:iam::111122223333:user/alice Decrypt    march   allowed",
        "arn:aws:iam::111122223333:user/bob Decrypt    march   refused: AccessDeniedException",
        "arn:aws:iam::111122223333:user/alice Decrypt    march   refused: InvalidCiphertextException",
        "last use: Decrypt",
    ],
    "RotateAndReencrypt": [
        "1. before rotation    sealed before", "2. after rotation     sealed after", "3. the old ciphertext sealed before",
        "4. a year later       sealed next year", "5. the old ciphertext sealed before", "6. moved              sealed before",
        "7. moved, old key off sealed before", "8. forgotten          DisabledException",
    ],
}


def run(name):
    binary = pathlib.Path(BINARY).parent / name
    return subprocess.run([binary], capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("name", EXPECTED)
def test_the_program_tells_its_story(name):
    lines = run(name).splitlines()
    for line, beginning in zip(lines, EXPECTED[name]):
        assert " ".join(line.split()).startswith(" ".join(beginning.split())), line
    assert len(lines) >= len(EXPECTED[name])


def test_rotation_changes_the_material_and_nothing_else():
    materials = re.findall(r"^(\d)\..*material (\w+)", run("RotateAndReencrypt"), re.MULTILINE)
    found = dict(materials)
    assert found["1"] == found["3"] == found["5"] and found["6"] == found["7"]
    assert len({found["1"], found["2"], found["4"], found["6"]}) == 4


def test_the_audit_ends_with_an_event_in_full():
    text = run("AuditAKey")
    record = json.loads(text[text.index("{"):])
    assert record["eventName"] == "Decrypt" and record["errorCode"] == "InvalidCiphertextException"


def test_the_folder_is_a_package_of_its_own():
    """Its manifest names exactly the programs that are there, and they are the ones that were run."""
    folder = ROOT / "Examples/swift"
    programs = re.search(r"let programs = \[(.*?)\]", (folder / "Package.swift").read_text())[1]
    assert re.findall(r'"(\w+)"', programs) == list(EXPECTED)
    assert sorted(path.parent.name for path in folder.glob("*/main.swift")) == sorted(EXPECTED)
