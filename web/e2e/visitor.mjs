// A visitor's browser before the gate, and what can be seen in it.
import { AxeBuilder } from "@axe-core/playwright";
import { until } from "./vqueue.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** On a machine that is busy with other tests. */
const PATIENCE_MS = 120_000;

const COMMON = { locale: "en-GB", reducedMotion: "reduce" };

/** How long the longest line before these visitors may take. */
export const TURN_MS = 240_000;

/** A browser of its own: `options` are those of a Playwright context. */
export class Visitor {
  /** What went wrong in any page of this browser: errors in the console, refusals by the policy, axe. */
  errors = [];

  static async arrive(browser, demo, options = {}) {
    const context = await browser.newContext({ ...COMMON, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Visitor(context, demo, options);
  }

  constructor(context, demo, options) {
    this.context = context;
    this.demo = demo;
    this.options = options;
    this.javaScript = options.javaScriptEnabled !== false;
    context.on("weberror", (error) => this.errors.push(error.error().message));
    context.on("console", (line) => {
      if (line.type() === "error") this.errors.push(`${line.text()} (${line.location().url})`);
    });
  }

  /** A new tab with the shop's address. Returns the answer to it. */
  async open(url = this.demo.url) {
    this.page = await this.context.newPage();
    return this.page.goto(url);
  }

  /** The place as it is shown: with JavaScript in full for screen readers, else plain. 0 once words stand there instead. */
  async place() {
    const shown = this.page.locator(".hero-number .visually-hidden, .hero-number:not(:has(*)), .hero-title");
    // Between two pages there is nothing to read.
    const [text] = await until("a place or words", async () => {
      const texts = await shown.allTextContents().catch(() => []);
      return texts.length > 0 && texts;
    });
    return Number(text.replace(/\D/g, ""));
  }

  /** The session as the visitor API tells it to this browser. */
  async session() {
    const answer = await this.context.request.get(
      new URL(`/.vq/v1/sessions/current?queueId=${this.demo.queue}`, this.demo.url).href,
    );
    return (await answer.json()).data;
  }

  heading(name) {
    return this.page.getByRole("heading", { level: 1, name });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The answer that brings the shop's own page, once `act` has been done. */
  async admitted(act) {
    const answer = this.page.waitForResponse(
      (one) => one.url() === this.demo.url && one.headers()["vq-gate"] === "pass",
    );
    await act();
    return answer;
  }

  /** Looks for what keeps people out. */
  async axe(state) {
    const page = this.javaScript ? this.page : await this.#copy();
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    if (page !== this.page) await page.context().close();
    for (const { id, help, nodes } of violations) {
      this.errors.push(`axe, ${state}: ${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`);
    }
  }

  /** The page as it stands, in a browser with the timers that axe needs, and without the page's own script. */
  async #copy() {
    const url = this.page.url();
    const html = await until("a page that stands still", () => this.page.content().catch(() => false));
    const body = html.replace(/<script type="module".*?<\/script>/g, "");
    const context = await this.context
      .browser()
      .newContext({ ...COMMON, ...this.options, javaScriptEnabled: true });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
    await page.goto(url);
    return page;
  }

  leave() {
    return this.context.close();
  }
}
