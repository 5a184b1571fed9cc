"""The whole key service under boto3, with Python's `cryptography` as the other side of every computation."""

import hashlib
import hmac
import json
import os

import botocore.exceptions
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

DER, PKCS8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8


def refusal(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def key_of(kms, **arguments):
    return kms.create_key(**arguments)["KeyMetadata"]["KeyId"]


def public_key(kms, key):
    return serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])


class TestSignatures:
    @pytest.mark.parametrize("spec, digest", [
        ("ECC_NIST_P256", hashes.SHA256()), ("ECC_NIST_P384", hashes.SHA384()), ("ECC_NIST_P521", hashes.SHA512()),
        ("ECC_SECG_P256K1", hashes.SHA256()),
    ])
    def test_curves(self, kms, spec, digest):
        key = key_of(kms, KeySpec=spec, KeyUsage="SIGN_VERIFY")
        algorithm = f"ECDSA_SHA_{digest.digest_size * 8}"
        signature = kms.sign(KeyId=key, Message=b"text", SigningAlgorithm=algorithm)["Signature"]
        public_key(kms, key).verify(signature, b"text", ec.ECDSA(digest))
        with pytest.raises(InvalidSignature):
            public_key(kms, key).verify(signature, b"other", ec.ECDSA(digest))
        hashed = hashlib.new(digest.name, b"text").digest()
        signature = kms.sign(KeyId=key, Message=hashed, MessageType="DIGEST", SigningAlgorithm=algorithm)["Signature"]
        public_key(kms, key).verify(signature, hashed, ec.ECDSA(utils.Prehashed(digest)))

    @pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
    def test_rsa(self, kms, digest):
        key = key_of(kms, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
        bits = digest.digest_size * 8
        pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
        for name, scheme in [(f"RSASSA_PSS_SHA_{bits}", pss), (f"RSASSA_PKCS1_V1_5_SHA_{bits}", padding.PKCS1v15())]:
            signature = kms.sign(KeyId=key, Message=b"text", SigningAlgorithm=name)["Signature"]
            public_key(kms, key).verify(signature, b"text", scheme, digest)

    def test_ed25519(self, kms):
        key = key_of(kms, KeySpec="ECC_NIST_EDWARDS25519", KeyUsage="SIGN_VERIFY")
        signature = kms.sign(KeyId=key, Message=b"text", SigningAlgorithm="ED25519_SHA_512")["Signature"]
        assert isinstance(public_key(kms, key), ed25519.Ed25519PublicKey)
        public_key(kms, key).verify(signature, b"text")

    def test_what_others_signed_is_verified(self, kms):
        pair = ec.generate_private_key(ec.SECP256R1())
        key = imported(kms, pair.private_bytes(DER, PKCS8, serialization.NoEncryption()),
                       KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
        signature = pair.sign(b"text", ec.ECDSA(hashes.SHA256()))
        arguments = {"KeyId": key, "SigningAlgorithm": "ECDSA_SHA_256", "Signature": signature}
        assert kms.verify(Message=b"text", **arguments)["SignatureValid"]
        assert refusal(kms.verify, Message=b"other", **arguments) == "KMSInvalidSignatureException"


@pytest.mark.parametrize("bits", [224, 256, 384, 512])
def test_macs_are_hmacs_of_the_imported_key(kms, bits):
    secret = os.urandom(bits // 8)
    key = imported(kms, secret, KeySpec=f"HMAC_{bits}", KeyUsage="GENERATE_VERIFY_MAC")
    arguments = {"KeyId": key, "Message": b"text", "MacAlgorithm": f"HMAC_SHA_{bits}"}
    mac = kms.generate_mac(**arguments)["Mac"]
    assert mac == hmac.new(secret, b"text", f"sha{bits}").digest()
    assert kms.verify_mac(**arguments, Mac=mac)["MacValid"]
    assert refusal(kms.verify_mac, **arguments, Mac=bytes(len(mac))) == "KMSInvalidMacException"


@pytest.mark.parametrize("spec, curve", [
    ("ECC_NIST_P256", ec.SECP256R1()), ("ECC_NIST_P384", ec.SECP384R1()), ("ECC_NIST_P521", ec.SECP521R1()),
])
def test_both_sides_derive_the_same_secret(kms, spec, curve):
    key = key_of(kms, KeySpec=spec, KeyUsage="KEY_AGREEMENT")
    mine = ec.generate_private_key(curve)
    spki = mine.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    derived = kms.derive_shared_secret(KeyId=key, KeyAgreementAlgorithm="ECDH", PublicKey=spki)["SharedSecret"]
    assert derived == mine.exchange(ec.ECDH(), public_key(kms, key))


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA256()])
def test_what_others_encrypted_is_decrypted(kms, digest):
    key = key_of(kms, KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    blob = public_key(kms, key).encrypt(b"text", padding.OAEP(padding.MGF1(digest), digest, None))
    algorithm = f"RSAES_OAEP_SHA_{256 if digest.name == 'sha256' else 1}"
    answer = kms.decrypt(KeyId=key, CiphertextBlob=blob, EncryptionAlgorithm=algorithm)
    assert answer["Plaintext"] == b"text" and answer["EncryptionAlgorithm"] == algorithm


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P384", "ECC_NIST_EDWARDS25519"])
def test_data_key_pairs_are_pairs(kms, spec):
    key = key_of(kms)
    pair = kms.generate_data_key_pair(KeyId=key, KeyPairSpec=spec, EncryptionContext={"a": "b"})
    private = serialization.load_der_private_key(pair["PrivateKeyPlaintext"], None)
    spki = private.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert spki == pair["PublicKey"]
    opened = kms.decrypt(CiphertextBlob=pair["PrivateKeyCiphertextBlob"], EncryptionContext={"a": "b"})
    assert opened["Plaintext"] == pair["PrivateKeyPlaintext"]
    silent = kms.generate_data_key_pair_without_plaintext(KeyId=key, KeyPairSpec=spec)
    assert "PrivateKeyPlaintext" not in silent
    hidden = kms.decrypt(CiphertextBlob=silent["PrivateKeyCiphertextBlob"])["Plaintext"]
    found = serialization.load_der_private_key(hidden, None).public_key()
    assert found.public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo) == silent["PublicKey"]


def wrapped(material, spki, algorithm):
    """Material as somebody's own HSM would wrap it."""
    digest = hashes.SHA256() if algorithm.endswith("256") else hashes.SHA1()
    wrapping = serialization.load_der_public_key(spki)
    oaep = padding.OAEP(padding.MGF1(digest), digest, None)
    if algorithm.startswith("RSA_AES_KEY_WRAP"):
        secret = os.urandom(32)
        return wrapping.encrypt(secret, oaep) + keywrap.aes_key_wrap_with_padding(secret, material)
    return wrapping.encrypt(material, oaep)


def bring(kms, key, material, algorithm, **arguments):
    parameters = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm=algorithm, WrappingKeySpec="RSA_2048")
    return kms.import_key_material(
        KeyId=key, ImportToken=parameters["ImportToken"],
        EncryptedKeyMaterial=wrapped(material, parameters["PublicKey"], algorithm),
        **{"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE", **arguments})


