#!/bin/sh
# Qt and OpenCV load a few system libraries that pip cannot bring. On Debian and Ubuntu this
# installs the ones that are missing (as root or through sudo), or says which and stops.
# Elsewhere it does nothing. `system-packages.sh xvfb` adds a virtual display for the window test.
set -eu

[ "$(uname -s)" = Linux ] || exit 0
command -v dpkg-query >/dev/null || exit 0

wanted="libgl1 libegl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1 fonts-dejavu-core
libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1"
[ "${1:-}" = xvfb ] && wanted="$wanted xvfb xauth"

missing=""
for package in $wanted; do
    # Ubuntu 24.04 and Debian 13 renamed some with a t64 suffix; either will do.
    for name in "$package" "${package}t64"; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) || status=""
        [ "$status" = installed ] && continue 2
    done
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    run=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    run="sudo"
else
    echo "Qt needs these system packages:$missing" >&2
    echo "Please run:  sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing system packages:$missing"
$run apt-get update -qq
# shellcheck disable=SC2086  # one word per package is what is meant
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends $missing
