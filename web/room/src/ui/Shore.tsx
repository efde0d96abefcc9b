// Below the horizon: progress, notes, facts and what one can do.
import type { View } from "../state";
import { AlertSwitches } from "./AlertSwitches";
import { useNow, useRoom } from "./context";
import { Glints } from "./Scene";

function Way() {
  const { state, i18n } = useRoom();
  const percent = Math.floor(state.progress * 100);
  return (
    <div class="way">
      <progress max={100} value={percent} aria-label={i18n.t("progress_label")} />
      <p>{i18n.t("progress", { percent: i18n.percent(percent / 100) })}</p>
    </div>
  );
}

function Facts({ view }: { view: View }) {
  const { state, i18n } = useRoom();
  const now = useNow(5_000);
  // A stopped line has no honest estimate of when the turn comes.
  const wait = view === "paused" ? null : state.wait;
  return (
    <dl class="facts">
      <div>
        <dt>{i18n.t("fact_wait")}</dt>
        <dd>{i18n.wait(wait)}</dd>
      </div>
      {wait && (
        <div>
          <dt>{i18n.t("fact_turn")}</dt>
          <dd>{i18n.turnAt(wait, now)}</dd>
        </div>
      )}
      {state.heardAt !== null && (
        <div>
          <dt>{i18n.t("fact_updated")}</dt>
          <dd>{i18n.relative(Math.min(0, state.heardAt - now))}</dd>
        </div>
      )}
    </dl>
  );
}

function NetworkNote({ view }: { view: View }) {
  const { room, state, i18n } = useRoom();
  const now = useNow(1_000, state.network !== "ok");
  if (state.network === "ok" || view === "admitting") return null;
  const key = state.network === "offline" ? "offline" : state.session ? "retry" : "error";
  return (
    <div class="note calm">
      <p class="note-title">{i18n.t(`${key}_title`)}</p>
      <p>{i18n.t(`${key}_body`)}</p>
      {state.nextTryAt !== null && (
        <p>
          {i18n.t("next_try", { when: i18n.relative(Math.max(1_000, state.nextTryAt - now)) })}{" "}
          <button type="button" class="link" onClick={() => room.retryNow()}>
            {i18n.t("try_now")}
          </button>
        </p>
      )}
    </div>
  );
}

function Notes({ view }: { view: View }) {
  const { state, i18n } = useRoom();
  const { t } = i18n;
  const { message, session, place } = state;
  return (
    <>
      {(view === "paused" || view === "draining") && place !== null && (
        <div class="note">
          <p class="note-title">{t(`${view}_title`)}</p>
          <p>{t(`${view}_body`)}</p>
        </div>
      )}
      {view === "paused" && place === null && <p class="lede">{t("paused_body")}</p>}
      {session?.held && place === null && <p class="lede">{t("held_body")}</p>}
      {view === "scheduled" && <p class="lede">{t("scheduled_body")}</p>}
      {view === "pre_queue" && (
        <p class="lede">
          {session?.queueState === "open"
            ? t("prequeue_drawing")
            : t(session?.position === null ? "prequeue_draw" : "prequeue_order")}
        </p>
      )}
      {message?.text && (
        <div class={`note ${message.level === "warning" ? "warning" : "info"}`}>
          <p class="note-title">{t(message.level === "warning" ? "message_warning" : "message_info")}</p>
          <p dir="auto">{message.text}</p>
        </div>
      )}
    </>
  );
}

export function Shore({ view, open }: { view: View; open: (dialog: "keep" | "leave") => void }) {
  const { state, i18n, config } = useRoom();
  const inLine = ["waiting", "paused", "draining", "pre_queue", "scheduled"].includes(view);
  const hasPlace = inLine && state.place !== null && view !== "pre_queue" && view !== "scheduled";
  const canLeave =
    inLine || view === "turn" || view === "called" || (view === "closed" && state.session !== null);
  const codeUrl = `${config.base}/q/${encodeURIComponent(config.queueId)}/recover`;
  return (
    <section class="shore">
      <Glints />
      {hasPlace && <Way />}
      <NetworkNote view={view} />
      <Notes view={view} />
      {hasPlace && <Facts view={view} />}
      {canLeave && (
        <div class="actions">
          {view !== "turn" && (
            <button type="button" class="button" onClick={() => open("keep")}>
              {i18n.t("keep")}
            </button>
          )}
          <button type="button" class="button quiet" onClick={() => open("leave")}>
            {i18n.t("leave")}
          </button>
        </div>
      )}
      {view === "ended" && (
        <div class="actions">
          <a class="button quiet" href={codeUrl}>
            {i18n.t("have_code")}
          </a>
        </div>
      )}
      {inLine && <AlertSwitches />}
      {inLine && <p class="small">{i18n.t("reassure")}</p>}
      {hasPlace && state.wait && view !== "paused" && <p class="small">{i18n.t("wait_explained")}</p>}
      {config.branding?.note && (
        <p class="small" dir="auto">
          {config.branding.note}
        </p>
      )}
    </section>
  );
}
