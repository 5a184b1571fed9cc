"""gdk, seal, open, flip: envelopes by hand, and which box complains."""

import base64
import stat

import pytest

LETTER = b"the balance is 12, and nobody knows\n"


@pytest.fixture
def sealed(lab, key):
    """letter.txt sealed as letter.env; the plain key has been thrown away."""
    lab.file("letter.txt", LETTER)
    lab.run("gdk", "alias/ledger", "--context", "doc=letter", "--plain", "dk.bin", "--wrapped", "dk.enc")
    lab.run("seal", "letter.txt", "--with", "dk.bin", "--wrapped", "dk.enc", "--context", "doc=letter",
            "-o", "letter.env")
    return lab.directory / "letter.env"


def test_a_letter_comes_back_through_kms_and_with_the_key(lab, sealed):
    assert LETTER[:16] not in sealed.read_bytes()
    lab.run("open", "letter.env", "-o", "back.txt")
    assert (lab.directory / "back.txt").read_bytes() == LETTER
    lab.run("open", "letter.env", "--with", "dk.bin", "-o", "again.txt")
    assert (lab.directory / "again.txt").read_bytes() == LETTER
    asked = lab.run("trail").stdout
    assert asked.count("GenerateDataKey") == 1 and asked.count("Decrypt") == 1


def test_plain_keys_are_private_and_never_printed(lab, key):
    told = lab.run("gdk", "alias/ledger", "--plain", "dk.bin", "--wrapped", "dk.enc")
    plain = (lab.directory / "dk.bin").read_bytes()
    assert len(plain) == 32 and stat.S_IMODE((lab.directory / "dk.bin").stat().st_mode) == 0o600
    shown = lab.run("gdk", "alias/ledger", "--plain", "dk.bin", "--wrapped", "dk.enc", "--force", "--json")
    plain = [plain, (lab.directory / "dk.bin").read_bytes()]
    for result in [told, shown]:
        for secret in plain:
            for form in [secret.hex(), base64.b64encode(secret).decode()]:
                assert form not in result.stdout + result.stderr
    lab.refused(64, "gdk", "alias/ledger", "--plain", "-", "--wrapped", "other.enc")
    assert not (lab.directory / "other.enc").exists()


def test_a_data_key_without_its_plain_half(lab, key):
    lab.run("gdk", "alias/ledger", "--wrapped", "dk.enc", "--spec", "AES_128")
    assert "GenerateDataKeyWithoutPlaintext" in lab.run("trail", "--last", "1").stdout
    lab.run("decrypt", "dk.enc", "-o", "dk.bin")
    assert (lab.directory / "dk.bin").stat().st_size == 16


def test_what_exists_is_not_overwritten(lab, sealed):
    lab.refused(40, "gdk", "alias/ledger", "--plain", "dk.bin", "--wrapped", "new.enc")
    assert not (lab.directory / "new.enc").exists()
    lab.refused(40, "seal", "letter.txt", "--with", "dk.bin", "-o", "letter.env")
    assert "--force" in lab.refused(40, "open", "letter.env", "-o", "letter.txt")
    assert (lab.directory / "letter.txt").read_bytes() == LETTER


def parts_at(lab, offset):
    """What `explain` shows around a byte, from the outermost box to the innermost part."""
    labels, level = [], lab.json("explain", "letter.env")["parts"]
    while level := [part for part in level if part["offset"] <= offset < part["offset"] + part["length"]]:
        labels.append(level[0]["label"])
        level = level[0].get("parts", [])
    return labels


def test_a_flipped_byte_anywhere_names_the_box_that_complains(lab, sealed):
    original = sealed.read_bytes()
    for offset in [*range(0, 10), *range(10, len(original), 7), len(original) - 1]:
        parts = parts_at(lab, offset)
        lab.run("flip", "letter.env", offset)
        result = lab.run("open", "letter.env", "-o", "out", expect=None)
        assert result.returncode not in {0, 1}, (offset, result.stderr)
        if parts[0].startswith("box 2"):
            assert "box 2 (the letter) complains" in result.stderr, (offset, result.stderr)
        elif parts[0].startswith("box 1") and parts[-1] != "key's length":
            assert "box 1 (the data key" in result.stderr, (offset, result.stderr)
        assert not (lab.directory / "out").exists()
        lab.run("flip", "letter.env", hex(offset))
        assert sealed.read_bytes() == original


def test_flip_says_what_it_hit_and_keeps_who_may_read(lab, sealed):
    size = len(sealed.read_bytes())
    assert "box 2" in lab.run("flip", "letter.env", size - 1, "--bit", "7").stderr
    assert lab.json("flip", "letter.env", size - 1, "--bit", "7")["part"].endswith("tag")
    lab.run("flip", "dk.bin", "0")
    assert stat.S_IMODE((lab.directory / "dk.bin").stat().st_mode) == 0o600
    lab.refused(64, "flip", "letter.env", size)
    lab.refused(64, "flip", "letter.env", "0", "--bit", "8")
    lab.refused(64, "flip", "letter.env", "x")
    lab.refused(42, "flip", "none", "0")


