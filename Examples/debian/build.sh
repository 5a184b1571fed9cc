#!/usr/bin/env bash
# Builds kmslab_VERSION_ARCH.deb: the binary, completions for bash, zsh and fish, a man page, a systemd unit.
#
#     bash Examples/debian/build.sh [DIRECTORY]     # where the package goes; here unless told otherwise
#     sudo apt install ./kmslab_*.deb
#
# KMSLAB_BIN names a binary that is built already. Otherwise a release build is made, with Swift's runtime linked in, so
# that the package needs no Swift. The service is installed but not started: systemctl start kmslab.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$(cd "${1:-.}" && pwd)

if [ -z "${KMSLAB_BIN:-}" ]; then
    (cd "$root" && swift build -c release --static-swift-stdlib --product kmslab >&2)
    KMSLAB_BIN=$(cd "$root" && swift build -c release --static-swift-stdlib --show-bin-path)/kmslab
fi

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
version=$("$KMSLAB_BIN" --version | grep -oE '[0-9]+(\.[0-9]+)*' | head -1)
architecture=$(dpkg --print-architecture)

install -D -m 755 "$KMSLAB_BIN" "$tree/usr/bin/kmslab"
strip --strip-unneeded "$tree/usr/bin/kmslab"

install -d "$tree/usr/share/bash-completion/completions" "$tree/usr/share/zsh/vendor-completions" \
    "$tree/usr/share/fish/vendor_completions.d"
"$KMSLAB_BIN" --generate-completion-script bash >"$tree/usr/share/bash-completion/completions/kmslab"
"$KMSLAB_BIN" --generate-completion-script zsh >"$tree/usr/share/zsh/vendor-completions/_kmslab"
"$KMSLAB_BIN" --generate-completion-script fish >"$tree/usr/share/fish/vendor_completions.d/kmslab.fish"

install -d "$tree/usr/share/man/man1"
"$KMSLAB_BIN" --experimental-dump-help | python3 "$here/man.py" "$version" |
    gzip -9n >"$tree/usr/share/man/man1/kmslab.1.gz"

install -D -m 644 "$here/kmslab.service" "$tree/usr/lib/systemd/system/kmslab.service"
install -D -m 644 "$root/README.md" "$tree/usr/share/doc/kmslab/README.md"

# What the binary is linked to decides what the package needs.
depends=$(cd "$tree" && mkdir debian && touch debian/control &&
    dpkg-shlibdeps -O --ignore-missing-info usr/bin/kmslab 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
rm -rf "$tree/debian"

install -d "$tree/DEBIAN"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: kmslab
Version: $version
Architecture: $architecture
Maintainer: The kmslab founders <kmslab@localhost>
Section: devel
Priority: optional
Installed-Size: $(du -sk "$tree" | cut -f1)
Depends: ${depends:-libc6}
Recommends: ca-certificates
Description: the encryption half of AWS on your own machine
 A key service that really encrypts, an object store that seals what it keeps,
 the identities and policies that decide who may, and the trail that remembers,
 behind AWS's own protocols and behind a command line made for understanding.
CONTROL

dpkg-deb --root-owner-group --build "$tree" "$out/kmslab_${version}_${architecture}.deb" >&2
echo "$out/kmslab_${version}_${architecture}.deb"
