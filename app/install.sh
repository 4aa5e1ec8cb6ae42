# SPDX-License-Identifier: Apache-2.0
# install.sh - sourced by app/run and tests/run: installs the Debian packages named in the files given, when missing.
# Root: apt-get. Not root: prints the one line to run and returns 1.
install_packages() {
    local wanted missing
    wanted=$(grep -hv '^#' "$@")
    missing=$(for p in $wanted; do
        dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null | grep -q '^installed$' || echo "$p"
    done)
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" -ne 0 ]; then
        echo "Packages are missing. Run this line, then start again:" >&2
        echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends" $missing >&2
        return 1
    fi
    echo "installing:" $missing >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
