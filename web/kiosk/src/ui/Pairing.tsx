// Makes this browser a kiosk: by the number and token from the dashboard. Whoever does this is staff.
import { useState } from "react";
import type { Device } from "../api";
import { toLanguage, wordsIn } from "../strings";
import type { Printing } from "../vault";

interface Props {
  wrong: boolean;
  onPair: (device: Device, printing: Printing) => void;
}

export function Pairing({ wrong, onPair }: Props) {
  const [kioskId, setKioskId] = useState("");
  const [token, setToken] = useState("");
  const [printing, setPrinting] = useState<Printing>("none");
  const words = wordsIn(toLanguage(navigator.language) ?? "en");
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.dir;
  return (
    <div class="room kiosk" data-screen="pairing">
      <main>
        <section class="sheet">
          <h1 class="hero-title">{words.t("pair_title")}</h1>
          <p>{words.t("pair_intro")}</p>
          {wrong && (
            <p class="note warning" role="alert">
              {words.t("pair_wrong")}
            </p>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              onPair({ kioskId: kioskId.trim(), token: token.trim() }, printing);
            }}
          >
            <label>
              {words.t("pair_kiosk")}
              <input
                required
                autocomplete="off"
                spellcheck={false}
                value={kioskId}
                onInput={(event) => setKioskId(event.currentTarget.value)}
              />
            </label>
            <label>
              {words.t("pair_token")}
              <input
                required
                autocomplete="off"
                spellcheck={false}
                value={token}
                onInput={(event) => setToken(event.currentTarget.value)}
              />
            </label>
            <label>
              {words.t("pair_print")}
              <select
                value={printing}
                onChange={(event) => setPrinting(event.currentTarget.value as Printing)}
              >
                {(["none", "browser", "agent"] as const).map((one) => (
                  <option key={one} value={one}>
                    {words.t(`print_${one}`)}
                  </option>
                ))}
              </select>
            </label>
            <button type="submit" class="button primary">
              {words.t("pair_submit")}
            </button>
          </form>
        </section>
      </main>
    </div>
  );
}
