// Solves every `of`-th puzzle, beginning with `first`, off the page's own thread. The page loads the same file where it may
// start no worker, and finds the search in slices at `vqSlices`: a worker's file keeps no exports.
import { Search, seedOf } from "./search";
import { inSlices } from "./slices";

export interface Task {
  challenge: string;
  puzzles: number;
  bits: number;
  first: number;
  of: number;
}

export type Found = [puzzle: number, number: number];

const scope = globalThis as unknown as {
  document?: unknown;
  vqSlices?: typeof inSlices;
  onmessage: (event: MessageEvent<Task>) => void;
  postMessage: (found: Found) => void;
};

if (scope.document) scope.vqSlices = inSlices;
else
  scope.onmessage = ({ data }) => {
    const seed = seedOf(data.challenge);
    for (let puzzle = data.first; puzzle < data.puzzles; puzzle += data.of) {
      const search = new Search(seed, puzzle, data.bits);
      let number: number | null = null;
      while (number === null) number = search.step();
      scope.postMessage([puzzle, number]);
    }
  };
