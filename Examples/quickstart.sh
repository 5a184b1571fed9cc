#!/usr/bin/env bash
# From a fresh machine to a real file, encrypted, explained, refused and opened again.
#
#   bash Examples/quickstart.sh [FILE]
#
# Needs the Swift toolchain; installs the rest (Debian packages), builds kmslab (release; 4 to 12 minutes the first
# time) and runs its demo on FILE, or on README.md.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
file=$(realpath "${1:-$root/README.md}")
cd "$root"
. Examples/install-missing.sh

install_debian libssl-dev libsqlite3-dev pkg-config zlib1g-dev
swift build -c release --product kmslab
kmslab="$(swift build -c release --show-bin-path)/kmslab"

echo
"$kmslab" demo --fast "$file"
echo
echo "kmslab is $kmslab"