def imported(kms, material, algorithm="RSAES_OAEP_SHA_256", **arguments):
    key = key_of(kms, Origin="EXTERNAL", **arguments)
    bring(kms, key, material, algorithm)
    return key


class TestImports:
    @pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])
    def test_a_key_of_ones_own(self, kms, algorithm):
        key = imported(kms, os.urandom(32), algorithm)
        blob = kms.encrypt(KeyId=key, Plaintext=b"text")["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"text"
        kms.delete_imported_key_material(KeyId=key)
        assert refusal(kms.decrypt, CiphertextBlob=blob) == "KMSInvalidStateException"

    @pytest.mark.parametrize("algorithm", ["RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"])
    def test_an_rsa_key_of_ones_own(self, kms, algorithm):
        pair = rsa.generate_private_key(65537, 2048)
        key = imported(kms, pair.private_bytes(DER, PKCS8, serialization.NoEncryption()), algorithm,
                       KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
        blob = kms.encrypt(KeyId=key, Plaintext=b"text", EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"]
        assert pair.decrypt(blob, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)) == b"text"

    def test_only_the_same_material_comes_back_after_it_expired(self, server, kms):
        material = os.urandom(32)
        key = key_of(kms, Origin="EXTERNAL")
        now = kms.describe_key(KeyId=key)["KeyMetadata"]["CreationDate"].timestamp()
        bring(kms, key, material, "RSAES_OAEP_SHA_256", ExpirationModel="KEY_MATERIAL_EXPIRES", ValidTo=now + 86400)
        blob = kms.encrypt(KeyId=key, Plaintext=b"text")["CiphertextBlob"]
        server.door("clock", {"advance": "2d"})
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingImport"
        with pytest.raises(kms.exceptions.IncorrectKeyMaterialException):
            bring(kms, key, os.urandom(32), "RSAES_OAEP_SHA_256")
        bring(kms, key, material, "RSAES_OAEP_SHA_256")
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"text"

    def test_a_token_lasts_a_day(self, server, kms):
        key = key_of(kms, Origin="EXTERNAL")
        parameters = kms.get_parameters_for_import(
            KeyId=key, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
        server.door("clock", {"advance": "25h"})
        with pytest.raises(kms.exceptions.ExpiredImportTokenException):
            kms.import_key_material(
                KeyId=key, ImportToken=parameters["ImportToken"], ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
                EncryptedKeyMaterial=wrapped(os.urandom(32), parameters["PublicKey"], "RSAES_OAEP_SHA_256"))


def test_rotation_by_the_clock_and_on_demand(server, kms):
    key = key_of(kms)
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    blobs = [kms.encrypt(KeyId=key, Plaintext=b"first")["CiphertextBlob"]]
    server.door("clock", {"advance": "91d"})
    blobs.append(kms.encrypt(KeyId=key, Plaintext=b"second")["CiphertextBlob"])
    kms.rotate_key_on_demand(KeyId=key)
    blobs.append(kms.encrypt(KeyId=key, Plaintext=b"third")["CiphertextBlob"])
    opened = [kms.decrypt(CiphertextBlob=blob) for blob in blobs]
    assert [answer["Plaintext"] for answer in opened] == [b"first", b"second", b"third"]
    assert len({answer["KeyMaterialId"] for answer in opened}) == 3
    rotations = kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    assert [rotation.get("RotationType") for rotation in rotations].count("AUTOMATIC") == 1
    assert [rotation.get("RotationType") for rotation in rotations].count("ON_DEMAND") == 1
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"] == opened[2]["KeyMaterialId"]


def test_a_replica_opens_what_the_primary_sealed(server, kms):
    primary = kms.create_key(MultiRegion=True)["KeyMetadata"]
    assert primary["KeyId"].startswith("mrk-")
    replica = kms.replicate_key(KeyId=primary["KeyId"], ReplicaRegion="eu-central-1")["ReplicaKeyMetadata"]
    assert replica["KeyState"] == "Creating" and ":eu-central-1:" in replica["Arn"]
    server.door("clock", {"advance": "5s"})
    there = server.client("kms", region="eu-central-1")
    blob = kms.encrypt(KeyId=primary["KeyId"], Plaintext=b"text")["CiphertextBlob"]
    assert there.decrypt(CiphertextBlob=blob)["KeyId"] == replica["Arn"]
    kms.update_primary_region(KeyId=primary["KeyId"], PrimaryRegion="eu-central-1")
    server.door("clock", {"advance": "5s"})
    configuration = there.describe_key(KeyId=primary["KeyId"])["KeyMetadata"]["MultiRegionConfiguration"]
    assert configuration["MultiRegionKeyType"] == "PRIMARY"
    single = key_of(kms)
    assert refusal(kms.replicate_key, KeyId=single, ReplicaRegion="eu-central-1") == "UnsupportedOperationException"


class TestGrants:
    @pytest.fixture
    def ada(self, server):
        iam = server.client("iam")
        arn = iam.create_user(UserName="ada")["User"]["Arn"]
        pair = iam.create_access_key(UserName="ada")["AccessKey"]
        return arn, server.client("kms", key=pair["AccessKeyId"], secret=pair["SecretAccessKey"])

    def test_a_grant_allows_what_it_lists_until_it_is_revoked(self, kms, ada):
        arn, hers = ada
        key = kms.create_key()["KeyMetadata"]["Arn"]
        assert refusal(hers.encrypt, KeyId=key, Plaintext=b"x") == "AccessDeniedException"
        grant = kms.create_grant(
            KeyId=key, GranteePrincipal=arn, Operations=["Encrypt", "RetireGrant"],
            Constraints={"EncryptionContextSubset": {"team": "red"}})
        blob = hers.encrypt(
            KeyId=key, Plaintext=b"x", EncryptionContext={"team": "red", "n": "1"}, GrantTokens=[grant["GrantToken"]]
        )["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=blob, EncryptionContext={"team": "red", "n": "1"})["Plaintext"] == b"x"
        assert refusal(hers.encrypt, KeyId=key, Plaintext=b"x") == "AccessDeniedException"
        assert [g["GrantId"] for g in kms.list_grants(KeyId=key)["Grants"]] == [grant["GrantId"]]
        hers.retire_grant(GrantToken=grant["GrantToken"])
        assert kms.list_grants(KeyId=key)["Grants"] == []

    def test_a_chain_gets_no_wider(self, kms, ada):
        arn, hers = ada
        key = kms.create_key()["KeyMetadata"]["Arn"]
        kms.create_grant(KeyId=key, GranteePrincipal=arn, Operations=["Encrypt", "CreateGrant"])
        hers.create_grant(KeyId=key, GranteePrincipal=arn, Operations=["Encrypt"], Name="narrower")
        wider = {"KeyId": key, "GranteePrincipal": arn, "Operations": ["Decrypt"]}
        assert refusal(hers.create_grant, **wider) == "AccessDeniedException"

    def test_a_forged_token_is_refused(self, kms):
        key = key_of(kms)
        assert refusal(kms.encrypt, KeyId=key, Plaintext=b"x", GrantTokens=["forged"]) == "InvalidGrantTokenException"


class TestSmallThings:
    def test_dry_runs_do_nothing(self, kms):
        key = key_of(kms)
        assert refusal(kms.encrypt, KeyId=key, Plaintext=b"x", DryRun=True) == "DryRunOperationException"

    def test_the_last_use_is_known(self, kms):
        if not hasattr(kms, "get_key_last_usage"):
            pytest.skip("SKIPPED: this botocore does not know GetKeyLastUsage")
        key = key_of(kms)
        assert kms.get_key_last_usage(KeyId=key)["KeyLastUsage"] == {}
        kms.encrypt(KeyId=key, Plaintext=b"x")
        assert kms.get_key_last_usage(KeyId=key)["KeyLastUsage"]["Operation"] == "Encrypt"

    def test_an_enclave_is_refused(self, kms):
        key = key_of(kms)
        recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"document"}
        code = refusal(kms.generate_data_key, KeyId=key, KeySpec="AES_256", Recipient=recipient)
        assert code == "UnsupportedOperationException"

    @pytest.mark.parametrize("spec, usage", [("ML_DSA_65", "SIGN_VERIFY"), ("SM2", "SIGN_VERIFY")])
    def test_what_openssl_lacks_is_refused_and_what_it_has_is_made(self, kms, spec, usage):
        if spec == "SM2":
            assert key_of(kms, KeySpec=spec, KeyUsage=usage)
        else:
            assert refusal(kms.create_key, KeySpec=spec, KeyUsage=usage) == "UnsupportedOperationException"

    def test_a_policy_over_32_kib_is_refused(self, kms):
        key = key_of(kms)
        policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
        assert json.loads(policy)["Statement"][0]["Action"] == "kms:*"
        large = policy + " " * (32 * 1024)
        assert refusal(kms.put_key_policy, KeyId=key, Policy=large) == "LimitExceededException"
