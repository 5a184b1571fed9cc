#!/usr/bin/env bash
# Coverage-guided fuzzing of every parser that strangers feed, with libFuzzer and AddressSanitizer:
#
#     bash Tests/fuzz.sh [SECONDS] [TARGET …]     # a minute each unless told otherwise
#
# lld, because gold gives up on the debug information. Seeds are in Tests/Support/Fuzz/Seeds; what is found on the way stays in .build-fuzz/corpus and is where the next run
# begins. A crash leaves its input in .build-fuzz/crash-TARGET-…; `kmslab-fuzz --input FILE TARGET` runs it again.
# Tests/run.sh runs the same targets with random mutations for seconds (KMSLAB_FUZZ_SECONDS for longer).
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
seconds=${1:-60}
shift || true
build=${KMSLAB_FUZZ_BUILD:-.build-fuzz}

swift build --scratch-path "$build" --product kmslab-fuzz -c release -Xswiftc -DLIBFUZZER \
    -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld
fuzzer=$(swift build --scratch-path "$build" -c release --show-bin-path)/kmslab-fuzz
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <("$fuzzer")

for target in "${targets[@]}"; do
    mkdir -p "$build/corpus/$target"
    echo "== $target"
    KMSLAB_FUZZ_TARGET=$target "$fuzzer" "$build/corpus/$target" "Tests/Support/Fuzz/Seeds/$target" \
        -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$build/crash-$target-" 2>&1 | grep -E 'ERROR|SUMMARY|DONE|stat::number_of_executed|Test unit' ||
        { echo "kmslab: $target: see $build/crash-$target-*"; exit 1; }
    [ -z "$(ls "$build"/crash-"$target"-* 2>/dev/null)" ] || exit 1
done
