// The search on the page's own thread, in slices between which the page goes on.
import { Search, seedOf } from "./search";

/** How long the thread is kept busy at a time, in milliseconds. */
const SLICE_MS = 8;

export async function inSlices(
  task: { challenge: string; puzzles: number; bits: number },
  progressed: (share: number) => void,
): Promise<number[]> {
  const seed = seedOf(task.challenge);
  const solutions: number[] = [];
  let since = performance.now();
  for (let puzzle = 0; puzzle < task.puzzles; puzzle++) {
    const search = new Search(seed, puzzle, task.bits);
    let number = search.step();
    while (number === null) {
      if (performance.now() - since > SLICE_MS) {
        await new Promise((go) => setTimeout(go));
        since = performance.now();
      }
      number = search.step();
    }
    solutions.push(number);
    progressed((puzzle + 1) / task.puzzles);
  }
  return solutions;
}
