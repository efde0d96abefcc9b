// The words and the number over the sun: one face per view.
import type { ComponentChildren } from "preact";
import { useState } from "react";
import { activeEnd, claimDeadline, endedReason, type View } from "../state";
import { useNow, useRoom } from "./context";

/** Longer texts are set smaller, in steps that the style sheet knows. */
const sizeClass = (text: string) =>
  [5, 7, 9].find((most) => text.length <= most && text.length > 3) ?? (text.length > 9 ? 9 : undefined);

/** A number whose changed digits settle into place; read as one number. */
export function BigNumber({ text }: { text: string }) {
  const digits = [...text];
  return (
    <span class="hero-number" data-chars={sizeClass(text)}>
      <span class="visually-hidden">{text}</span>
      <span aria-hidden="true">
        {digits.map((digit, index) => (
          // Counted from the right, a digit that stays keeps its element and does not move.
          <span class="digit" key={`${digits.length - index}${digit}`}>
            {digit}
          </span>
        ))}
      </span>
    </span>
  );
}

function Words({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <>
      <h1 class="hero-title" tabIndex={-1}>
        {title}
      </h1>
      {children}
    </>
  );
}

function Sub({ children }: { children: ComponentChildren }) {
  return <p class="hero-sub">{children}</p>;
}

/** What stands on the ticket, for those who come in person. */
function Ticket({ number, place, held }: { number: string; place: number | null; held: boolean }) {
  const { i18n } = useRoom();
  return (
    <>
      <h1 tabIndex={-1}>
        <span class="hero-label">{i18n.t("your_number")}</span> <BigNumber text={number} />
      </h1>
      {held ? (
        <Sub>{i18n.t("held_title")}</Sub>
      ) : (
        place !== null && (
          <Sub>{place === 1 ? i18n.t("nobody_ahead") : i18n.plural("people_ahead", place - 1)}</Sub>
        )
      )}
    </>
  );
}

function Place({ place }: { place: number }) {
  const { i18n } = useRoom();
  return (
    <>
      <h1 tabIndex={-1}>
        <span class="hero-label">{i18n.t("your_place")}</span> <BigNumber text={i18n.number(place)} />
      </h1>
      <Sub>{place === 1 ? i18n.t("nobody_ahead") : i18n.plural("people_ahead", place - 1)}</Sub>
    </>
  );
}

/** Time until the opening, on the server's clock. */
function Countdown({ opensAt, title }: { opensAt: string | null; title: string }) {
  const { i18n, state } = useRoom();
  const at = Date.parse(opensAt ?? "") - state.clockOffset;
  const now = useNow(1_000, !Number.isNaN(at));
  const left = at - now;
  // Without a time, or when it has come, there is nothing to count.
  if (Number.isNaN(at) || left <= 0) return <Words title={title} />;
  const opening = <Sub>{i18n.t("prequeue_opens", { time: i18n.moment(at, now) })}</Sub>;
  if (left > 24 * 3_600_000) return <Words title={title}>{opening}</Words>;
  return (
    <>
      <h1 tabIndex={-1}>
        <span class="hero-label">{title}</span>
      </h1>
      <p class="hero-number" data-chars={sizeClass(i18n.clock(left))} role="timer">
        <span class="visually-hidden">{i18n.t("countdown")} </span>
        {i18n.clock(left)}
      </p>
      {opening}
    </>
  );
}

/** Let in, with nothing to go on to: until when, and a way to say that one is done. */
function Inside() {
  const { room, state, i18n } = useRoom();
  const { t } = i18n;
  const now = useNow(1_000);
  const end = activeEnd(state);

  return (
    <Words title={t("active_title")}>
      <Sub>{t("active_here")}</Sub>
      {end !== null && (
        <Sub>
          {t("turn_left")}: <span role="timer">{i18n.clock(Math.max(0, end - now))}</span>
        </Sub>
      )}
      <button type="button" class="button large" onClick={() => void room.leave()}>
        {t("active_done")}
      </button>
      <p role="alert">{state.leaveFailed && t("error_title")}</p>
    </Words>
  );
}

/** While the browser computes. */
function Work({ share }: { share: number }) {
  const { i18n } = useRoom();
  const percent = Math.floor(share * 100);
  return (
    <Words title={i18n.t("work_title")}>
      <Sub>{i18n.t("joining_body")}</Sub>
      <div class="way work">
        <progress max={100} value={percent} aria-label={i18n.t("work_title")} />
        <p>{i18n.percent(percent / 100)}</p>
      </div>
    </Words>
  );
}

