// @ts-check
/*
 * A real office for a test: `madoguchi up` on a scratch directory with a free loopback port, kept by office.py, which knows people,
 * trainings, code generators and the wire. One office a file of tests; close() ends it and throws when it did not end cleanly.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAMS = process.env.MADOGUCHI_BIN;

export class Office {
  #child;
  #lines;
  #queue = Promise.resolve();

  /** @returns {Promise<Office>} */
  static async open() {
    const office = new Office();
    Object.assign(office, await office.#begin());
    return office;
  }

  address = "";
  terminal = "";                       /* of the first device, with its code */
  code = "";
  /** @type {number} yyyymmdd, after morning() */
  today = 0;

  async #begin() {
    if (!PROGRAMS)
      throw new Error("MADOGUCHI_BIN names no directory of programs");
    this.#child = spawn("/usr/bin/python3", [fileURLToPath(new URL("office.py", import.meta.url)), "--bin", PROGRAMS], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    return this.#answer();
  }

  async #answer() {
    const { value, done } = await this.#lines.next();
    if (done)
      throw new Error("the office has ended");
    const answer = JSON.parse(value);
    if (answer.error)
      throw new Error(answer.error);
    return answer.ok;
  }

  /** One after the other: answers come in the order of the questions. */
  #do(name, more = {}) {
    const turn = this.#queue.then(() => {
      this.#child.stdin.write(`${JSON.stringify({ do: name, ...more })}\n`);
      return this.#answer();
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** Sets the clock to so many minutes after the opening of an open day; before people log in. */
  async morning(minute = 30) {
    this.today = await this.#do("morning", { minute });
    return this.today;
  }

  /**
   * An account with its own password, second factor where the role asks, trainings and pledge.
   * @param {string} name
   * @param {"operator" | "site_manager" | "service_manager" | "city" | "auditor"} role
   * @returns {Promise<{ name: string, password: string, account_id: number, factor: boolean }>}
   */
  person(name, role, { display_name = "試験 一", ready = role !== "city" && role !== "auditor" } = {}) {
    return this.#do("person", { name, role, display_name, ready });
  }

  /** The first account is "admin". */
  account = (name = "admin") => this.#do("account", { name });
  factor = (name) => this.#do("factor", { name });
  device = (terminal) => this.#do("device", { terminal });

  /** A command over the wire, past the console: for what others do. @param {{ who?: string, second?: string, peer?: string, purpose?: string }} [how] */
  say = (service, name, body = {}, how = {}) => this.#do("say", { service, name, body, ...how });
  ask = (service, name, body = {}, how = {}) => this.#do("ask", { service, name, body, ...how });

  kill = (service) => this.#do("kill", { service });
  freeze = (service) => this.#do("freeze", { service });
  thaw = (service) => this.#do("thaw", { service });

  async close() {
    await this.#queue;
    const ended = new Promise((resolve) => this.#child.once("exit", (code) => resolve(code)));
    this.#child.stdin.end();
    const code = await ended;
    if (code !== 0)
      throw new Error(`the office ended with ${code}`);
  }
}
