#!/usr/bin/env bash
# What a broken rule would hide from a reader: layers that look up, a core that is not pure, a library used outside
# its layer, a clause that does not exist. Usage: run.sh SOURCE_DIR BUILD_DIR. Prints one line a rule; exit 1 when one is broken.
set -u
source_dir=$1
build_dir=$2
cd "$source_dir" || exit 3
broken=0
passed=0

rule() { # name, offending lines
    if [ -n "$2" ]; then
        printf 'not ok - %s\n' "$1"
        printf '%s\n' "$2" | head -20 | sed 's/^/    /'
        broken=$((broken + 1))
    else
        printf 'ok - %s\n' "$1"
        passed=$((passed + 1))
    fi
}

# ---- Layers only look down -------------------------------------------------------------
ladder=(base trust codec store engine wire client http shell)
rank() { local i; for i in "${!ladder[@]}"; do [ "${ladder[$i]}" = "$1" ] && echo "$i" && return; done; echo -1; }
upward=$(for layer in "${ladder[@]}"; do
    own=$(rank "$layer")
    grep -nE '^#include "[a-z]+/' common/"$layer"/*.[ch] 2>/dev/null | while IFS= read -r line; do
        used=$(printf '%s' "$line" | sed -E 's/.*#include "([a-z]+)\/.*/\1/')
        other=$(rank "$used")
        # gen/ is made from schemas and stands beside codec; the engine may include its own tables.
        [ "$used" = gen ] && continue
        [ "$other" -gt "$own" ] && printf '%s\n' "$line"
    done
done)
rule "layers only look down" "$upward"

cores=(staff inventory reservations queueing reporting audit)
outside=$(for core in "${cores[@]}"; do
    grep -nE '^#include "(wire|client|http|shell)/' services/"$core"/*.[ch] 2>/dev/null | grep -v '/main.c:'
    grep -nE '^#include "services/' services/"$core"/*.[ch] 2>/dev/null
done)
rule "a core knows no sockets, clocks or other services" "$outside"

# ---- One layer a library ----------------------------------------------------------------
only() { # header pattern, allowed directories or files (regex)
    grep -rnE "^#include <$1" --include='*.[ch]' common services 2>/dev/null | grep -vE "^($2)[/:]"
}
rule "ZeroMQ only in wire" "$(only '(zmq|czmq)' 'common/wire')"
rule "libsodium, nettle and ICU only in trust" "$(only '(sodium|nettle|unicode/)' 'common/trust')"
rule "LMDB only in store" "$(only 'lmdb' 'common/store')"
rule "msgpack-c only in codec" "$(only 'msgpack' 'common/codec')"
rule "libyaml only in shell and the generator" "$(only 'yaml' 'common/(shell|schemac)')"
rule "jansson only in http/json.c, the HTTP library only in http/server.c" "$(only 'jansson' 'common/http/json\.c'; only 'microhttpd' 'common/http/server\.c')"

# ---- A core is pure ---------------------------------------------------------------------
# Compiled without sanitizers; everything it asks for from outside is the engine's, the store's, the codec's, base's or
# trust's, or one of the few libc functions that neither wait, draw nor keep anything.
allowed_libc='^(memcpy|memmove|memset|memcmp|strlen|strcmp|strncmp|snprintf|__snprintf_chk|__memcpy_chk|strpbrk|qsort|bsearch|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|iconv|iconv_open|iconv_close)$'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
impure=''
stateful=''
for core in "${cores[@]}"; do
    for file in services/"$core"/*.c "$build_dir/gen/${core}_core.c"; do
        [ "$(basename "$file")" = main.c ] && continue
        object=$scratch/$core-$(basename "$file").o
        if ! cc -std=gnu17 -O1 -fPIC -D_GNU_SOURCE -include common/base/banned.h -Icommon -I"$build_dir" -I"$build_dir/gen" -Iservices/"$core" -c "$file" -o "$object" 2>"$scratch/errors"; then
            impure+="$file does not compile: $(head -1 "$scratch/errors")"$'\n'
            continue
        fi
        data=$(size -A "$object" | awk '$1 == ".data" || $1 == ".bss" { n += $2 } END { print n + 0 }')
        [ "$data" -gt 0 ] && stateful+="$file keeps $data bytes between calls"$'\n'
    done
    nm -u "$scratch/$core"-*.o 2>/dev/null | awk '$1 == "U" { print $2 }' | sort -u >"$scratch/wanted"
    nm --defined-only "$scratch/$core"-*.o 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$scratch/own"
    nm --defined-only -g "$build_dir"/common/{base,codec,store,engine,trust}/lib*.a "$build_dir"/common/schemac/libcontracts.a 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$scratch/below"
    while IFS= read -r symbol; do
        grep -qxF "$symbol" "$scratch/own" "$scratch/below" && continue
        printf '%s' "$symbol" | grep -qE "$allowed_libc" && continue
        impure+="$core asks for $symbol"$'\n'
    done <"$scratch/wanted"
    grep -qxE 'random_bytes|trust_init|key_(get|erase|pool_fill)|store_(begin|commit|open)' "$scratch/wanted" &&
        impure+="$core reaches below the engine: $(grep -xE 'random_bytes|trust_init|key_(get|erase|pool_fill)|store_(begin|commit|open)' "$scratch/wanted" | tr '\n' ' ')"$'\n'
done
rule "a core makes no time, randomness, input or output" "$impure"
rule "a core keeps nothing between calls" "$stateful"

# ---- Clauses exist ------------------------------------------------------------------------
unknown=$(grep -rnoE '§[0-9]+(\([0-9]+\))?[①-⑳]?[アイウエオカキクケコ]?' schemas services common 2>/dev/null | while IFS= read -r line; do
    clause=${line##*§}
    grep -qxF "$clause" tests/structure/clauses.txt || printf '%s\n' "$line"
done)
rule "every clause cited exists in the contract" "$unknown"

# ---- Nothing of persons that nobody needs ---------------------------------------------------
rule "the search for such fields finds each kind" "$(tests/structure/minimised.sh --self-test)"
rule "no field for papers by kind, agents, PINs, codes or numbers of persons" "$(tests/structure/minimised.sh $(ls schemas/*.yaml | grep -v 'lock.yaml') common/engine/tables.yaml services/*/tables.yaml)"

# ---- A handful of habits ------------------------------------------------------------------
rule "no default in a switch over an enum of ours" "$(grep -rnE '^\s*default:' --include='*.c' services/{staff,inventory,reservations,queueing,reporting,audit} common/engine 2>/dev/null)"
rule "no unfinished work" "$(grep -rnE '\b(TODO|FIXME|XXX|HACK)\b' --include='*.[ch]' --include='*.sh' --include='*.cmake' --include='*.py' --include='CMakeLists.txt' common services tests cmake config 2>/dev/null | grep -v '^tests/structure/run.sh')"
rule "no typedef of a struct or enum" "$(grep -rnE '^\s*typedef +(struct|enum)' --include='*.[ch]' common services 2>/dev/null)"

printf '%d rules kept, %d broken\n' "$passed" "$broken"
[ "$broken" -eq 0 ]
