#!/usr/bin/env bash
# Reads from the built programs what the build promises (dependency notes 3.5, gcc 12). Usage: hardening.sh BUILD_DIR.
# Programs with sanitizers are built differently: exit 77 (skipped), said by name.
set -u
build_dir=$1
broken=0
seen=0

rule() { # program, what, true or false
    if [ "$3" = true ]; then return; fi
    printf 'not ok - %s: %s\n' "$(basename "$1")" "$2"
    broken=$((broken + 1))
}
holds() { if grep -qE -- "$1" <<<"$2"; then echo true; else echo false; fi; }
lacks() { if grep -qE -- "$1" <<<"$2"; then echo false; else echo true; fi; }

for program in "$build_dir"/bin/madoguchi "$build_dir"/bin/madoguchi-audit "$build_dir"/bin/madoguchi-*d; do
    [ -x "$program" ] || continue
    symbols=$(readelf -W --dyn-syms "$program")
    if [ "$(holds '__asan_init' "$symbols")" = true ]; then
        echo "NOT TESTED: $build_dir is built with sanitizers; the release build is what people run"
        exit 77
    fi
    seen=$((seen + 1))
    dynamic=$(readelf -W -d "$program")
    segments=$(readelf -W -l "$program")
    # One line a source file: what the compiler was told, from the debugging information.
    told=$(readelf -W --debug-dump=info --dwarf-depth=1 "$program" 2>/dev/null | grep -E 'DW_AT_producer.*GNU C' | sed 's/.*GNU C/GNU C/' | sort -u)
    rule "$program" "is position-independent" "$(holds 'Type: +DYN' "$(readelf -W -h "$program")")"
    rule "$program" "is marked PIE" "$(holds 'FLAGS_1.*PIE' "$dynamic")"
    rule "$program" "has relocations made read-only" "$(holds 'GNU_RELRO' "$segments")"
    rule "$program" "binds everything at the start (full RELRO)" "$(holds 'BIND_NOW|FLAGS_1.*NOW' "$dynamic")"
    rule "$program" "has a stack that is no code" "$(lacks 'GNU_STACK.*E +0x' "$segments")"
    rule "$program" "has no segment both writable and code" "$(lacks 'LOAD.* RWE ' "$segments")"
    rule "$program" "has guarded stacks" "$(holds '__stack_chk_fail' "$symbols")"
    rule "$program" "says what it was compiled with (debugging information)" "$(holds 'GNU C' "$told")"
    for option in -fstack-protector-strong -fstack-clash-protection -fcf-protection -ftrivial-auto-var-init=zero -fPI[CE]; do
        without=$(grep -cvE -- "$option( |\$|=full)" <<<"$told")
        rule "$program" "every file compiled with $option" "$([ "$without" -eq 0 ] && echo true || echo false)"
    done
done
# The level of _FORTIFY_SOURCE is no option of the compiler proper and leaves only its checked calls in a program.
rule madoguchi "calls the checked functions" "$(holds '_chk(@|$| )' "$(readelf -W --dyn-syms "$build_dir/bin/madoguchi" | grep -v stack_chk)")"
rule build "every file has _FORTIFY_SOURCE=3" \
    "$([ "$(grep -c '"command":' "$build_dir/compile_commands.json")" -eq "$(grep -c '"command":.*-D_FORTIFY_SOURCE=3' "$build_dir/compile_commands.json")" ] && echo true || echo false)"

[ "$seen" -gt 0 ] || { echo "no program in $build_dir/bin"; exit 3; }
printf '%d programs read, %d promises broken\n' "$seen" "$broken"
[ "$broken" -eq 0 ]
