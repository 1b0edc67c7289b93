/* The text for strangers. What it says of the form of hashes and signatures is what trust/hash.h and
 * trust/checkpoint.h do; a test runs the program in it. */
#include "bundle_readme.h"

#include <inttypes.h>

#include "base/date.h"

static const char english[] =
    "Audit log of a My Number Card counter, as exported\n"
    "==================================================\n"
    "\n"
    "entries.jsonl   one entry a line, in the order of the log: index (from 0), source (the service whose log it comes\n"
    "                from), epoch and sequence (its place there), hash (hex) and entry (base64 of its bytes as stored)\n"
    "checkpoint.txt  the signed head: origin, number of entries, base64 of the root, time; an empty line; signatures\n"
    "keys.txt        the public key: origin+key id+base64 of a byte 01 (Ed25519) and the 32 bytes of the key\n"
    "key_changes.txt only when the key was ever changed: one base64 a line, each a signed head as in checkpoint.txt, with the line\n"
    "                `next-key` and the signatures of both keys. From an older key on paper they lead to the one in keys.txt\n"
    "witnessed.txt   only with a witness: the last head the witness signed, with its line (C2SP cosignature/v1)\n"
    "\n"
    "How to check, with nothing but what any computer has\n"
    "\n"
    "1. Hash of an entry (leaf): SHA-256 of a byte 00 and the entry's bytes.\n"
    "2. Root (RFC 6962, 2.1): of one leaf its hash; of n > 1 leaves SHA-256 of a byte 01, the root of the first k and the root\n"
    "   of the rest, k being the largest power of two below n. It must be the one in checkpoint.txt, and the number of\n"
    "   lines the number there.\n"
    "3. Signature: Ed25519 (RFC 8032) over checkpoint.txt up to the empty line, without it; the line feed before it belongs\n"
    "   to the text. A signature line holds the origin and the base64 of 4 bytes of key id and 64 bytes of signature.\n"
    "   Compare the key in keys.txt with the one you were given on paper: this bundle cannot vouch for its own key.\n"
    "   The lines `source` in the text list every service with the epoch and number of its last entry here: none may be missing.\n"
    "4. Chains: an entry is a msgpack map. Of each source `number` counts up by one within an epoch, and `previous` is the hash\n"
    "   of the entry before it (32 zero bytes for number 1). A later epoch may begin anew after an earlier number.\n"
    "\n"
    "Steps 1 and 2 as a program (Python 3, standard library), which also takes apart what step 3 needs:\n"
    "\n"
    "    sed -n '/^# begin/,/^# end/p' README | python3 -\n"
    "    openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in signed.bin -sigfile signature.bin\n"
    "\n";

static const char program[] =
    "# begin\n"
    "import base64, hashlib, json\n"
    "def sha256(data):\n"
    "    return hashlib.sha256(data).digest()\n"
    "def root(leaves):\n"
    "    if len(leaves) < 2:\n"
    "        return leaves[0] if leaves else sha256(b\"\")\n"
    "    k = 1 << (len(leaves) - 1).bit_length() - 1\n"
    "    return sha256(b\"\\x01\" + root(leaves[:k]) + root(leaves[k:]))\n"
    "leaves, good = [], True\n"
    "for line in open(\"entries.jsonl\", encoding=\"utf-8\"):\n"
    "    fields = json.loads(line)\n"
    "    leaf = sha256(b\"\\x00\" + base64.b64decode(fields[\"entry\"]))\n"
    "    if fields[\"index\"] != len(leaves) or fields[\"hash\"] != leaf.hex():\n"
    "        print(\"entry\", fields[\"index\"], \"is not what it was\")\n"
    "        good = False\n"
    "    leaves.append(leaf)\n"
    "text, signatures = open(\"checkpoint.txt\", encoding=\"utf-8\").read().rsplit(\"\\n\\n\", 1)\n"
    "origin, size, signed_root = text.split(\"\\n\")[:3]\n"
    "key_origin, key_id, key = open(\"keys.txt\").readline().strip().split(\"+\", 2)\n"
    "signature = [line.split(\" \")[2] for line in signatures.splitlines() if line.split(\" \")[1] == key_origin][0]\n"
    "open(\"key.der\", \"wb\").write(bytes.fromhex(\"302a300506032b6570032100\") + base64.b64decode(key)[1:])\n"
    "open(\"signed.bin\", \"wb\").write((text + \"\\n\").encode())\n"
    "open(\"signature.bin\", \"wb\").write(base64.b64decode(signature)[4:])\n"
    "good = good and len(leaves) == int(size) and root(leaves) == base64.b64decode(signed_root)\n"
    "print(len(leaves), \"entries, root\", root(leaves).hex(), \"- as signed\" if good else \"- NOT AS SIGNED\")\n"
    "# end\n"
    "\n";

