#!/usr/bin/env python3
"""Puts the labs of Sources/LabCourse/Labs into Swift, so that one binary carries them.

usage: python3 Sources/LabCourse/embed.py
"""

import base64
import pathlib
import re

ROOM = pathlib.Path(__file__).resolve().parent
LABS = ROOM / "Labs"
OUT = ROOM / "BuiltIn" / "Generated"
HEAD = "// swift-format-ignore-file\n// Made by embed.py out of Labs/{path}. Change that, and run embed.py.\n\n"


def constant(path):
    """The Swift name of a file: lab03LabelTextEn."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", str(path)) if word]
    return "file" + "".join(word[0].upper() + word[1:] for word in words)


def literal(data):
    """The bytes as an expression."""
    try:
        text = data.decode("utf-8")
        if any(ord(c) < 32 and c != "\n" for c in text):
            raise ValueError
    except ValueError:
        return f'bytes("{base64.b64encode(data).decode()}")'
    return 'text(\n###"""\n' + text + '\n"""###)'


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.swift"):
        old.unlink()
    folders = sorted(p for p in LABS.iterdir() if p.is_dir())
    lines = []
    for folder in folders:
        entries = []
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            path = file.relative_to(LABS)
            name = constant(path)
            body = f"extension BuiltInLabs {{\n    static let {name} = {literal(file.read_bytes())}\n}}\n"
            (OUT / f"{name}.swift").write_text(HEAD.format(path=path) + body)
            entries.append(f'            "{file.relative_to(folder)}": {name},\n')
        lines.append(f'        "{folder.name}": [\n{"".join(entries)}        ],\n')
    index = "extension BuiltInLabs {\n    /// Every folder with its files.\n"
    index += "    static let index: [String: [String: [UInt8]]] = [\n" + "".join(lines) + "    ]\n}\n"
    (OUT / "Index.swift").write_text(HEAD.format(path="") + index)


if __name__ == "__main__":
    main()
