#!/usr/bin/env bash
# The tests in process under a sanitizer: memory that is used wrongly, memory that two threads use at once.
#
#     bash Tests/sanitize.sh [address|thread] [FILTER]     # both, and the rooms below, unless told otherwise
#
# Each has a build folder of its own (.build-address, .build-thread): the first run builds everything. UBSan is not part
# of Swift's toolchain. SWIFT_BACKTRACE: with it on, a crash under a sanitizer hangs.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0
export TSAN_OPTIONS=halt_on_error=1:suppressions=$PWD/Tests/Support/thread-sanitizer.txt
sanitizers=(${1:-address thread})
filter=${2:-'LabCoreTests|LabCryptoTests|LabPolicyTests|LabServiceTests|LabWireTests|LabServerTests'}

for sanitizer in "${sanitizers[@]}"; do
    echo "== $sanitizer"
    swift build --build-tests --sanitize="$sanitizer" --scratch-path ".build-$sanitizer"
    swift test --skip-build --sanitize="$sanitizer" --scratch-path ".build-$sanitizer" --filter "$filter" 2>&1 |
        tee ".build-$sanitizer/tests.log" | grep -E '^✘|^✔ Test run|Sanitizer|SUMMARY' || true
    grep -q '^✔ Test run' ".build-$sanitizer/tests.log"
done
