// A keyboard and nothing else. Goes through pages by Tab, presses what has the focus, and finds what a hand without a mouse
// cannot reach or cannot see that it has reached.
import assert from "node:assert/strict";

/** So many stops has no page. */
const MOST_STOPS = 300;
/** Within so many milliseconds a page is done, on a machine that is busy, with what it does of itself or by a call. */
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);

/** What runs in the page: it knows the document, the keyboard's own part is outside. */
function install() {
  if (window.vqKeys) return;
  const INTERACTIVE =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable=true], [role=button], [role=link], [role=tab], [role=menuitem], [role=switch], [role=checkbox], [role=radio], [role=combobox], [role=option]";
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    element.getClientRects().length > 0 &&
    !element.closest("[inert], [aria-hidden=true]");
  const isEnabled = (element) =>
    !element.matches(":disabled") && element.getAttribute("aria-disabled") !== "true";
  const labelOf = (element) =>
    element.getAttribute("aria-label") ||
    (element.labels?.length ? [...element.labels].map((label) => label.textContent).join(" ") : "") ||
    element.textContent.trim() ||
    element.getAttribute("title") ||
    element.getAttribute("name") ||
    "";
  const describe = (element) =>
    element
      ? `<${element.localName}${element.type ? ` ${element.type}` : ""}${element.getAttribute("role") ? ` ${element.getAttribute("role")}` : ""}> “${labelOf(element).replace(/\s+/g, " ").trim().slice(0, 60)}”`
      : "nothing";
  /** One of several that the arrows go through, of which Tab reaches the one that counts. */
  const isOneOfSeveral = (element) =>
    (element.matches("[role=tab], [role=option], [role=menuitem], [role=radio]") && element.tabIndex < 0) ||
    (element.matches("input[type=radio]") && element.name && !element.checked && siblingChecked(element));
  const siblingChecked = (radio) =>
    [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(radio.name)}"]`)].some(
      ({ checked }) => checked,
    );
  /** What has the same effect by a key in its field: arrows for steps, Backspace for what was chosen last. */
  const hasAKey = (element) =>
    element.tabIndex < 0 &&
    element.matches("[class*=NumberInput-control], [class*=Pill-remove], [class*=DatePart]");
  /** Where the focus is put by the page, not by Tab: a heading, the main part, a dialog. */
  const isPlace = (element) =>
    element.tabIndex < 0 &&
    !element.matches(
      "a, button, input, select, textarea, summary, [role]:not([role=dialog], [role=tooltip])",
    );

  const focusables = (root = document) =>
    [...root.querySelectorAll(INTERACTIVE)].filter(
      (element) =>
        isShown(element) &&
        isEnabled(element) &&
        !isOneOfSeveral(element) &&
        !hasAKey(element) &&
        !isPlace(element),
    );

  /** What looks like something to press and is nothing that the keyboard knows. */
  const pretenders = () =>
    [...document.querySelectorAll("body *")].filter(
      (element) =>
        isShown(element) &&
        getComputedStyle(element).cursor === "pointer" &&
        !element.closest(`${INTERACTIVE}, label`) &&
        !element.querySelector(INTERACTIVE) &&
        element.childElementCount === 0 &&
        !element.closest("svg"),
    );

  const LOOKS = [
    "boxShadow",
    "borderTopColor",
    "backgroundColor",
    "transform",
    "textDecorationLine",
    "opacity",
  ];
  const look = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    const outline =
      style.outlineStyle === "none" || Number.parseFloat(style.outlineWidth) === 0
        ? ""
        : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return [outline, ...LOOKS.map((name) => style[name])].join("; ");
  };
  /** How it looks, with what is drawn around it: a switch shows the focus of a field that is hidden. */
  const looks = (element) => {
    const around = [element, ...(element.parentElement?.children ?? [])];
    for (let up = element.parentElement, levels = 0; up && levels < 2; up = up.parentElement, levels++)
      around.push(up);
    return around
      .map((one) => `${look(one)} | ${look(one, "::before")} | ${look(one, "::after")}`)
      .join(" || ");
  };

  let stop = null;
  const reached = new Set();
  const problems = [];
  const step = () => {
    const now = document.activeElement;
    if (
      stop?.element.isConnected &&
      stop.element !== now &&
      !isPlace(stop.element) &&
      stop.element.localName !== "iframe"
    ) {
      if (looks(stop.element) === stop.looks)
        problems.push(`it is not seen that ${describe(stop.element)} has the focus`);
    }
    if (!now || now === document.body) {
      stop = null;
      return { end: true };
    }
    // A date has several stops of its own, and so has a page in a frame.
    const again = reached.has(now) && now !== stop?.element && now.localName !== "iframe";
    if (!reached.has(now)) {
      const box = (now.closest("label") ?? now).getBoundingClientRect();
      const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      if (!seen && box.width > 1) problems.push(`${describe(now)} has the focus out of sight`);
      if (now.tabIndex > 0)
        problems.push(`${describe(now)} has a place of its own in the order: tabindex ${now.tabIndex}`);
    }
    reached.add(now);
    // The last part of a date is a button that the browser draws the focus around by itself.
    if (now !== stop?.element) stop = { element: now, looks: looks(now) };
    return { again };
  };
  window.vqKeys = {
    describe,
    begin: () => {
      reached.clear();
      problems.length = 0;
      stop = null;
    },
    step,
    end: (root) => {
      const within = root ?? document;
      for (const element of focusables(within)) {
        if (!reached.has(element)) problems.push(`Tab does not lead to ${describe(element)}`);
      }
      if (!root)
        for (const element of pretenders()) problems.push(`nothing but a mouse presses ${describe(element)}`);
      if (root && [...reached].some((element) => !root.contains(element) && element !== document.body))
        problems.push("Tab leads out of the dialog");
      return [...new Set(problems)];
    },
    /** How many stops it is to an element, as far as the document tells; negative: back. */
    distance: (element) => {
      const all = focusables();
      const from = document.activeElement;
      const at = all.indexOf(element);
      if (at < 0) return null;
      if (!from || from === document.body) return at + 1;
      const here = all.indexOf(from);
      if (here >= 0) return at - here;
      // From a place between the stops.
      const before = all.filter(
        (one) => from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING,
      ).length;
      return at >= before ? at - before + 1 : at - before;
    },
  };
}

