#!/usr/bin/env bash
# What crosses processes, measured as ratios in one run: bash Benchmarks/run.sh [MIB]
#
# Encrypts and decrypts a file of MIB mebibytes (default 1024) and compares with `openssl speed` on the same machine in
# the same minute; measures start-up and peak memory; then the object store in process, against the bare cipher and the
# bare digest (STORE_GIB and STORE_KEYS: the large object, the large bucket), and the trail (TRAIL_EVENTS). Other numbers in process:
# swift package --package-path Benchmarks benchmark
set -euo pipefail
cd "$(dirname "$0")/.."
. Examples/install-missing.sh
install_debian libssl-dev libsqlite3-dev pkg-config zlib1g-dev openssl time >&2
swift build -c release --product kmslab >&2
kmslab=${KMSLAB_BIN:-$(swift build -c release --show-bin-path)/kmslab}
python3 Benchmarks/measure.py "$kmslab" "${1:-1024}"
swift build -c release --product kmslab-store-bench >&2
"$(swift build -c release --show-bin-path)/kmslab-store-bench" "${STORE_GIB:-1}" "${STORE_KEYS:-1000000}"
swift build -c release --product kmslab-trail-bench >&2
exec "$(swift build -c release --show-bin-path)/kmslab-trail-bench" "${TRAIL_EVENTS:-1000000}"
