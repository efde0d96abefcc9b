// Solves a challenge in workers; where there are none, in slices between which the page goes on.
import { type Challenge, Search, seedOf } from "./search";
import type { Found, Task } from "./worker";

/** More threads would only heat the telephone. */
const MOST_WORKERS = 4;
/** How long the page's own thread is kept busy at a time, in milliseconds. */
const SLICE_MS = 8;

export type Progressed = (share: number) => void;
export type StartWorker = () => Worker;

/** Numbers for all puzzles, in their order. */
export async function solve(
  challenge: Challenge,
  progressed: Progressed,
  start: StartWorker | null,
  threads: number,
): Promise<number[]> {
  const task = { challenge: challenge.challenge ?? "", puzzles: challenge.puzzles, bits: challenge.bits };
  if (start && task.puzzles > 0) {
    try {
      return await inWorkers(task, progressed, start, threads);
    } catch {
      // Forbidden by the browser, or broken on the way: the page does it itself.
    }
  }
  return inSlices(task, progressed);
}

function inWorkers(
  task: Omit<Task, "first" | "of">,
  progressed: Progressed,
  start: StartWorker,
  threads: number,
): Promise<number[]> {
  const of = Math.max(1, Math.min(MOST_WORKERS, threads, task.puzzles));
  const workers: Worker[] = [];
  const solutions: number[] = [];
  let left = task.puzzles;
  return new Promise<number[]>((resolve, reject) => {
    for (let first = 0; first < of; first++) {
      const worker = start();
      workers.push(worker);
      worker.onmessage = ({ data: [puzzle, number] }: MessageEvent<Found>) => {
        solutions[puzzle] = number;
        left--;
        progressed(1 - left / task.puzzles);
        if (left === 0) resolve(solutions);
      };
      worker.onerror = () => reject(new Error("a worker failed"));
      worker.postMessage({ ...task, first, of });
    }
  }).finally(() => {
    for (const worker of workers) worker.terminate();
  });
}

async function inSlices(task: Omit<Task, "first" | "of">, progressed: Progressed): Promise<number[]> {
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