/** A page in the hands of somebody without a mouse. */
export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  /** Prepares a page that is open, and every one it leads to. */
  static async of(page) {
    await page.addInitScript(install);
    await page.evaluate(install).catch(() => {});
    return new Keyboard(page);
  }

  /** Presses keys, one after the other: `"Tab Tab Enter"`. */
  async press(keys) {
    for (const key of keys.split(" ")) await this.page.keyboard.press(key);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Whether something, or what is in it, has the focus. */
  has(wanted) {
    return wanted.evaluate((element) => element === document.activeElement);
  }

  focused() {
    return this.page.evaluate(() => window.vqKeys.describe(document.activeElement));
  }

  /** The next frame: what was under way when one looked may be done. */
  frame() {
    return this.page.evaluate(() => new Promise(requestAnimationFrame));
  }

  /** How many stops it is to what is wanted; a page that is just drawn anew is given a moment to have it. */
  async #distance(wanted) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      // What is drawn around a radio is seen, not the radio.
      await wanted.waitFor({ state: "attached" });
      const element = await wanted.elementHandle();
      const [far, what] = await element.evaluate((one) => [
        one === document.activeElement ? 0 : window.vqKeys.distance(one),
        window.vqKeys.describe(one),
      ]);
      if (far !== null) return far;
      assert.ok(Date.now() < end, `Tab does not lead to ${what}`);
      await this.frame();
    }
  }

  /** Tabs there, whichever way is shorter. The document says how far it is, and that is held against where one comes out. */
  async to(wanted) {
    for (let tries = 0; tries < 12; tries++) {
      const far = await this.#distance(wanted);
      if (far === 0) return;
      const key = far > 0 ? "Tab" : "Shift+Tab";
      const times = Math.min(Math.abs(far), MOST_STOPS);
      for (let n = 0; n < times; n++) {
        await this.page.keyboard.press(key);
        // Near the end one looks: what was counted need not be what Tab does.
        if (times - n < 4 && (await this.has(wanted))) return;
      }
    }
    assert.fail(`Tab does not lead to ${wanted}; the focus is at ${await this.focused()}`);
  }

  /** Tabs there and presses it. */
  async use(wanted, key = "Enter") {
    await this.to(wanted);
    await this.press(key);
  }

  /** Tabs to a field and writes into it, over what stands there. */
  async fill(field, text) {
    await this.to(field);
    await this.press("ControlOrMeta+a");
    if (text === "") await this.press("Delete");
    else await this.type(text);
  }

  /** Tabs to the first part of a date and types it, part by part. */
  async fillDate(field, digits) {
    await this.to(field);
    while (await this.has(field)) await this.press("Shift+Tab");
    await this.press("Tab");
    await this.type(digits);
  }

  /** Opens a list and takes one of it. */
  async choose(field, option) {
    await this.to(field);
    const wanted = this.page.getByRole("option", { name: option }).first();
    if (!(await wanted.isVisible())) await this.press("ArrowDown");
    await wanted.waitFor();
    for (let n = 0; n < 40; n++) {
      const there = await wanted.evaluate((one) => one.hasAttribute("data-combobox-selected"));
      if (there) return this.press("Enter");
      await this.press("ArrowDown");
    }
    assert.fail(`the arrows do not lead to ${option}`);
  }

  /** Opens a menu: until it has the focus the keys are its button's. */
  async menu(button) {
    await this.use(button);
    await this.page.waitForFunction(() => document.activeElement?.closest("[role=menu]"));
  }

  /** Opens a menu and takes one of it. */
  async pick(button, item) {
    await this.menu(button);
    const wanted = this.page.getByRole("menuitem", { name: item });
    await wanted.waitFor();
    for (let n = 0; n < 20; n++) {
      await this.press("ArrowDown");
      if (await this.has(wanted)) return this.press("Enter");
    }
    assert.fail(`the arrows do not lead to ${item}`);
  }

  /** Follows a link inside the application: the focus goes to the new page, not back to its beginning. */
  async follow(link, ready) {
    await this.use(link);
    await ready.waitFor();
    await this.page.waitForFunction(() => document.activeElement?.id === "main");
  }

  /**
   * Opens a dialog, goes once around in it, and closes it by Escape: the focus is in it, stays in it, and goes back to where it
   * was. Opened again it is left to `work`, and has to be gone afterwards.
   */
  async dialog(opener, work, open = () => this.use(opener)) {
    const dialog = this.page.getByRole("dialog");
    const enter = async () => {
      await open();
      await dialog.waitFor();
      await this.page.waitForFunction(() =>
        document.querySelector("[role=dialog], dialog[open]")?.contains(document.activeElement),
      );
      // What keeps the focus in takes it twice: as it is drawn, and once it was.
      await this.frame();
      await this.frame();
    };
    await enter();
    const problems = await this.#around(dialog);
    await this.press("Escape");
    await dialog.waitFor({ state: "detached" });
    if (opener) {
      const back = () => this.has(opener);
      const end = Date.now() + PATIENCE_MS;
      while (!(await back()) && Date.now() < end) await this.frame();
      if (!(await back())) problems.push(`a closed dialog leaves the focus at ${await this.focused()}`);
    }
    assert.deepEqual(problems, []);
    if (!work) return;
    await enter();
    await work(dialog);
    await dialog.waitFor({ state: "detached" });
  }

  async #around(dialog) {
    const element = await dialog.elementHandle();
    await this.page.evaluate(() => window.vqKeys.begin());
    for (let n = 0; n < MOST_STOPS; n++) {
      const { again, end } = await this.page.evaluate(() => window.vqKeys.step());
      // From the last stop of a native dialog it is one step to the browser's own bar.
      if (again || end) return element.evaluate((root) => window.vqKeys.end(root));
      await this.press("Tab");
    }
    return ["Tab comes to no end in the dialog"];
  }

  /** From the beginning of the page once around it by Tab: what cannot be reached, or not be seen to be reached. */
  async walk() {
    await this.page.evaluate(() => {
      window.vqKeys.begin();
      // From the top, wherever the page has put the focus; what is fixed there itself comes round again.
      const start = document.createElement("span");
      start.tabIndex = -1;
      document.body.prepend(start);
      start.focus();
      start.remove();
    });
    for (let n = 0; n < MOST_STOPS; n++) {
      await this.press("Tab");
      const { end, again } = await this.page.evaluate(() => window.vqKeys.step());
      if (end || again) return this.page.evaluate(() => window.vqKeys.end());
    }
    return [`Tab is caught at ${await this.focused()}`];
  }
}
