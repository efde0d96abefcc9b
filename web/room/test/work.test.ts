import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../src/api";
import { viewOf } from "../src/state";
import { Search, seedOf } from "../src/work/search";
import { firstWord, sha256 } from "../src/work/sha256";
import { inSlices } from "../src/work/slices";
import { solve } from "../src/work/solve";
import { no, START, session, setUp } from "./support";

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
const bytes = (words: Int32Array) => {
  const view = Buffer.alloc(32);
  for (const [at, word] of words.entries()) view.writeInt32BE(word, at * 4);
  return view;
};
const block = (seed: Int32Array, puzzle: number, number: number) => {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(puzzle);
  tail.writeUInt32BE(number, 1);
  return Buffer.concat([bytes(seed), tail]);
};

describe("hashing", () => {
  it("is SHA-256 of texts of every length", () => {
    for (let length = 0; length < 200; length++) {
      const text = Array.from({ length }, (_, at) => String.fromCharCode(33 + ((at * 7 + length) % 90))).join(
        "",
      );
      expect(bytes(sha256(text)).equals(hash(Buffer.from(text))), `${length}`).toBe(true);
    }
  });

  it("is SHA-256 of a puzzle's block", () => {
    const seed = sha256("seed");
    for (const number of [0, 1, 255, 256, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xffffffff])
      for (const puzzle of [0, 1, 31, 255])
        expect(firstWord(seed, puzzle, number)).toBe(hash(block(seed, puzzle, number)).readInt32BE(0));
  });

  it("finds what the server accepts", () => {
    // Also in crates/access/src/challenge.rs: both sides must agree.
    const seed = seedOf("challenge");
    const found = [0, 1, 2].map((puzzle) => new Search(seed, puzzle, 10).step(1_000_000));
    expect(found).toEqual([1187, 3089, 1425]);
  });
});

describe("solving", () => {
  const challenge = { required: true, challenge: "x".repeat(118), puzzles: 8, bits: 8 };
  const load = async () => inSlices;
  const isSolved = (solutions: number[]) => {
    const seed = seedOf(challenge.challenge);
    expect(solutions).toHaveLength(challenge.puzzles);
    for (const [puzzle, number] of solutions.entries())
      expect(hash(block(seed, puzzle, number)).readUInt32BE(0) >>> 24).toBe(0);
  };

  it("goes on in slices where there are no workers", async () => {
    const shares: number[] = [];
    isSolved(await solve(challenge, (share) => shares.push(share), null, 4, load));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("does it itself when workers fail", async () => {
    const broken = { postMessage: () => {}, terminate: vi.fn(), onerror: null as (() => void) | null };
    const start = () => {
      setTimeout(() => broken.onerror?.());
      return broken as unknown as Worker;
    };
    isSolved(await solve(challenge, () => {}, start, 1, load));
    expect(broken.terminate).toHaveBeenCalled();
    const forbidden = () => {
      throw new Error("forbidden");
    };
    isSolved(await solve(challenge, () => {}, forbidden, 2, load));
  });
});

describe("a room that asks for something first", () => {
  beforeEach(() => void vi.useFakeTimers({ now: START }));
  afterEach(() => void vi.useRealTimers());
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it("does the work, shows how far it is, and joins with it", async () => {
    const { room, api, solve } = setUp();
    const shares: (number | null)[] = [];
    room.subscribe(() => shares.push(room.state.work));
    solve.mockImplementationOnce(async (_, progressed) => {
      progressed(0.5);
      return [7, 8];
    });
    api.join.mockImplementationOnce(() => no(428, "proof_of_work_required"));
    room.start(null, START);
    await pass(0);
    expect(viewOf(room.state)).toBe("waiting");
    const proofOfWork = { challenge: "c".repeat(118), solutions: [7, 8] };
    expect(api.join).toHaveBeenLastCalledWith({ proofOfWork });
    expect(shares).toContain(0.5);
    expect(room.state.work).toBeNull();
  });

  it("does the work first where the page says so", async () => {
    const { room, api } = setUp({ work: true });
    room.start(null, START);
    await pass(0);
    expect(api.join).toHaveBeenCalledOnce();
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("gets another challenge when one is refused, but not for ever", async () => {
    const { room, api } = setUp();
    api.join.mockImplementation(() => no(422, "proof_of_work_invalid"));
    room.start(null, START);
    await pass(0);
    expect(api.challenge).toHaveBeenCalledTimes(3);
    expect(viewOf(room.state)).toBe("joining");
    expect(room.state.network).toBe("retrying");
    api.join.mockImplementation(() => Promise.resolve({ data: session(), serverTime: null }));
    await pass(60_000);
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("joins without where nothing is asked any more", async () => {
    const { room, api, solve, answer } = setUp();
    api.join.mockImplementationOnce(() => no(428, "proof_of_work_required"));
    api.challenge.mockImplementationOnce(() =>
      answer({ required: false, challenge: null, puzzles: 0, bits: 0 }),
    );
    room.start(null, START);
    await pass(0);
    expect(solve).not.toHaveBeenCalled();
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("asks for an invite code, and again for a wrong one", async () => {
    const { room, api } = setUp();
    api.join.mockImplementationOnce(() => no(403, "invite_required"));
    room.start(null, START);
    await pass(600_000);
    room.wake();
    await pass(0);
    expect(viewOf(room.state)).toBe("invite");
    expect(api.join).toHaveBeenCalledOnce();
    api.join.mockImplementationOnce(() => no(410, "token_spent"));
    room.useInvite("AAAA");
    await pass(0);
    expect([viewOf(room.state), room.state.inviteWrong]).toEqual(["invite", true]);
    room.useInvite("BBBB");
    await pass(0);
    expect(api.join).toHaveBeenLastCalledWith({ inviteCode: "BBBB" });
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("brings along what the link says, and tells when that is no good", async () => {
    const { room, api } = setUp({ brought: { enqueueToken: "e.y.z" } });
    api.join.mockImplementation(() => Promise.reject(new ApiError(410, "token_spent", null)));
    room.start(null, START);
    await pass(0);
    expect(api.join).toHaveBeenCalledWith({ enqueueToken: "e.y.z" });
    expect(viewOf(room.state)).toBe("uninvited");
  });

  it("says that somebody is blocked, and lets it be", async () => {
    const { room, api } = setUp();
    api.join.mockImplementation(() => no(403, "blocked"));
    room.start(null, START);
    await pass(600_000);
    expect(viewOf(room.state)).toBe("blocked");
    expect(api.join).toHaveBeenCalledOnce();
  });
});
