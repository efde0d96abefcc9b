import "../../room/src/styles/tokens.css";
import "./kiosk.css";
import "./print.css";
import { askBranding, type Branding, wear } from "pages/branding";
import { wearDrafts } from "pages/preview";
import { createRoot } from "react-dom/client";
import { createApi, type Device, Refused } from "./api";
import { Desk } from "./desk";
import { preview } from "./preview";
import { toLanguage } from "./strings";
import { App } from "./ui/App";
import { Pairing } from "./ui/Pairing";
import { NOTHING, openVault, type Printing, type Vault } from "./vault";

const SYNC_MS = 10_000;
const BRANDING_MS = 60_000;

const container = document.getElementById("kiosk");
const root = container && createRoot(container);
let branding: Branding | null = null;

/** The device in the address, as the dashboard links it: behind the `#`, which no server ever sees. */
function fromAddress(): { device: Device; printing: Printing } | null {
  const fields = new URLSearchParams(window.location.hash.slice(1));
  const [kioskId, token, print] = ["kiosk", "token", "print"].map((name) => fields.get(name) ?? "");
  if (!kioskId || !token) return null;
  history.replaceState(null, "", window.location.pathname);
  return { device: { kioskId, token }, printing: print === "browser" || print === "agent" ? print : "none" };
}

async function start(vault: Vault): Promise<void> {
  const given = fromAddress();
  if (given) await pair(vault, given.device, given.printing);
  else {
    const { device, printing } = await vault.read();
    if (device) await run(vault, device, printing);
    else askForDevice(vault, false);
  }
}

function askForDevice(vault: Vault, wrong: boolean): void {
  root?.render(
    <Pairing
      wrong={wrong}
      onPair={(device, printing) => {
        pair(vault, device, printing).catch(() => askForDevice(vault, true));
      }}
    />,
  );
}

/** Another device leaves nothing of the one before, except what the server has not been told yet. */
async function pair(vault: Vault, device: Device, printing: Printing): Promise<void> {
  try {
    await createApi(device).see();
  } catch (error) {
    if (error instanceof Refused) return askForDevice(vault, true);
  }
  await vault.update((kept) => {
    const same = kept.device?.kioskId === device.kioskId;
    return [{ ...(same ? kept : { ...NOTHING, refused: kept.refused }), device, printing }, null];
  });
  await run(vault, device, printing);
}

async function run(vault: Vault, device: Device, printing: Printing): Promise<void> {
  const desk = new Desk({
    api: createApi(device),
    vault,
    now: Date.now,
    id: () => crypto.randomUUID(),
  });
  const show = () => root?.render(<App desk={desk} printing={printing} branding={branding} />);
  show();
  const forget = (error: unknown) => {
    if (error instanceof Refused) askForDevice(vault, true);
    else throw error;
  };
  const sync = async () => {
    await desk.sync();
    setTimeout(() => void sync().catch(forget), SYNC_MS);
  };
  const dress = async () => {
    const tenant = desk.seen?.location.tenantId;
    const home = toLanguage(desk.seen?.location.languages[0] ?? "") ?? "en";
    const asked = tenant ? await askBranding("", tenant, home) : null;
    if (tenant && asked?.version) wear(document, "", tenant, asked.version);
    if (asked) branding = asked;
    show();
    setTimeout(() => void dress(), BRANDING_MS);
  };
  await desk.start().then(() => void sync(), forget);
  await dress();
}

if (window.location.pathname.startsWith("/kiosk/preview")) {
  const desk = preview();
  const show = () => root?.render(<App desk={desk} printing="none" branding={branding} />);
  wearDrafts(window, (words) => {
    branding = { ...words, version: null };
    show();
  });
  void desk.start().then(show);
} else {
  void openVault(indexedDB).then(start);
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/kiosk/sw.js");
  // So that the browser does not clear away what was handed out.
  void navigator.storage?.persist?.();
}
