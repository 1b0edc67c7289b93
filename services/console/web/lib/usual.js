// @ts-check
/* How long things usually take: half of the cases are done in the first figure, nine of ten in the second. Planning values of the office, in minutes. */

const USUAL = {
  issue: [18, 30], issue_agent: [25, 40], cert_renew: [12, 20], cert_new: [12, 20], cert_revoke: [6, 12], pin_reset: [8, 15], pin_change: [6, 10], face_auth: [12, 20],
  suspend_release: [10, 15], lost: [12, 20], return_card: [8, 12], continue_use: [10, 18], face_update: [10, 15], stay_extension: [12, 25], apply_support: [15, 30],
  express_apply: [20, 35], cancel_application: [8, 12], notice_card: [6, 10], insurance_link: [10, 20], payment_account: [15, 25], mynaportal: [15, 30], information: [4, 10],
};

/** [from, to] minutes of these procedures one after the other; [0, 0] of none. @param {string[]} procedures */
export const usualOf = (procedures) => procedures.reduce(([from, to], one) => [from + (USUAL[one]?.[0] ?? 0), to + (USUAL[one]?.[1] ?? 0)], [0, 0]);
