"""Terraform with the AWS provider, where the machine has both: apply, an empty second plan, destroy."""

import os
import pathlib
import shutil
import subprocess

import botocore.exceptions
import pytest

from conftest import environment

MIRRORS = [
    os.environ.get("KMSLAB_TERRAFORM_MIRROR", ""),
    "/opt/tf-plugins",
    os.path.expanduser("~/.terraform.d/plugins"),
    "/usr/share/terraform/plugins",
    "/usr/local/share/terraform/plugins",
]


def mirror():
    for folder in MIRRORS:
        if folder and list(pathlib.Path(folder).glob("registry.terraform.io/hashicorp/aws/*/*")):
            return folder
    return None


@pytest.fixture
def terraform(server, tmp_path):
    command, plugins = shutil.which("terraform"), mirror()
    if not command:
        pytest.skip("SKIPPED: no terraform on this machine")
    if not plugins:
        pytest.skip("SKIPPED: no AWS provider in a plugin folder; KMSLAB_TERRAFORM_MIRROR names one")
    (tmp_path / "terraformrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{plugins}"\n  }}\n}}\n')
    (tmp_path / "provider.tf").write_text(PROVIDER.replace("ENDPOINT", server.endpoint))

    def run(*arguments):
        variables = {"TF_CLI_CONFIG_FILE": str(tmp_path / "terraformrc"), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        return subprocess.run(
            [command, *arguments, "-no-color"], cwd=tmp_path, capture_output=True, text=True, timeout=300,
            env=environment(**variables))

    def succeed(*arguments):
        done = run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def live(text):
        """Applies, plans once more (nothing may be left to do), and destroys; the state in between."""
        (tmp_path / "main.tf").write_text(text)
        succeed("init")
        succeed("apply", "-auto-approve")
        state = (tmp_path / "terraform.tfstate").read_text()
        plan = run("plan", "-detailed-exitcode")
        assert plan.returncode == 0, f"the second plan is not empty:\n{plan.stdout}{plan.stderr}"
        succeed("destroy", "-auto-approve")
        return state

    return live


PROVIDER = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = false
  endpoints {
    cloudtrail     = "ENDPOINT"
    iam            = "ENDPOINT"
    kms            = "ENDPOINT"
    s3             = "ENDPOINT"
    secretsmanager = "ENDPOINT"
    ssm            = "ENDPOINT"
    sts            = "ENDPOINT"
  }
}
"""

KEYS = """
data "aws_caller_identity" "me" {}
resource "aws_kms_key" "ledger" {
  description             = "the ledger"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  rotation_period_in_days = 180
  tags                    = { team = "red" }
}
resource "aws_kms_key" "signer" {
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
  is_enabled               = false
  deletion_window_in_days  = 7
}
resource "aws_kms_alias" "ledger" {
  name          = "alias/ledger"
  target_key_id = aws_kms_key.ledger.key_id
}
resource "aws_kms_key_policy" "ledger" {
  key_id = aws_kms_key.ledger.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid = "root", Effect = "Allow", Action = "kms:*", Resource = "*",
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
    }]
  })
}
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_kms_grant" "app" {
  name              = "app"
  key_id            = aws_kms_key.ledger.key_id
  grantee_principal = aws_iam_role.app.arn
  operations        = ["Encrypt", "Decrypt"]
  constraints { encryption_context_equals = { doc = "1" } }
}
data "aws_kms_key" "by_alias" {
  key_id     = "alias/ledger"
  depends_on = [aws_kms_alias.ledger]
}
"""

BUCKETS = """
resource "aws_kms_key" "data" { deletion_window_in_days = 7 }
resource "aws_s3_bucket" "data" {
  bucket              = "terraformed"
  object_lock_enabled = true
  force_destroy       = true
  tags                = { team = "red" }
}
resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}
resource "aws_s3_bucket_object_lock_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
}
resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_policy" "data" {
  bucket = aws_s3_bucket.data.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid = "deny", Effect = "Deny", Principal = "*", Action = "s3:PutBucketWebsite",
      Resource = "arn:aws:s3:::terraformed"
    }]
  })
}
resource "aws_s3_bucket_lifecycle_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    id     = "old"
    status = "Enabled"
    filter { prefix = "logs/" }
    expiration { days = 30 }
  }
}
# Not in the bucket above: what its default retention gives an object is nothing that Terraform wrote, so with AWS, too,
# the second plan would want to take it away.
resource "aws_s3_bucket" "letters" { bucket = "letters" }
resource "aws_s3_object" "letter" {
  bucket                 = aws_s3_bucket.letters.id
  key                    = "dir/letter.txt"
  content                = "dear reader"
  kms_key_id             = aws_kms_key.data.arn
  server_side_encryption = "aws:kms"
}
"""

PEOPLE = """
resource "aws_iam_user" "bob" {
  name = "bob"
  tags = { team = "red" }
}
resource "aws_iam_group" "readers" { name = "readers" }
resource "aws_iam_user_group_membership" "bob" {
  user   = aws_iam_user.bob.name
  groups = [aws_iam_group.readers.name]
}
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = "*" }] })
}
resource "aws_iam_group_policy_attachment" "read" {
  group      = aws_iam_group.readers.name
  policy_arn = aws_iam_policy.read.arn
}
resource "aws_iam_user_policy" "own" {
  user   = aws_iam_user.bob.name
  name   = "own"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:List*", Resource = "*" }] })
}
resource "aws_iam_access_key" "bob" { user = aws_iam_user.bob.name }
"""

SECRETS = """
resource "aws_kms_key" "secrets" { deletion_window_in_days = 7 }
resource "aws_secretsmanager_secret" "db" {
  name                    = "db"
  kms_key_id              = aws_kms_key.secrets.arn
  recovery_window_in_days = 0
}
resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = "hunter2"
}
resource "aws_ssm_parameter" "secure" {
  name   = "/app/password"
  type   = "SecureString"
  key_id = aws_kms_key.secrets.arn
  value  = "hunter2"
}
"""


def has_secrets(server):
    try:
        server.client("secretsmanager").list_secrets()
        server.client("ssm").describe_parameters()
    except botocore.exceptions.ClientError:
        return False
    return True


def test_everything_is_applied_once_and_destroyed(terraform, server):
    """One configuration: every run of the provider takes ten seconds to begin."""
    parts = [KEYS, BUCKETS, PEOPLE] + ([SECRETS] if has_secrets(server) else [])
    state = terraform("\n".join(parts))
    assert all(word in state for word in ["alias/ledger", "dear reader", "readers", "aws_kms_grant"])
    assert server.client("s3").list_buckets()["Buckets"] == []
    assert [user["UserName"] for user in server.client("iam").list_users()["Users"]] == []
    states = {key["KeyId"]: server.client("kms").describe_key(KeyId=key["KeyId"]) for key in server.client("kms").list_keys()["Keys"]}
    assert {answer["KeyMetadata"]["KeyState"] for answer in states.values()} == {"PendingDeletion"}
