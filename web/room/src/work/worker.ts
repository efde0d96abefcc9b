// Solves every `of`-th puzzle, beginning with `first`, off the page's own thread.
import { Search, seedOf } from "./search";

export interface Task {
  challenge: string;
  puzzles: number;
  bits: number;
  first: number;
  of: number;
}

export type Found = [puzzle: number, number: number];

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Task>) => void;
  postMessage: (found: Found) => void;
};

scope.onmessage = ({ data }) => {
  const seed = seedOf(data.challenge);
  for (let puzzle = data.first; puzzle < data.puzzles; puzzle += data.of) {
    const search = new Search(seed, puzzle, data.bits);
    let number: number | null = null;
    while (number === null) number = search.step();
    scope.postMessage([puzzle, number]);
  }
};
