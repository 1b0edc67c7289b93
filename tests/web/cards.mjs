// @ts-check
/* Cards that wait in the vault, made over the wire as the back office makes them: a list, two persons, settings, slots, notices. */

/**
 * One card for each of up to four names (readings of their own: no second look), in slots A-01-001 onwards, its notice posted today. What a clerk has in hand of each: sleeve, notice, slot.
 * @param {import("./office.mjs").Office} office
 * @param {{ who: string, second: string }} people two who may
 */
export async function cardsInVault(office, people, names) {
  const say = (name, body, how = {}) => office.say("inventory", name, body, { who: people.who, ...how });
  const rows = names.map((name, i) => ({ line: i + 2, box: "01-1", serial: i + 1, application_kind: "first", holder: {
    name, kana: `${["シケン", "ミホン", "カソウ", "レイジ"][i]} ハナコ`, birth_date: 19850401 + i, notice_number: `7KX20481${i}`, application_id: String(i + 1).padStart(23, "0"), expires_on: 20360401 } }));
  const { result: { delivery_id } } = await office.say("inventory", "begin_delivery", { delivery_number: "R09-0001", file_sha256: "hex:" + "01".repeat(32), row_count: rows.length }, { who: people.who });

  await say("add_delivery_rows", { delivery_id, rows });
  await say("commit_delivery", { delivery_id });
  await say("inspect_delivery", { delivery_id, counted: rows.length }, { second: people.second });
  const { cards } = await office.ask("inventory", "cards_of_delivery", { delivery_id, after_line: 0 }, { who: people.who });
  const made = [];
  for (const [i, { card_id, tracking_number }] of cards.entries()) {
    const slot = `A-01-${String(i + 1).padStart(3, "0")}`;
    await say("record_preset", { card_id, terminal_number: 1, expires_on: 20360401 });
    await say("store_card", { card_id, slot });
    await say("post_notice", { card_id, posted_on: office.today });
    made.push({ card_id, slot, sleeve: tracking_number, notice: `7KX-20481${i}`, name: names[i] });
  }
  return made;
}
