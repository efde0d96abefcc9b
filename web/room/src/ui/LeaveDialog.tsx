import { useState } from "react";
import { useRoom } from "./context";
import { Dialog } from "./Dialog";

export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { room, state, i18n } = useRoom();
  const { t } = i18n;
  const [busy, setBusy] = useState(false);

  async function leave() {
    if (busy) return;
    setBusy(true);
    const left = await room.leave();
    setBusy(false);
    if (left) onClose();
  }

  return (
    <Dialog title={t("leave_title")} className="small-dialog" onClose={onClose}>
      <p>{t("leave_body")}</p>
      <p role="alert" class="small">
        {state.leaveFailed ? t("leave_failed") : ""}
      </p>
      <div class="actions">
        <button type="button" class="button primary" onClick={onClose}>
          {t("leave_no")}
        </button>
        <button type="button" class="button" aria-disabled={busy} onClick={() => void leave()}>
          {t("leave_yes")}
        </button>
      </div>
    </Dialog>
  );
}