static const char japanese[] =
    "マイナンバーカード窓口の監査ログ（書き出し）\n"
    "============================================\n"
    "\n"
    "entries.jsonl   一行が一件の記録です。並びは監査ログの順です。index（0からの番号）、source（元のサービス）、epoch と sequence\n"
    "                （そのサービスでの位置）、hash（16進）、entry（保存されたままのバイト列の base64）\n"
    "checkpoint.txt  署名つき先頭です。監査ログの名前、記録の件数、根の base64、時刻、空行、署名の順に並びます。\n"
    "keys.txt        公開鍵です。名前+鍵番号+（01 と鍵32バイトの base64）\n"
    "key_changes.txt 署名鍵を変えたときだけあります。一行が一つの署名つき先頭（base64）で、next-key の行と、新旧両方の鍵の署名があります。\n"
    "witnessed.txt   立会人がいるときだけあります。立会人が最後に署名した先頭です（C2SP cosignature/v1）。\n"
    "\n"
    "確かめ方\n"
    "\n"
    "1. 記録のハッシュ（葉）：00 の1バイトと記録のバイト列を続けた SHA-256 です。\n"
    "2. 根（RFC 6962 2.1）：一件ならその葉です。n 件（2件以上）なら、01 の1バイト、初めの k 件の根、残りの根を続けた SHA-256 です。k は n より小さい\n"
    "   最大の2の累乗です。根と行数が checkpoint.txt と一致しなければなりません。\n"
    "3. 署名：checkpoint.txt の空行の前まで（直前の改行を含み、空行は含みません）に対する Ed25519（RFC 8032）です。署名の行は、名前と、\n"
    "   鍵番号4バイト・署名64バイトの base64 です。keys.txt の鍵は、紙で受け取った鍵と必ず見比べてください。\n"
    "   署名された source の行は、すべてのサービスと、この書き出しでの最後の記録を示します。欠けがあってはなりません。\n"
    "4. つながり：記録は msgpack の map です。サービスごとに、同じ世代では number が一つずつ増え、previous は一つ前の記録のハッシュです\n"
    "   （number 1 では 0 が32バイト）。新しい世代は、前の世代の途中から始まることがあります。\n"
    "\n"
    "上の英文にある二つの命令で、1と2をプログラムで、3を openssl で確かめられます。氏名などの個人情報は、暗号化されたまま入っています。\n";

void bundle_readme_put(FILE *to, const char *origin, const struct audit_verdict *verdict)
{
    char root[65], at[24] = "-";

    hex_put(root, verdict->root, 32);
    if (verdict->signature_ok)
        rfc3339_put(at, verdict->signed_at_us);
    fputs(english, to);
    fputs(program, to);
    fputs(japanese, to);
    fprintf(to, "\norigin   %s\nentries  %" PRIu64 "\nroot     %s\nsigned   %s\nverdict  %s\n", origin, verdict->size, root, at,
            audit_outcome_name(verdict->outcome));
}
