#!/usr/bin/env bash
# Everything that is tested, on a fresh machine: bash Tests/run.sh
#
# Needs the Swift toolchain; installs the rest (Debian packages, PyPI). Cheapest first: format, build, tests in process,
# the binary under real clients, the quickstart (unless KMSLAB_SKIP_QUICKSTART is set: it builds release).
set -euo pipefail
cd "$(dirname "$0")/.."
. Examples/install-missing.sh
export SWIFT_BACKTRACE=enable=no

step() { printf '\n== %s (%s)\n' "$1" "$(date +%H:%M:%S)"; }

step "what is missing"
install_debian libssl-dev libsqlite3-dev pkg-config openssl python3 python3-pip softhsm2 libp11-kit-dev
install_python cryptography_vectors=cryptography-vectors cryptography=cryptography pytest=pytest boto3=boto3 \
    botocore=botocore aws_encryption_sdk=aws-encryption-sdk
KMSLAB_VECTORS=$(python3 -c 'import cryptography_vectors, os; print(os.path.dirname(cryptography_vectors.__file__))')
export KMSLAB_VECTORS

step "format"
swift format lint --strict --recursive Package.swift Sources Tests

step "build"
swift build --build-tests --explicit-target-dependency-import-check error
KMSLAB_BIN="$(swift build --show-bin-path)/kmslab"
export KMSLAB_BIN

step "tests in process"
swift test --skip-build --parallel --xunit-output .build/tests.xml 2>&1 | tee .build/tests.log | grep -vE '^(◇|✔|\[[0-9]+/[0-9]+\])' ||
    { tail -n 60 .build/tests.log; exit 1; }

step "the binary"
python3 -m pytest -q Tests/CommandLine Tests/Clients

if [ -z "${KMSLAB_SKIP_QUICKSTART:-}" ]; then
    step "quickstart"
    bash Examples/quickstart.sh
fi
