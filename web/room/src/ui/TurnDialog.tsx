// The turn: a visible deadline, Continue, more time. Nothing happens unless the visitor says so.
import { useEffect, useRef, useState } from "react";
import { claimDeadline } from "../state";
import { useNow, useRoom } from "./context";
import { Dialog } from "./Dialog";

/** Spoken warnings when this much is left; the first leaves time to ask for more (WCAG 2.2.1). */
const WARNINGS_MS = [120_000, 60_000, 20_000];

export function TurnDialog({ onContinue, onClose }: { onContinue: () => void; onClose: () => void }) {
  const { room, state, i18n } = useRoom();
  const { t } = i18n;
  const now = useNow(1_000);
  const deadline = claimDeadline(state);
  const left = deadline === null ? null : Math.max(0, deadline - now);
  const canExtend = state.session?.canExtendClaim === true;
  const [spoken, setSpoken] = useState("");
  const previous = useRef(left);

  useEffect(() => {
    const before = previous.current;
    previous.current = left;
    if (left === null || before === null) return;
    if (WARNINGS_MS.some((at) => before > at && left <= at) && left > 0) {
      setSpoken(t(canExtend ? "turn_warning" : "turn_warning_last", { duration: i18n.duration(left) }));
    }
  }, [left, canExtend, i18n, t]);

  const time = deadline === null ? "" : i18n.time(deadline);
  const extension =
    state.extension === "given"
      ? t("turn_extended", { time })
      : state.extension === "refused"
        ? t("turn_extend_failed", { time })
        : "";

  return (
    <Dialog title={t("turn_title")} className="turn-dialog" onClose={onClose}>
      {left !== null && (
        <>
          <div class="timer-box">
            <p class="timer-label" id="time-left">
              {t("turn_left")}
            </p>
            <p class="timer" role="timer" aria-labelledby="time-left">
              {i18n.clock(left)}
            </p>
          </div>
          <p>{left > 0 ? t("turn_body", { time }) : t("turn_over")}</p>
        </>
      )}
      <div class="stack">
        <button type="button" class="button primary large" onClick={onContinue}>
          {t("turn_continue")}
        </button>
        {canExtend && (
          <button
            type="button"
            class="button"
            aria-disabled={state.extension === "asking"}
            onClick={() => state.extension !== "asking" && void room.extend()}
          >
            {t("turn_extend")}
          </button>
        )}
        <button type="button" class="button quiet" onClick={onClose}>
          {t("turn_later")}
        </button>
      </div>
      {/* Outside a modal dialog nothing is announced, so it has a live region of its own. */}
      <p role="status" class={extension ? "small" : "visually-hidden"}>
        {extension || spoken}
      </p>
    </Dialog>
  );
}
