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

/**
 * Runs `tests`, which are names and bodies; `prepare` fills the server once. What failed has one more try, alone on a server of its
 * own: what the machine is to blame for passes then, and is named all the same. A fault of the product fails again.
 */
export async function drive(tests, prepare, env = {}) {
  const browser = await launch();
  const chosen = tests.filter(([name]) => !process.env.ONLY || new RegExp(process.env.ONLY).test(name));
  let failed;
  try {
    const first = await runAll(browser, chosen, prepare, env);
    failed = first.length > 0 ? await runAll(browser, first, prepare, env) : first;
    for (const [name] of first) if (!failed.some((one) => one[0] === name)) console.log(`UNSTEADY ${name}`);
  } finally {
    await browser.close();
  }
  console.log(`${chosen.length - failed.length} passed, ${failed.length} failed`);
  process.exit(failed.length > 0 || chosen.length === 0 ? 1 : 0);
}

/** Runs them one after the other; answers those that failed. */
async function runAll(browser, tests, prepare, env) {
  const server = await startServer(env);
  const failed = [];
  try {
    const scene = await prepare(server);
    for (const one of tests) if (!(await run(browser, { server, scene }, one))) failed.push(one);
  } finally {
    await server.stop();
  }
  return failed;
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
