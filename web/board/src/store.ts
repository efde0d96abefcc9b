// What is shown.
import type { Branding } from "pages/branding";
import type { BoardState } from "./types";

export interface Shown {
  board: BoardState | null;
  branding: Branding | null;
  connected: boolean;
  gone: boolean;
}

export class Store {
  state: Shown = { board: null, branding: null, connected: true, gone: false };
  private listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(change: Partial<Shown>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
