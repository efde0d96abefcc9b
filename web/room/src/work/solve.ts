// Solves a challenge in workers; where there are none, in slices between which the page goes on.
import type { Challenge } from "./search";
import type { inSlices } from "./slices";
import type { Found, Task } from "./worker";

/** More threads would only heat the telephone. */
const MOST_WORKERS = 4;
export type Progressed = (share: number) => void;
export type StartWorker = () => Worker;
export type LoadSlices = () => Promise<typeof inSlices>;

/** Numbers for all puzzles, in their order. */
export async function solve(
  challenge: Challenge,
  progressed: Progressed,
  start: StartWorker | null,
  threads: number,
  load: LoadSlices,
): Promise<number[]> {
  const task = { challenge: challenge.challenge ?? "", puzzles: challenge.puzzles, bits: challenge.bits };
  if (start && task.puzzles > 0) {
    try {
      return await inWorkers(task, progressed, start, threads);
    } catch {
      // Forbidden by the browser, or broken on the way: the page does it itself.
    }
  }
  return (await load())(task, progressed);
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
