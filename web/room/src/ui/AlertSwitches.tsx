// "Tell me when it's my turn": both switches are off until the visitor turns them on.
import { useState } from "react";
import { askForNotifications, chime, readAlerts, saveAlerts } from "../alerts";
import { useRoom } from "./context";

export function AlertSwitches() {
  const { i18n } = useRoom();
  const [alerts, setAlerts] = useState(readAlerts);
  const [denied, setDenied] = useState(false);

  function change(next: Partial<typeof alerts>) {
    const all = { ...alerts, ...next };
    setAlerts(all);
    saveAlerts(all);
  }

  async function toggleNotification(on: boolean) {
    const granted = on && (await askForNotifications());
    setDenied(on && !granted);
    change({ notification: granted });
  }

  return (
    <fieldset class="alerts">
      <legend>{i18n.t("alert_title")}</legend>
      <div>
        <label class="switch">
          <input
            type="checkbox"
            checked={alerts.sound}
            onChange={(event) => {
              const sound = event.currentTarget.checked;
              // Heard once at once: a proof, and the gesture that lets it play later.
              if (sound) chime();
              change({ sound });
            }}
          />
          {i18n.t("alert_sound")}
        </label>
        {"Notification" in window && (
          <label class="switch">
            <input
              type="checkbox"
              checked={alerts.notification}
              onChange={(event) => void toggleNotification(event.currentTarget.checked)}
            />
            {i18n.t("alert_notification")}
          </label>
        )}
      </div>
      <p class="small" role="status">
        {denied ? i18n.t("alert_denied") : ""}
      </p>
    </fieldset>
  );
}
