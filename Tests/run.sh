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
install_debian libssl-dev libsqlite3-dev pkg-config zlib1g-dev openssl python3 python3-pip awscli rclone s3cmd dpkg-dev softhsm2
install_python awscli=awscli cryptography_vectors=cryptography-vectors cryptography=cryptography pytest=pytest boto3=boto3 \
    botocore=botocore awscrt=awscrt aws_encryption_sdk=aws-encryption-sdk
KMSLAB_VECTORS=$(python3 -c 'import cryptography_vectors, os; print(os.path.dirname(cryptography_vectors.__file__))')
export KMSLAB_VECTORS
# The model that the key service was audited against, whatever version the AWS CLI has brought along.
KMSLAB_BOTOCORE="$PWD/.build/botocore-1.44.8"
[ -d "$KMSLAB_BOTOCORE" ] || python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --no-deps --target "$KMSLAB_BOTOCORE" botocore==1.44.8
export KMSLAB_BOTOCORE

step "format"
swift format lint --strict --recursive Package.swift Sources Tests Benchmarks Examples

step "build"
swift build --build-tests --explicit-target-dependency-import-check error
KMSLAB_BIN="$(swift build --show-bin-path)/kmslab"
export KMSLAB_BIN

# Shows failures, summaries and counts; everything goes to .build/tests.log.
in_process() {
    local status=0
    swift test --skip-build "$@" >.build/tests.part 2>&1 || status=$?
    cat .build/tests.part >>.build/tests.log
    grep -E '^✘|^✔ Test run|vectors|rror:' .build/tests.part || true
    [ "$status" = 0 ] || { tail -n 40 .build/tests.part; exit "$status"; }
}

step "tests in process"
: > .build/tests.log
# The server's tests have deadlines of their own, so they do not share the machine with the crash tests.
in_process --filter LabServerTests
in_process --parallel --skip LabServerTests

step "benchmarks"
# Every case once, measured by nobody: that they still work. The drivers in Python are compiled, the nested package is read.
"$(dirname "$KMSLAB_BIN")/kmslab-measure" --check >.build/measure.check 2>.build/measure.log || { tail .build/measure.log; exit 1; }
python3 -m compileall -q Benchmarks/*.py
bash -n Benchmarks/run.sh
swift package --package-path Benchmarks dump-package >/dev/null

step "hostile bytes"
# Random mutations of the seeds, for seconds; Tests/fuzz.sh goes on where this ends.
(cd .build && "$(dirname "$KMSLAB_BIN")/kmslab-fuzz" --seconds "${KMSLAB_FUZZ_SECONDS:-2}" ../Tests/Support/Fuzz/Seeds)

step "the binary"
# Tests say SKIPPED and why where the machine lacks a client.
export KMSLAB_CLIENTS_LOG=$PWD/.build/clients.log
python3 -m pytest -q -rs Tests/CommandLine Tests/Clients
python3 Tests/clients_page.py --compare "$KMSLAB_CLIENTS_LOG"

if [ -z "${KMSLAB_SKIP_QUICKSTART:-}" ]; then
    step "quickstart"
    bash Examples/quickstart.sh
fi