/** Asks for an invite code. */
function Invite() {
  const { room, state, i18n } = useRoom();
  const { t } = i18n;
  const [code, setCode] = useState("");
  const wrong = state.inviteWrong;
  const submit = (event: Event) => {
    event.preventDefault();
    if (code.trim()) room.useInvite(code.trim());
  };
  return (
    <Words title={t("invite_title")}>
      <Sub>{t("invite_body")}</Sub>
      <form class="invite" onSubmit={submit}>
        <label for="invite">{t("invite_label")}</label>
        <input
          class="code"
          id="invite"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
          required
          maxLength={40}
          dir="ltr"
          autocomplete="one-time-code"
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? "invite-wrong" : undefined}
        />
        {wrong && (
          <p class="note warning" id="invite-wrong" role="alert">
            {t("invite_wrong")}
          </p>
        )}
        <button type="submit" class="button primary large">
          {t("join")}
        </button>
      </form>
    </Words>
  );
}

export function Hero({ view, onContinue }: { view: View; onContinue: () => void }) {
  const { room, state, i18n, config } = useRoom();
  const { t } = i18n;
  const { session, place } = state;
  const now = useNow(1_000, view === "full" || view === "closed");

  const retry = state.nextTryAt !== null && (
    <p class="small">{t("next_try", { when: i18n.relative(Math.max(1_000, state.nextTryAt - now)) })}</p>
  );

  switch (view) {
    case "joining":
      if (state.work !== null) return <Work share={state.work} />;
      return (
        <Words title={t(state.network === "ok" ? "joining_title" : "unavailable_title")}>
          <Sub>{t(state.network === "ok" ? "joining_body" : "unavailable_body")}</Sub>
        </Words>
      );
    case "invite":
      return <Invite />;
    case "uninvited":
    case "blocked":
      return <Words title={t(`${view}_title`)}>{view === "blocked" && <Sub>{t("blocked_body")}</Sub>}</Words>;
    case "pre_queue":
      // Already open while the places are drawn: nothing left to count down.
      return (
        <Countdown
          opensAt={session?.queueState === "open" ? null : (session?.opensAt ?? null)}
          title={t("prequeue_title")}
        />
      );
    case "scheduled":
      return <Countdown opensAt={session?.opensAt ?? null} title={t("scheduled_title")} />;
    case "waiting":
    case "paused":
    case "draining":
      if (session?.number)
        return <Ticket number={session.number} place={place} held={session.held ?? false} />;
      if (place !== null) return <Place place={place} />;
      return <Words title={t(view === "waiting" ? "joining_title" : `${view}_title`)} />;
    case "closed":
      return (
        <Words title={t("closed_title")}>
          <Sub>
            {state.opensAt
              ? t("prequeue_opens", { time: i18n.moment(Date.parse(state.opensAt), now) })
              : t("closed_body")}
          </Sub>
          {retry}
        </Words>
      );
    case "full":
      return (
        <Words title={t("full_title")}>
          <Sub>{t("full_body")}</Sub>
          {retry}
          <button type="button" class="button" onClick={() => room.retryNow()}>
            {t("try_now")}
          </button>
        </Words>
      );
    case "turn": {
      const deadline = claimDeadline(state);
      return (
        <Words title={t("turn_title")}>
          {deadline !== null && <Sub>{t("turn_body", { time: i18n.time(deadline) })}</Sub>}
          <button type="button" class="button primary large" onClick={onContinue}>
            {t("turn_continue")}
          </button>
        </Words>
      );
    }
    case "called":
    case "serving": {
      const counter = session?.calledTo?.counterName ?? "";
      return (
        <Words title={t(`${view}_title`, { counter })}>
          <Sub>{t(`${view}_body`, { number: session?.number ?? "" })}</Sub>
        </Words>
      );
    }
    case "admitting":
      return (
        <Words title={t("admitting_title")}>
          <Sub>{t(state.admitting === "retrying" ? "admitting_retry" : "admitting_body")}</Sub>
        </Words>
      );
    case "active":
      if (config.stays) return <Inside />;
      return (
        <Words title={t("active_title")}>
          <Sub>{t("active_body")}</Sub>
          <button type="button" class="button primary large" onClick={onContinue}>
            {t("continue_site")}
          </button>
        </Words>
      );
    case "ended": {
      const reason = endedReason(state);
      return (
        <Words title={t(`ended_${reason}_title`)}>
          <Sub>{t(`ended_${reason}_body`)}</Sub>
          <button type="button" class="button primary large" onClick={() => void room.joinAgain()}>
            {t("join_again")}
          </button>
        </Words>
      );
    }
    case "not_found":
    case "cookies":
      return (
        <Words title={t(`${view}_title`)}>
          <Sub>{t(`${view}_body`)}</Sub>
          {view === "cookies" || config.queueId ? (
            <button type="button" class="button" onClick={() => room.retryNow()}>
              {t("try_now")}
            </button>
          ) : null}
        </Words>
      );
  }
}
