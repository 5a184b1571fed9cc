"""KMS under boto3: what works, and the code and shape of what does not."""

import botocore.exceptions
import pytest


def code(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    response = caught.value.response
    assert response["ResponseMetadata"]["RequestId"]
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Message"]


@pytest.fixture
def key(kms):
    return kms.create_key(Description="ledger")["KeyMetadata"]["Arn"]


def test_a_text_is_encrypted_and_decrypted_with_its_context(kms, key):
    context = {"doc": "letter", "é": "ü"}
    blob = kms.encrypt(KeyId=key, Plaintext=b"hello", EncryptionContext=context)["CiphertextBlob"]
    assert b"hello" not in blob
    answer = kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)
    assert answer["Plaintext"] == b"hello" and answer["KeyId"] == key
    assert code(kms.decrypt, CiphertextBlob=blob, EncryptionContext={"doc": "other"})[:2] == (
        "InvalidCiphertextException",
        400,
    )


def test_data_keys_open_again(kms, key):
    made = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    assert len(made["Plaintext"]) == 32
    assert kms.decrypt(CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == made["Plaintext"]


def test_aliases_name_keys(kms, key):
    kms.create_alias(AliasName="alias/ledger", TargetKeyId=key)
    assert kms.describe_key(KeyId="alias/ledger")["KeyMetadata"]["Arn"] == key
    assert code(kms.create_alias, AliasName="alias/ledger", TargetKeyId=key)[0] == "AlreadyExistsException"
    kms.delete_alias(AliasName="alias/ledger")
    assert code(kms.describe_key, KeyId="alias/ledger")[0] == "NotFoundException"


def test_signatures_verify(kms):
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    arguments = {"KeyId": key, "Message": b"text", "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = kms.sign(**arguments)["Signature"]
    assert kms.verify(**arguments, Signature=signature)["SignatureValid"]
    changed = {**arguments, "Message": b"other", "Signature": signature}
    assert code(kms.verify, **changed)[0] == "KMSInvalidSignatureException"


def test_a_disabled_key_refuses(kms, key):
    answer = kms.disable_key(KeyId=key)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert code(kms.encrypt, KeyId=key, Plaintext=b"x")[:2] == ("DisabledException", 400)


def test_modelled_exceptions_are_raised_as_such(kms):
    with pytest.raises(kms.exceptions.NotFoundException) as caught:
        kms.describe_key(KeyId="alias/none")
    assert caught.value.response["message"] == caught.value.response["Error"]["Message"]


def test_pages_follow_each_other(kms):
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(5)}
    pages = list(kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}))
    assert len(pages) == 3 and {key["KeyId"] for page in pages for key in page["Keys"]} == made


@pytest.mark.parametrize(
    "arguments, expected",
    [
        ({"KeyId": "alias/none", "Plaintext": b"x"}, "NotFoundException"),
        ({"KeyId": "arn:aws:kms:us-east-1:111122223333:key/none", "Plaintext": b"x"}, "NotFoundException"),
        ({"KeyId": "alias/none", "Plaintext": b"x" * 5000}, "ValidationException"),
    ],
)
def test_errors_of_encrypt(kms, arguments, expected):
    name, status, message = code(kms.encrypt, **arguments)
    assert (name, status) == (expected, 400) and message


def test_every_region_is_a_world_of_its_own(server, kms, key):
    frankfurt = server.client("kms", region="eu-central-1")
    other = frankfurt.create_key()["KeyMetadata"]["Arn"]
    assert ":eu-central-1:" in other and ":us-east-1:" in key
    assert [entry["KeyArn"] for entry in frankfurt.list_keys()["Keys"]] == [other]


def test_twelve_digits_are_an_account(server, kms, key):
    stranger = server.client("kms", key="444455556666")
    assert ":444455556666:" in stranger.create_key()["KeyMetadata"]["Arn"]
    name, status, message = code(stranger.encrypt, KeyId=key, Plaintext=b"x")
    assert (name, status) == ("AccessDeniedException", 400)
    assert "arn:aws:iam::444455556666:root" in message and "kms:Encrypt" in message


@pytest.mark.parametrize(
    "credentials, expected",
    [
        ({"key": "test", "secret": "wrong"}, "InvalidSignatureException"),
        ({"key": "AKIANOBODY"}, "UnrecognizedClientException"),
        ({"token": "nobody's"}, "UnrecognizedClientException"),
        ({"key": "12345678901"}, "UnrecognizedClientException"),
    ],
)
def test_who_cannot_sign_is_refused(server, credentials, expected):
    assert code(server.client("kms", **credentials).list_keys)[:2] == (expected, 400)


@pytest.mark.parametrize(
    "service, call, expected",
    [
        ("dynamodb", "list_tables", "UnknownOperationException"),
        ("config", "describe_configuration_recorders", "UnknownOperationException"),
        ("iam", "list_virtual_mfa_devices", "InvalidAction"),
        ("sns", "list_platform_applications", "InvalidAction"),
    ],
)
def test_what_is_not_there_says_so(server, service, call, expected):
    assert code(getattr(server.client(service), call))[:2] == (expected, 400)
