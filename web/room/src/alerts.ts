// Sound and notification at the turn: only for those who asked for them.

export interface Alerts {
  sound: boolean;
  notification: boolean;
}

const KEY = "vq-alerts";

export function readAlerts(): Alerts {
  try {
    const saved = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<Alerts>;
    const allowed = "Notification" in window && Notification.permission === "granted";
    return { sound: saved.sound === true, notification: saved.notification === true && allowed };
  } catch {
    return { sound: false, notification: false };
  }
}

export function saveAlerts(alerts: Alerts): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(alerts));
  } catch {
    // Without storage the choice lasts until the next reload.
  }
}

export async function askForNotifications(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}

let audio: AudioContext | null = null;

/** Two soft tones. Browsers allow sound only after a gesture: the switch itself is one. */
export function chime(): void {
  try {
    audio ??= new AudioContext();
    const context = audio;
    void context.resume();
    for (const [at, frequency] of [
      [0, 523.25],
      [0.22, 783.99],
    ] as const) {
      const start = context.currentTime + at;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(0.18, start + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 1.1);
      const tone = context.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + 1.2);
    }
  } catch {
    // No sound on this device.
  }
}

export function notify(title: string, body: string): void {
  try {
    const shown = new Notification(title, { body, tag: "vq-turn" });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Some mobile browsers offer notifications but not from a page.
  }
}
