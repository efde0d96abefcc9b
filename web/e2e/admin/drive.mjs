// Runs tests one after the other against one server, each with browsers of its own, and tells how it went. ONLY, an expression,
// names those to run, SHOTS a folder for a picture of what failed.
import { launch } from "../../room/test/browser/browser.mjs";
import { startServer } from "../serve.mjs";
import { Operator } from "./operator.mjs";

/** No test takes longer on any machine; one that does hangs. */
const LONGEST_MS = 600_000;

/** What is said after something was done. */
export const said = (operator, text) => operator.page.locator(".toast", { hasText: text }).first().waitFor();
/** What a thing's page says it does. */
export const status = (operator, word) =>
  operator.page.locator(".page-title .status", { hasText: word }).waitFor();

/** Runs `tests`, which are names and bodies; `prepare` fills the server once. */
export async function drive(tests, prepare, env = {}) {
  const browser = await launch();
  const server = await startServer(env);
  let failed = 0;
  let ran = 0;
  try {
    const scene = await prepare(server);
    for (const one of tests) {
      if (process.env.ONLY && !new RegExp(process.env.ONLY).test(one[0])) continue;
      ran++;
      if (!(await run(browser, { server, scene }, one))) failed++;
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  console.log(`${ran - failed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

async function run(browser, world, [name, body]) {
  const operators = [];
  const arrive = async (options) => {
    const operator = await Operator.arrive(browser, world.server.url, options);
    operators.push(operator);
    return operator;
  };
  const begin = Date.now();
  const errors = [];
  const late = new Promise((_, fail) => {
    setTimeout(() => fail(new Error("it hangs")), LONGEST_MS).unref();
  });
  late.catch(() => {});
  try {
    await Promise.race([body({ ...world, arrive }), late]);
  } catch (error) {
    errors.push(error.stack);
    const [first] = operators;
    if (process.env.SHOTS && first)
      await first.page.screenshot({ path: `${process.env.SHOTS}/${name.slice(0, 24)}.png` });
  }
  for (const operator of operators) {
    errors.push(...operator.errors);
    await operator.leave();
  }
  const took = `(${((Date.now() - begin) / 1000).toFixed(1)} s)`;
  if (errors.length > 0) console.error(`FAIL ${name} ${took}\n  ${errors.join("\n  ")}`);
  else console.log(`ok   ${name} ${took}`);
  return errors.length === 0;
}
