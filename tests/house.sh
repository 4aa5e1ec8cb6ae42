#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# house.sh - house rules a machine can hold: licence line, purpose line, no printf, no promises, unique file names.
set -u
cd "$(dirname "$0")/.." || exit 2
bad=0
say() { echo "$1"; shift; printf '%s\n' "$@" | sed 's/^/  /'; bad=1; }
files=$(git ls-files 'app/*.[ch]' 'geo/*.[ch]' 'render/*.[ch]' 'assets/*.[ch]' 'tests/*.[ch]')
none=$(for f in $files; do head -n 1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$f"; done)
[ -n "$none" ] && say 'no SPDX line:' $none
none=$(for f in $files; do sed -n 2p "$f" | grep -qE "^// $(basename "$f" | sed 's/\./\\./g') - " || echo "$f"; done)
[ -n "$none" ] && say 'no purpose line ("// name - what it is"):' $none
twice=$(printf '%s\n' $files | sed 's#.*/##' | sort | uniq -d)
[ -n "$twice" ] && say 'file names used twice:' $twice
found=$(grep -nE '(^|[^a-z_])printf\(' $(printf '%s\n' $files | grep -E '^(geo|render|app/(base|core|scene|ui))/') || true)
[ -n "$found" ] && say 'printf in a module:' "$found"
found=$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $files || true)
[ -n "$found" ] && say 'promises:' "$found"
exit $bad
