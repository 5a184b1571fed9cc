"""`kmslab bench`: small sizes, real counts; no timing is asserted."""

import csv
import io
import json
import re
import xml.etree.ElementTree


def rows(report):
    return {(row["method"], row["objectBytes"]): row for row in report["measured"]}


def test_what_is_counted_is_what_happens(lab):
    report = lab.json("bench", "--sizes", "256,4KiB,12KiB", "--objects", "6", "--cache", "3")
    found = rows(report)
    assert len(found) == 12
    assert [found["direct", size]["kmsCalls"] for size in (256, 4096, 12288)] == [6, 6, 18]
    assert found["direct", 12288]["plaintextBytesToKMS"] == 6 * 12288
    assert found["envelope", 12288]["kmsCalls"] == 6 and found["envelope", 12288]["plaintextBytesToKMS"] == 0
    assert found["cached", 256]["kmsCalls"] == 2 and found["cached", 256]["objectsPerDataKey"] == 3
    assert found["bucket-keys", 256]["kmsCalls"] == 1 and found["bucket-keys", 256]["trailEvents"] == 7
    assert all(row["wallSeconds"] > 0 for row in found.values())


def test_nothing_touches_the_home(lab):
    lab.run("bench", "direct", "--size", "100", "--objects", "1")
    assert not lab.home.exists() and lab.files() == []


def test_the_model_is_marked_and_dated(lab):
    report = lab.json("bench", "direct", "--size", "8KiB", "--objects", "2", "--latency", "20ms", "--quota", "50")
    model = report["model"]
    assert model["isModel"] and re.fullmatch(r"20\d\d-\d\d-\d\d", model["date"]) and model["sources"]
    assert model["rows"][0]["objectsPerSecondAtQuota"] == 25
    assert abs(model["rows"][0]["dollarsPerMillionObjects"] - 6) < 1e-9
    assert model["rows"][0]["secondsPerObject"] > 0.04


def test_the_page_fits_and_ends_with_three_lessons(lab):
    text = lab.run("bench", "--sizes", "256,16KiB", "--objects", "3").stdout
    lines = text.splitlines()
    assert max(len(line) for line in lines) <= 78, text
    assert [line[:2] for line in lines[-3:]] == ["- "] * 3 and "model" in text
    assert "4 for 16 KiB" in lines[-3]


def test_cache_belongs_to_envelopes(lab):
    report = lab.json("bench", "envelope", "--objects", "10", "--cache", "5", "--size", "64")
    assert [row["method"] for row in report["measured"]] == ["envelope", "cached"]


def test_csv(lab):
    output = lab.run("bench", "direct", "envelope", "--sizes", "64,128", "--objects", "1", "--csv").stdout
    table = list(csv.DictReader(io.StringIO(output)))
    assert len(table) == 4 and table[0]["method"] == "direct" and table[0]["kms_calls"] == "1"


def test_the_picture_is_written_and_not_overwritten(lab):
    arguments = ["bench", "direct", "envelope", "--sizes", "64,8KiB", "--objects", "2", "--svg", "chart.svg"]
    lab.run(*arguments)
    root = xml.etree.ElementTree.parse(lab.directory / "chart.svg").getroot()
    assert root.tag.endswith("svg")
    lab.refused(40, *arguments)
    lab.run(*arguments, "--force")


def test_what_makes_no_sense_is_refused_before_it_starts(lab):
    for arguments in [
        ["sideways"], ["--sizes", "4KB"], ["--sizes", ""], ["--size", "0"], ["--objects", "0"], ["--cache", "0"],
        ["--latency", "soon"], ["--quota", "0"], ["--json", "--csv"], ["direct", "--size", "60GiB"],
        ["bucket-keys", "--size", "6GiB"], ["bucket-keys", "--size", "4GiB", "--objects", "4000"],
    ]:
        lab.refused(64, "bench", *arguments)


def test_help_names_the_methods(lab):
    text = lab.run("bench", "--help").stdout
    for name in ["direct", "envelope", "cached", "bucket-keys", "--latency", "--svg"]:
        assert name in text
