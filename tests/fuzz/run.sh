#!/usr/bin/env bash
# Runs one fuzz target from its corpus for a while: run.sh TARGET CORPUS. New finds go to a scratch directory, so that the
# tree stays as it is. MADOGUCHI_BUDGET_S is for all targets together on two cores; MADOGUCHI_LONG=1 takes ten minutes each.
set -u
target=$1
corpus=$2
seconds=10
if [ "${MADOGUCHI_LONG:-0}" = 1 ]; then
    seconds=600
elif [ "${MADOGUCHI_BUDGET_S:-0}" -gt 0 ]; then
    targets=$(ls "$(dirname "$target")"/fuzz_* 2>/dev/null | wc -l)
    seconds=$((MADOGUCHI_BUDGET_S * 2 / (targets + 3)))
    [ "$seconds" -gt 0 ] || seconds=1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 3
mkdir finds
seeds=()
[ -d "$corpus" ] && seeds=("$corpus")
ASAN_OPTIONS=allocator_may_return_null=1 "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 finds "${seeds[@]}" >log 2>&1
status=$?
if [ "$status" -ne 0 ]; then
    tail -60 log
    for find in crash-* oom-* timeout-* leak-*; do
        [ -f "$find" ] && echo "input $find:" && base64 "$find"
    done
    exit 1
fi
awk '/stat::number_of_executed_units/ { print $2 " inputs" }' log
