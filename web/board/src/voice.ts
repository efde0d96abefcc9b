// Chime and speech by the browser. Both need leave: by a gesture, or by the switch of a browser that runs a board
// (`--autoplay-policy=no-user-gesture-required`). Without it the board says so and goes on in silence.
import type { Voice } from "./announcer";

const CHIME_MS = 1_300;
/** So long silence stands for an announcement that cannot be heard, so that each call is seen. */
const SILENCE_MS = 3_500;
/** Some engines never say that they have ended: by then they have. */
const LONGEST_WORD_MS = 400;
const GRACE_MS = 8_000;

export class BrowserVoice implements Voice {
  /** Whether the browser keeps us silent. */
  blocked = false;
  private audio: AudioContext | null = null;
  private listeners = new Set<() => void>();

  constructor(
    private readonly win: Window & typeof globalThis,
    private readonly quiet: boolean,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Asks for sound: at the start, and again from a gesture. */
  async unlock(): Promise<void> {
    if (this.quiet) return;
    this.audio ??= "AudioContext" in this.win ? new this.win.AudioContext() : null;
    // Without leave `resume` stays pending: a moment is enough to see.
    await Promise.race([this.audio?.resume(), this.rest(300)]);
    this.setBlocked(this.audio !== null && this.audio.state !== "running");
  }

  async chime(): Promise<void> {
    const { audio } = this;
    if (this.quiet || audio?.state !== "running") return;
    for (const [at, frequency] of [
      [0, 659.25],
      [0.28, 523.25],
    ] as const) {
      const start = audio.currentTime + at;
      const gain = audio.createGain();
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(0.35, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 1);
      const tone = audio.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(gain).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 1.05);
    }
    await this.rest(CHIME_MS);
  }

  async say(text: string, language: string): Promise<void> {
    const speech = this.win.speechSynthesis;
    if (this.quiet || this.blocked || !speech) return this.rest(SILENCE_MS);
    const utterance = new this.win.SpeechSynthesisUtterance(text);
    utterance.lang = language;
    utterance.rate = 0.92;
    const own = speech.getVoices().filter((voice) => primary(voice.lang) === primary(language));
    const [voice] = own.sort((a, b) => Number(b.localService) - Number(a.localService));
    if (voice) utterance.voice = voice;
    const spoken = new Promise<boolean>((done) => {
      utterance.onend = () => done(true);
      utterance.onerror = (event) => {
        if (event.error === "not-allowed") this.setBlocked(true);
        done(false);
      };
    });
    speech.speak(utterance);
    const late = this.rest(GRACE_MS + text.split(/\s+/).length * LONGEST_WORD_MS).then(() => {
      speech.cancel();
      return true;
    });
    if (!(await Promise.race([spoken, late]))) await this.rest(SILENCE_MS);
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => this.win.setTimeout(done, ms));
  }

  private setBlocked(blocked: boolean): void {
    if (blocked === this.blocked) return;
    this.blocked = blocked;
    for (const listener of this.listeners) listener();
  }
}

const primary = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
