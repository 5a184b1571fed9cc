"""Key pairs, MACs, imports, policies, grants and the tree, as a person uses them."""

import json
import os
import subprocess

import pytest


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519"])
def test_a_signature_verifies_and_a_changed_file_does_not(lab, spec):
    lab.run("key", "create", "--alias", "seal", "--spec", spec, "--usage", "SIGN_VERIFY")
    lab.file("letter", b"pay 12")
    lab.run("sign", "letter", "--key", "alias/seal", "-o", "letter.sig")
    assert "valid" in lab.run("verify", "letter", "--key", "alias/seal", "--signature", "letter.sig").stdout
    lab.file("printed.sig", lab.run("sign", "letter", "--key", "alias/seal").stdout.encode())
    assert "valid" in lab.run("verify", "letter", "--key", "alias/seal", "--signature", "printed.sig").stdout
    lab.file("letter", b"pay 13")
    assert "KMSInvalidSignature" in lab.refused(27, "verify", "letter", "--key", "alias/seal", "--signature", "letter.sig")


def test_a_long_file_is_hashed_first_and_openssl_agrees(lab):
    lab.run("key", "create", "--alias", "seal", "--spec", "ECC_NIST_P256", "--usage", "SIGN_VERIFY")
    lab.file("large", os.urandom(100_000))
    lab.run("sign", "large", "--key", "alias/seal", "-o", "large.sig")
    public = json.loads(lab.run("call", "kms.GetPublicKey", "--input", '{"KeyId": "alias/seal"}').stdout)["PublicKey"]
    subprocess.run(["openssl", "base64", "-d", "-A", "-out", "public.der"], input=public.encode(), cwd=lab.directory, check=True)
    result = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "public.der", "-keyform", "DER", "-signature", "large.sig", "large"],
        cwd=lab.directory, capture_output=True, text=True)
    assert "Verified OK" in result.stdout, result.stderr


def test_macs(lab):
    lab.run("key", "create", "--alias", "mac", "--spec", "HMAC_256", "--usage", "GENERATE_VERIFY_MAC")
    lab.file("letter", b"pay 12")
    mac = lab.run("mac", "letter", "--key", "alias/mac").stdout.strip()
    assert "valid" in lab.run("mac", "letter", "--key", "alias/mac", "--check", mac).stdout
    lab.file("letter", b"pay 13")
    lab.refused(27, "mac", "letter", "--key", "alias/mac", "--check", mac)


def test_a_key_of_another_kind_is_refused(lab, key):
    lab.file("letter")
    lab.refused(24, "sign", "letter", "--key", "alias/ledger")
    lab.run("key", "create", "--alias", "seal", "--spec", "RSA_2048", "--usage", "SIGN_VERIFY")
    lab.refused(24, "encrypt", "letter", "--key", "alias/seal")


def test_bring_your_own_key(lab):
    lab.run("key", "create", "--alias", "mine", "--origin", "EXTERNAL")
    lab.file("letter")
    lab.refused(23, "encrypt", "letter", "--key", "alias/mine")
    lab.file("material", os.urandom(32))
    lab.run("key", "import", "alias/mine", "material")
    lab.run("encrypt", "letter", "--key", "alias/mine")
    lab.run("decrypt", "letter.enc", "-o", "opened")
    lab.file("other", os.urandom(32))
    assert "IncorrectKeyMaterial" in lab.refused(27, "key", "import", "alias/mine", "other")
    assert lab.json("key", "describe", "alias/mine")["Origin"] == "EXTERNAL"


def test_imported_material_expires_on_the_clock(lab):
    lab.run("key", "create", "--alias", "mine", "--origin", "EXTERNAL")
    lab.file("material", os.urandom(32))
    tomorrow = subprocess.run(["date", "-u", "-d", "+1 day", "+%Y-%m-%dT%H:%M:%SZ"], capture_output=True, text=True).stdout.strip()
    lab.run("key", "import", "alias/mine", "material", "--valid-to", tomorrow)
    lab.file("letter")
    lab.run("encrypt", "letter", "--key", "alias/mine")
    lab.run("clock", "advance", "2d")
    lab.refused(23, "decrypt", "letter.enc", "-o", "opened")
    lab.run("key", "import", "alias/mine", "material")
    lab.run("decrypt", "letter.enc", "-o", "opened")


def test_policies(lab, key):
    policy = json.loads(lab.run("key", "policy", "get", "alias/ledger").stdout)
    assert policy["Statement"][0]["Sid"] == "Enable IAM User Permissions"
    policy["Statement"].append({
        "Sid": "Nobody decrypts", "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"})
    lab.file("policy.json", json.dumps(policy).encode())
    lab.run("key", "policy", "put", "alias/ledger", "@policy.json")
    lab.file("letter")
    lab.run("encrypt", "letter", "--key", "alias/ledger")
    assert "explicit deny in a resource-based policy" in lab.refused(26, "decrypt", "letter.enc", "-o", "out")
    lab.refused(27, "key", "policy", "put", "alias/ledger", "{}")


def test_grants(lab, key):
    grant = lab.run("grant", "create", "alias/ledger", "--to", "arn:aws:iam::111122223333:root", "--operation", "Decrypt",
                    "--operation", "Encrypt", "--context", "doc=q1", "--name", "one").stdout.strip()
    assert len(grant) == 64
    assert [g["GrantId"] for g in lab.json("grant", "list", "alias/ledger")] == [grant]
    assert "Decrypt Encrypt" in lab.run("grant", "list", "alias/ledger").stdout
    lab.run("grant", "revoke", "alias/ledger", grant)
    assert lab.json("grant", "list", "alias/ledger") == []


def test_the_tree(lab, key):
    lab.run("key", "rotate", "alias/ledger")
    drawing = lab.run("tree").stdout
    assert "alias/ledger --> key" in drawing and "#2" in drawing and "encrypts and decrypts" in drawing
    lab.run("key", "disable", "alias/ledger")
    assert "opens nothing" in lab.run("tree", "alias/ledger").stdout
