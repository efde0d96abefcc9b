// Every template, in every state and language: complete, translated and free of inline code.
import { describe, expect, it } from "vitest";
import { locationVariables, page, recovery, variables } from "../dev/render.mjs";
import { base, states } from "../dev/states.mjs";

const all = Object.entries(states()).map(([name, entry]) => [
  name,
  { ...entry, ...("session" in entry ? { session: { ...base(name), ...entry.session } } : {}) },
]);

const entryOf = (name) => all.find(([known]) => known === name)[1];

/** The page has exactly two scripts, both by reference or data; what is in them is not HTML. */
function check(whole) {
  const html = whole.replace(
    /<script type="(application\/json" id="vq-config">.*?|module" src="[^"]+">)<\/script>/gs,
    "",
  );
  expect(html).not.toContain("<script");
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).not.toMatch(/undefined|\[object|\{\w+\}[^"]*</);
  expect(html).not.toMatch(/\sstyle=|\son\w+=|<style/);
  expect(html.match(/<h1/g)).toHaveLength(1);
}

describe.each(["en", "de", "es", "fr", "ar", "ja"])("%s", (lang) => {
  it.each(all)("the wait page, %s", (name, entry) => {
    check(page("room.html", variables(name, entry, lang)));
  });

  it("the page with the code, and the one to enter it", () => {
    const values = variables("waiting", entryOf("waiting"), lang);
    check(page("keep.html", { ...values, ...recovery, qr_svg: recovery.qrSvg }));
    check(page("keep.html", values));
    check(page("recover.html", { ...values, wrong: true }));
    check(page("location.html", locationVariables(lang)));
  });
});

describe("the wait page without JavaScript", () => {
  const render = (name) => page("room.html", variables(name, entryOf(name), "en"));

  it("refreshes by itself, but never at the turn or after the end", () => {
    expect(render("waiting")).toContain('<noscript><meta http-equiv="refresh" content="5"></noscript>');
    for (const name of ["turn", "active", "left"]) expect(render(name)).not.toContain("http-equiv");
  });

  it("has the forms that each state needs", () => {
    expect(render("turn")).toContain('action="/q/turn/continue"');
    expect(render("waiting")).toContain('action="/q/waiting/leave"');
    expect(render("left")).toContain('action="/q/left/join"');
  });

  it("offers nothing to go on to where there is nothing, but to be done", () => {
    expect(render("active")).toContain('action="/q/active/continue"');
    const html = render("active_here");
    expect(html).toContain('action="/q/active_here/leave"');
    expect(html).toContain("The organiser tells you where to go now.");
    expect(html).toContain("Your time ends at");
    expect(html).not.toContain("/continue");
    expect(render("turn_here")).toContain('action="/q/turn_here/continue"');
  });

  it("escapes what others wrote", () => {
    const values = variables("waiting", entryOf("waiting"), "en");
    const html = page("room.html", {
      ...values,
      queue_name: "<b>",
      message: { text: "<script>x</script>", level: "info" },
    });
    expect(html).not.toContain("<b>");
    expect(html).not.toContain("<script>x");
  });
});
