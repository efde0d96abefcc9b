// Says who is called: one after another, each call once, in every language of the location. A call that comes while
// another is being said waits its turn; it never overwrites.
import type { CallEvent } from "./types";

export interface Voice {
  /** Two tones before the words. Settles when they are over, or at once where there is no sound. */
  chime(): Promise<void>;
  /** Settles when the words are over. */
  say(text: string, language: string): Promise<void>;
}

export interface AnnouncerDeps {
  voice: Voice;
  languages: () => readonly string[];
  /** The words of a call in one language. */
  words: (call: CallEvent, language: string) => string;
  /** Once a call has been said to its end. */
  said: (call: CallEvent) => void;
}

/** So many calls are remembered, so that none is said twice. */
const REMEMBERED = 500;

export class Announcer {
  /** The call that is being said. */
  current: CallEvent | null = null;
  private waiting: CallEvent[] = [];
  private seen = new Set<string>();
  private listeners = new Set<() => void>();

  constructor(private readonly deps: AnnouncerDeps) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Says a call when those before it have been said. The same one again, as after a lost connection, is not said. */
  add(call: CallEvent): void {
    const key = `${call.callId} ${call.calls}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (this.seen.size > REMEMBERED)
      for (const oldest of [...this.seen].slice(0, 1)) this.seen.delete(oldest);
    this.waiting.push(call);
    if (!this.current) void this.run();
  }

  private async run(): Promise<void> {
    for (let call = this.waiting.shift(); call; call = this.waiting.shift()) {
      this.show(call);
      await this.announce(call);
      this.deps.said(call);
    }
    this.show(null);
  }

  private async announce(call: CallEvent): Promise<void> {
    const { voice, languages, words } = this.deps;
    // A device without sound still shows each call for its time.
    await voice.chime().catch(() => {});
    for (const language of languages()) await voice.say(words(call, language), language).catch(() => {});
  }

  private show(call: CallEvent | null): void {
    this.current = call;
    for (const listener of this.listeners) listener();
  }
}
