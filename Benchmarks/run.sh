#!/usr/bin/env bash
# Everything that is measured, in one run on one machine: bash Benchmarks/run.sh [--quick] [--large] [--only PART]…
#
# Builds release, installs what is missing (wrk, moto's server and the AWS Encryption SDK for Python are peers, not parts
# of kmslab), runs every driver and writes JSON to .build/benchmarks and the page of results to
# Sources/LabMeasure/Docs.docc/Measurements.md.
#
#   --quick       short rounds and small files: at most six minutes when everything is built
#   --large       also worlds of a million keys and objects, and a bucket of a million: minutes, several gigabytes
#   --only PART   measure openssl files server peers store trail: only these; the page keeps what others left earlier
#   --page FILE   write the page elsewhere
#
# KMSLAB_BIN_DIR names a directory with binaries that are built already. In process under ordo-one/benchmark, for comparing
# two commits: swift package --package-path Benchmarks benchmark
set -euo pipefail
cd "$(dirname "$0")/.."
. Examples/install-missing.sh

quick="" large="" only=() page=Sources/LabMeasure/Docs.docc/Measurements.md arguments=("$@")
while [ $# -gt 0 ]; do
    case "$1" in
        --quick) quick=--quick ;;
        --large) large=--large ;;
        --only) only+=("$2"); shift ;;
        --page) page=$2; shift ;;
        *) echo "run.sh: unknown argument $1" >&2; exit 64 ;;
    esac
    shift
done

wanted() { [ ${#only[@]} -eq 0 ] || [[ " ${only[*]} " == *" $1 "* ]]; }
chosen() { if [ -n "$quick" ]; then echo "$1"; else echo "$2"; fi; }
step() { printf '== %s (%s)\n' "$1" "$(date +%H:%M:%S)" >&2; }

step "what is missing"
install_debian libssl-dev libsqlite3-dev zlib1g-dev pkg-config openssl wrk python3 python3-pip >&2
install_python boto3=boto3 moto.server='moto[server]' flask_cors='moto[server]' aws_encryption_sdk=aws-encryption-sdk >&2

if [ -z "${KMSLAB_BIN_DIR:-}" ]; then
    step "build"
    for product in kmslab kmslab-measure kmslab-store-bench kmslab-trail-bench; do swift build -c release --product "$product" >&2; done
    KMSLAB_BIN_DIR=$(swift build -c release --show-bin-path)
fi
bin=$KMSLAB_BIN_DIR
results=$PWD/.build/benchmarks
mkdir -p "$results"

# Into a file of its own first: a driver that fails leaves the result of the run before.
measure() {
    local part=$1 name=$2
    shift 2
    wanted "$part" || return 0
    step "$part"
    "$@" >"$results/$name.part"
    mv "$results/$name.part" "$results/$name"
}

python3 Benchmarks/machine.py "$bin/kmslab" ${arguments[@]+"${arguments[@]}"} >"$results/machine.json"
measure openssl openssl.json python3 Benchmarks/openssl.py --seconds "$(chosen 1 3)"
# shellcheck disable=SC2086 -- empty options vanish
measure measure measure.json "$bin/kmslab-measure" $quick $large 2>>"$results/measure.log"
measure files files.json python3 Benchmarks/files.py "$bin/kmslab" "$(chosen 128 1024)" --rounds "$(chosen 3 5)"
measure server server.json python3 Benchmarks/server.py "$bin/kmslab" \
    --seconds "$(chosen 2 10)" --rounds 3 --requests "$(chosen 100000 1000000)"
measure peers peers.json python3 Benchmarks/peers.py "$bin/kmslab" \
    --seconds "$(chosen 2 5)" --rounds "$(chosen 2 3)" --mebibytes "$(chosen 16 64)"
objects=${STORE_KEYS:-$(chosen 200000 "$([ -n "$large" ] && echo 1000000 || echo 200000)")}
measure store store.txt "$bin/kmslab-store-bench" "${STORE_GIB:-1}" "$objects"
measure trail trail.txt "$bin/kmslab-trail-bench" "${TRAIL_EVENTS:-$(chosen 200000 1000000)}"

python3 Benchmarks/report.py "$results" "$page"
step "written: $page and $results/results.json"
