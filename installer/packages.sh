# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# To be sourced. tandem_install_packages NEED…: installs what is missing of the packages that packages.txt lists for
# build, run or test. Asks for rights, and the network, only if something is missing.

tandem_packages_file=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/packages.txt

# The packages that packages.txt lists for NEED…, one a line.
tandem_packages_for() {
    local need package listed
    for need in "$@"; do
        case $need in
        build | run | test) ;;
        *)
            echo "tandem_install_packages: \"$need\" is none of build, run, test" >&2
            return 2
            ;;
        esac
        while read -r package listed; do
            if [[ $package != "#"* && $listed == "$need" ]]; then
                echo "$package"
            fi
        done <"$tandem_packages_file"
    done
}

# Those of PACKAGE… that are not installed, one a line.
tandem_missing_packages() {
    local package
    for package in "$@"; do
        if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
            echo "$package"
        fi
    done
}

tandem_install_packages() {
    local listed wanted missing
    if ! command -v dpkg-query >/dev/null; then
        echo "This is no Debian: install by hand what $tandem_packages_file lists, then build with CMake" >&2
        return 3
    fi
    listed=$(tandem_packages_for "$@") || return
    mapfile -t wanted <<<"$listed"
    mapfile -t missing < <(tandem_missing_packages "${wanted[@]}")
    if ((${#missing[@]} == 0)); then
        return 0
    fi

    local root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing, and only root may install them: ${missing[*]}" >&2
            echo "Run as root: apt-get install ${missing[*]}" >&2
            return 3
        fi
        root=(sudo)
    fi
    echo "Installing: ${missing[*]}"
    local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3)
    "${apt[@]}" update &&
        "${apt[@]}" install --no-install-recommends "${missing[@]}"
}
