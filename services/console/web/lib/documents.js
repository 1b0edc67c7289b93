// @ts-check
/*
 * What a guest brings, by procedure and by who came. Data of the office, with the day they hold from; a change of the law is a new
 * entry, the old one stays for the days before it. Only kinds of papers and counts of the classes A and B: which document somebody
 * showed is nowhere.
 *
 * identity: the ways to prove who one is, as counts of A and B; one of them suffices. `agent` is the same for who comes in another's
 * place. collect: what is taken back if the guest has it.
 */

const PAPERS = {
  notice: { name_ja: "交付通知書（はがき）", name_en: "Issue notice (postcard)" },
  card: { name_ja: "マイナンバーカード", name_en: "The card" },
  reply: { name_ja: "照会書兼回答書（封をしたもの）", name_en: "Inquiry reply form, sealed" },
  power: { name_ja: "委任状など、代理の権限がわかるもの", name_en: "Proof of the power to act, such as a power of attorney" },
  reason: { name_ja: "本人が来られない理由がわかるもの", name_en: "Proof of why the holder cannot come" },
  representative: { name_ja: "法定代理人であることがわかるもの", name_en: "Proof of being the legal representative" },
  stay: { name_ja: "在留カード", name_en: "Residence card" },
  moved: { name_ja: "転入・転居の届出をすませたこと", name_en: "The move has been reported to the city" },
  phone: { name_ja: "本人のスマートフォン", name_en: "The guest's own phone" },
  photo: { name_ja: "顔写真（ここでも撮影可）", name_en: "Photograph (can be taken here)" },
  old: { name_ja: "返納するカード", name_en: "The card to be returned" },
};

const OWN = [{ a: 1 }, { b: 2 }];
const HOLDER_OF_AGENT = [{ a: 2 }, { a: 1, b: 1 }, { b: 3 }];
const AGENT = [{ a: 2 }, { a: 1, b: 1 }];
const COLLECT = ["notification_card", "old_card"];

const RULES = [
  { from: "2024-12-02", procedures: ["issue"], who: "holder", papers: ["notice"], identity: OWN, collect: COLLECT },
  { from: "2024-12-02", procedures: ["issue", "issue_agent"], who: "legal_representative", papers: ["notice", "representative"], identity: OWN, agent: OWN, collect: COLLECT },
  { from: "2024-12-02", procedures: ["issue", "issue_agent"], who: "voluntary_agent", papers: ["notice", "power", "reason"], identity: HOLDER_OF_AGENT, agent: AGENT, collect: COLLECT },
  { from: "2024-12-02", procedures: ["cert_renew", "cert_new", "cert_revoke", "pin_reset", "pin_change", "face_auth", "suspend_release"], who: "holder", papers: ["card"], identity: [{}] },
  { from: "2024-12-02", procedures: ["cert_renew", "cert_new", "cert_revoke", "pin_reset", "face_auth"], who: "legal_representative", papers: ["card", "representative"], identity: [{}], agent: OWN },
  { from: "2024-12-02", procedures: ["cert_renew", "cert_new", "cert_revoke", "pin_reset", "face_auth"], who: "voluntary_agent", papers: ["card", "reply"], identity: [{}], agent: OWN },
  { from: "2024-12-02", procedures: ["continue_use", "face_update"], papers: ["card", "moved"], identity: [{}] },
  { from: "2024-12-02", procedures: ["stay_extension"], papers: ["card", "stay"], identity: [{}] },
  { from: "2024-12-02", procedures: ["lost"], papers: [], identity: OWN },
  { from: "2024-12-02", procedures: ["return_card"], papers: ["old"], identity: OWN, collect: ["old_card"] },
  { from: "2024-12-02", procedures: ["apply_support", "express_apply"], papers: ["photo"], identity: OWN },
  { from: "2024-12-02", procedures: ["cancel_application"], papers: [], identity: OWN },
  { from: "2024-12-02", procedures: ["notice_card"], papers: [], identity: OWN, collect: ["notification_card"] },
  { from: "2024-12-02", procedures: ["information"], papers: [], identity: [{}] },
  { from: "2024-12-02", procedures: ["insurance_link", "payment_account", "mynaportal"], papers: ["card", "phone"], identity: [{}] },
];

/**
 * What is needed for these procedures together. `unlisted`: those for which nothing is known of who came that day; nothing proves then.
 * @param {string[]} procedures
 * @param {string} who a receiver_class
 * @param {string} date "2027-03-01"
 * @returns {{ unlisted: string[], papers: { key: string, name_ja: string, name_en: string }[], identity: { a?: number, b?: number }[], agent: { a?: number, b?: number }[], collect: string[] }}
 */
export function papersFor(procedures, who, date) {
  const found = procedures.map((procedure) => ruleOf(procedure, who, date));
  const rules = found.filter(Boolean);
  const strictest = (name) => rules.map((rule) => rule[name]).filter(Boolean).sort((x, y) => weight(y) - weight(x))[0] ?? [];

  return { unlisted: procedures.filter((_, i) => !found[i]), papers: [...new Set(rules.flatMap((rule) => rule.papers))].map((key) => ({ key, ...PAPERS[key] })), identity: strictest("identity"), agent: strictest("agent"),
           collect: [...new Set(rules.flatMap((rule) => rule.collect ?? []))] };
}

function ruleOf(procedure, who, date) {
  const fit = RULES.filter((rule) => rule.from <= date && rule.procedures.includes(procedure) && (!rule.who || rule.who === who));
  return fit.sort((x, y) => x.from < y.from ? 1 : -1)[0];
}

/** How much a set of ways asks for: by its easiest way. */
const weight = (ways) => Math.min(...ways.map((way) => (way.a ?? 0) * 2 + (way.b ?? 0)));

/** Do counts of A and B satisfy one of the ways? More A stands in for B. No way named: nothing is asked. */
export function proves(ways, a, b) {
  return ways.length === 0 || ways.some((way) => a >= (way.a ?? 0) && a - (way.a ?? 0) + b >= (way.b ?? 0));
}
