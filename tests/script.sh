#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# script.sh FILE - runs a command script headless and compares what it printed with FILE's "#= " lines (in order, exact) and
# "#~ " lines (an extended regular expression for the whole line).
# "#! code N" states another exit code than 0; "#! shared PATH" skips where the shared data is absent.
set -u
file=$1
need=$(sed -n 's/^#! shared //p' "$file" | head -n 1)
if [ -n "$need" ] && [ ! -e "$CITYMIRROR_SHARED/$need" ]; then
    echo "skipped: shared data is absent ($need)"
    exit 0
fi
want_code=$(sed -n 's/^#! code //p' "$file" | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -e "s#@SHARED@#$CITYMIRROR_SHARED#g" -e "s#@TESTS@#$(cd "$(dirname "$0")" && pwd)#g" -e "s#@WORK@#$work#g" "$file" >"$work/script.txt"
"$CITYMIRROR" run "$work/script.txt" >"$work/out" 2>"$work/err"
code=$?
if [ "$code" -ne "${want_code:-0}" ]; then
    echo "exit code $code, expected ${want_code:-0}"
    cat "$work/out" "$work/err"
    exit 1
fi
sed -n 's/^#\([=~]\) /\1/p' "$work/script.txt" >"$work/want"
# Each line: as it is, or fitting.
while IFS= read -r want <&3; do
    IFS= read -r got <&4 || got='(nothing more)'
    case $want in
    =*) [ "$got" = "${want#=}" ] && continue ;;
    ~*) [[ $got =~ ^(${want#\~})$ ]] && continue ;;
    esac
    echo "expected ${want#?}"
    echo "got      $got"
    cat "$work/err"
    exit 1
done 3<"$work/want" 4<"$work/out"
if [ "$(wc -l <"$work/want")" -ne "$(wc -l <"$work/out")" ]; then
    echo 'more was printed than expected:'
    tail -n +$(($(wc -l <"$work/want") + 1)) "$work/out"
    exit 1
fi
