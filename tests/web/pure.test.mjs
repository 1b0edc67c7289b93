// @ts-check
/* What the pages compute without a page: dates as people say them, canonical MessagePack, RFC 6962, signed heads, lanes of a day. */
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { saidClaim, saidDate } from "../../services/console/web/lib/said_date.js";
import { bytesOfHex, hexOf, unpack } from "../../services/console/web/lib/msgpack.js";
import { leafHash, rootOf } from "../../services/console/web/lib/merkle.js";
import { judge } from "../../services/console/web/audit/proof.js";
import { lanesOf, nearest } from "../../services/console/web/booking/lanes.js";

test("said_date takes eras, digits and full-width", () => {
  for (const text of ["S60.4.1", "昭和60年4月1日", "昭60.4.1", "s600401", "1985-04-01", "19850401", "Ｓ６０．４．１"])
    assert.equal(saidDate(text), "1985-04-01", text);
  assert.equal(saidDate("平成元年1月8日"), "1989-01-08");
  assert.equal(saidDate("R元.5.1"), "2019-05-01");
});

test("said_date refuses what is in no calendar or no era", () => {
  for (const text of ["", "850401", "S60.2.30", "S64.1.8", "H1.1.7", "R1.4.30", "2027-13-01", "S0.4.1"])
    assert.equal(saidDate(text), null, text);
});

test("said_claim parts number and birth date", () => {
  assert.deepEqual(saidClaim("7kx204816 S60.4.1"), { notice: "7KX-204816", birth: "1985-04-01" });
  assert.deepEqual(saidClaim("7KX-204816"), { notice: "7KX-204816", birth: null });
  assert.equal(saidClaim("7KX-2048"), null);
});

test("msgpack reads the canonical form", () => {
  const value = unpack(bytesOfHex("84a5627974657" + "3c40200ffa5656d707479a0a46c69737490a26e6fc2"));
  assert.deepEqual({ ...value, bytes: hexOf(value.bytes) }, { bytes: "00ff", empty: "", list: [], no: false });
  assert.deepEqual({ ...unpack(bytesOfHex("83a161cc80a162cf0020000000000001a163d0df")) }, { a: 128, b: 9007199254740993n, c: -33 });
});

test("msgpack refuses every other form", () => {
  for (const [hex, why] of [["82a16201a16101", "order"], ["82a16101a16101", "a key twice"], ["81a161cc7f", "not shortest"], ["81a161c0", "nil"], ["81a161cb0000000000000000", "float"], ["81a161", "cut short"],
                            ["810101", "key no text"], ["8000", "more behind"], ["81a161a1ff", "no UTF-8"], ["ddffffffff", "a list longer than its bytes"]])
    assert.throws(() => unpack(bytesOfHex(hex)), Error, why);
});

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const leafOf = (n) => sha([0], [n]);
const node = (a, b) => sha([1], a, b);

test("merkle: each leaf of a tree of five leads to its root, and to no other", async () => {
  const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(leafOf), ab = node(a, b), cd = node(c, d), root = hexOf(node(node(ab, cd), e));
  const paths = [[b, cd, e], [a, cd, e], [d, ab, e], [c, ab, e], [node(ab, cd)]];
  for (const [i, path] of paths.entries()) {
    const leaf = await leafHash(Uint8Array.of(i));
    assert.equal(hexOf(await rootOf(leaf, i, 5, path.map((one) => new Uint8Array(one))) ?? []), root, `leaf ${i}`);
    assert.notEqual(hexOf(await rootOf(leaf, (i + 1) % 5, 5, path.map((one) => new Uint8Array(one))) ?? []), root, `leaf ${i} elsewhere`);
  }
  assert.equal(await rootOf(await leafHash(Uint8Array.of(0)), 5, 5, []), null);
  assert.equal(await rootOf(await leafHash(Uint8Array.of(0)), 0, 5, []), null);
});

/** A head of two leaves, signed by a key made here. */
function signedHead() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519"), text = `office/audit\n2\n${node(leafOf(0), leafOf(1)).toString("base64")}\n`;
  const note = `${text}\n— office/audit ${Buffer.concat([Buffer.alloc(4), sign(null, Buffer.from(text), privateKey)]).toString("base64")}\n`;
  return { note: new TextEncoder().encode(note), publicKey: new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32)) };
}

test("proof: verified, tampered, incomplete, cannot tell", async () => {
  const head = signedHead(), given = { entry: Uint8Array.of(0), index: 0, path: [new Uint8Array(leafOf(1))], ...head };
  assert.equal((await judge(given)).verdict, "verified");
  assert.equal((await judge({ ...given, entry: Uint8Array.of(9) })).verdict, "tampered");
  assert.equal((await judge({ ...given, publicKey: signedHead().publicKey })).verdict, "tampered");
  assert.equal((await judge({ ...given, note: head.note.map((byte, i) => i === 13 ? byte + 1 : byte) })).verdict, "tampered");
  assert.equal((await judge({ ...given, index: 2 })).verdict, "incomplete");
  assert.equal((await judge({ ...given, note: null })).verdict, "cannot_tell");
});

test("lanes: visits that overlap stand side by side", () => {
  const visit = (start, length) => ({ start, length });
  assert.deepEqual(lanesOf([]), [[]]);
  assert.deepEqual(lanesOf([visit(540, 30), visit(555, 15), visit(570, 15)]), [[visit(540, 30), visit(570, 15)], [visit(555, 15)]]);
  assert.deepEqual(nearest([{ date: "2027-03-01", starts: [540, 600] }, { date: "2027-03-02", starts: [615] }], 1, 2), [{ date: "2027-03-01", minute: 600 }, { date: "2027-03-02", minute: 615 }]);
});
