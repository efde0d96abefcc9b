// Somebody at the dashboard, and what goes wrong in their browser.
import { AxeBuilder } from "@axe-core/playwright";
import { EMAIL, PASSWORD } from "../serve.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** On a machine that is busy with other tests. */
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);
/** What browsers write when a request is refused; the tests that provoke it look at the page. */
const REFUSED = /Failed to load resource: the server responded with a status of (401|404|409|410|422)/;

/** A browser of its own: `options` are those of a Playwright context. */
export class Operator {
  /** Errors in the console, refusals by the policy, axe. */
  errors = [];
  /** What the console may say in this test. */
  pardoned = [REFUSED];

  static async arrive(browser, url, options = {}) {
    const context = await browser.newContext({
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const operator = new Operator(context, url);
    operator.page = await context.newPage();
    return operator;
  }

  constructor(context, url) {
    this.context = context;
    this.url = url;
    context.on("weberror", (error) => this.errors.push(error.error().stack ?? error.error().message));
    context.on("console", (line) => {
      if (line.type() === "error" && !this.pardoned.some((pattern) => pattern.test(line.text())))
        this.errors.push(`${line.text()} (${line.location().url})`);
    });
  }

  go(path) {
    return this.page.goto(this.url + path);
  }

  async signIn(path = "/admin/", { email = EMAIL, password = PASSWORD } = {}) {
    await this.go(path);
    await this.knock(email, password);
    await this.isIn();
  }

  /** The first step of signing in, on the page that is open. */
  async knock(email, password) {
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.button("Sign in").click();
  }

  async isIn() {
    await this.page
      .getByRole("navigation", { name: "Main" })
      .or(this.button("Open the menu"))
      .first()
      .waitFor();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  field(name) {
    return this.page.getByLabel(name, { exact: true });
  }

  heading(name) {
    return this.page.getByRole("heading", { level: 1, name });
  }

  /** Looks for what keeps people out. */
  async axe(state) {
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(TAGS).analyze();
    for (const { id, help, nodes } of violations) {
      this.errors.push(
        `axe, ${state}: ${id}: ${help}\n    ${nodes.map((node) => `${node.html}\n      ${node.failureSummary?.split("\n")[1] ?? ""}`).join("\n    ")}`,
      );
    }
    if (await this.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
      this.errors.push(`${state}: the page is wider than the window`);
    }
  }

  leave() {
    return this.context.close();
  }
}