def test_another_context_and_another_aad_are_refused(lab, sealed):
    assert "explain" in lab.refused(14, "open", "letter.env", "--context", "doc=other", "-o", "out")
    lab.run("seal", "letter.txt", "--with", "dk.bin", "--wrapped", "dk.enc", "--aad", "page 1", "-o", "bare.env")
    assert "--aad" in lab.refused(10, "open", "bare.env", "-o", "out")
    assert "box 1" in lab.refused(10, "open", "bare.env", "--aad", "page 1", "-o", "out")
    box = lab.refused(10, "open", "bare.env", "--aad", "page 2", "--context", "doc=letter", "-o", "out")
    assert "box 2" in box
    lab.run("open", "bare.env", "--aad", "page 1", "--context", "doc=letter", "-o", "out")
    assert (lab.directory / "out").read_bytes() == LETTER
    lab.refused(10, "open", "letter.env", "--aad", "page 1", "-o", "out2")


def test_a_key_that_is_off_opens_nothing_but_the_plain_key_does(lab, sealed):
    lab.run("key", "disable", "alias/ledger")
    assert "box 1" in lab.refused(21, "open", "letter.env", "-o", "out")
    lab.run("open", "letter.env", "--with", "dk.bin", "-o", "out")


def test_a_passphrase_makes_a_decoy_of_the_wrapped_key(lab, sealed):
    lab.run("seal", "letter.txt", "--passphrase", "fileb://dk.bin", "--wrapped", "dk.enc", "-o", "fake.env")
    lab.run("key", "disable", "alias/ledger")
    lab.run("open", "fake.env", "--passphrase", "fileb://dk.bin", "-o", "out")
    assert (lab.directory / "out").read_bytes() == LETTER
    lab.refused(10, "open", "fake.env", "--passphrase", "guess", "-o", "out2")
    assert "passphrase" in lab.refused(15, "open", "fake.env", "-o", "out2")
    assert "whatever the state of any KMS key" in lab.run("explain", "fake.env").stdout


def test_a_wrapped_key_that_is_not_the_one_used(lab, sealed):
    lab.run("gdk", "alias/ledger", "--context", "doc=letter", "--plain", "dk2.bin", "--wrapped", "dk2.enc")
    lab.run("seal", "letter.txt", "--with", "dk.bin", "--wrapped", "dk2.enc", "--context", "doc=letter", "-o", "x.env")
    assert "not the key that locked it" in lab.refused(10, "open", "x.env", "-o", "out")


def test_the_plain_key_inside_is_warned_of(lab, sealed):
    result = lab.run("seal", "letter.txt", "--with", "dk.bin", "--wrapped", "dk.bin", "-o", "open.env")
    assert "warning: --wrapped is the plain key itself" in result.stderr


def test_explain_draws_both_boxes_in_78_columns(lab, sealed):
    drawing = lab.run("explain", "letter.env").stdout
    for words in ["box 1: the data key, locked by KMS", "box 2: the letter", "doc=letter", "#1 of 1", "alias/ledger"]:
        assert words in drawing
    assert all(len(line) <= 78 for line in drawing.splitlines())
    lab.run("seal", "letter.txt", "--with", "dk.bin", "-o", "own.env")
    assert "no KMS key can help" in lab.run("explain", "own.env").stdout
    lab.refused(15, "open", "own.env", "-o", "out")


def test_mistakes(lab, sealed):
    lab.refused(64, "seal", "letter.txt", "-o", "x")
    lab.refused(64, "seal", "letter.txt", "--with", "dk.bin", "--passphrase", "p", "-o", "x")
    assert "base64" in lab.refused(64, "seal", "letter.txt", "--with", "letter.txt", "-o", "x")
    lab.refused(42, "seal", "letter.txt", "--with", "none", "-o", "x")
    lab.refused(13, "open", "letter.txt", "-o", "x")
    lab.file("short.env", sealed.read_bytes()[:20])
    lab.refused(11, "open", "short.env", "-o", "x")
    assert "damaged" in lab.run("explain", "short.env").stdout


def test_a_wrapped_key_moves_and_the_letter_stays(lab, key):
    lab.file("letter.txt", LETTER)
    lab.run("gdk", "alias/ledger", "--context", "doc=letter", "--plain", "dk.bin", "--wrapped", "dk.enc")
    lab.run("seal", "letter.txt", "--with", "dk.bin", "-o", "letter.env")
    lab.run("key", "rotate", "alias/ledger")
    old = (lab.directory / "dk.enc").read_bytes()
    lab.refused(40, "reencrypt", "dk.enc", "--context", "doc=letter", "-o", "dk.enc")
    answer = lab.json("reencrypt", "dk.enc", "--context", "doc=letter", "-o", "dk.enc", "--force")
    assert answer["SourceKeyMaterialId"] != answer["DestinationKeyMaterialId"]
    assert (lab.directory / "dk.enc").read_bytes() != old
    lab.run("decrypt", "dk.enc", "--context", "doc=letter", "-o", "again.bin")
    assert (lab.directory / "again.bin").read_bytes() == (lab.directory / "dk.bin").read_bytes()
    lab.refused(10, "reencrypt", "dk.enc", "--context", "doc=other", "-o", "x")
    lab.refused(13, "reencrypt", "letter.txt", "-o", "x")
    lab.run("reencrypt", "dk.enc", "--context", "doc=letter", "--to-context", "doc=2", "-o", "two.enc")
    lab.run("decrypt", "two.enc", "--context", "doc=2", "-o", "two.bin")
    lab.run("reencrypt", "two.enc", "--context", "doc=2", "--to-no-context", "-o", "none.enc")
    lab.run("decrypt", "none.enc", "-o", "none.bin")
