// The text of the polite live region: place milestones, the operator's message, the connection, the
// turn. Everything else changes silently.
import { useEffect, useRef, useState } from "react";
import { milestone, QUIET_MS, spokenCount } from "../announce";
import type { View } from "../state";
import { useRoom } from "./context";

/** Short gaps in the network are not worth a word. */
const PATIENCE_MS = 8_000;

export function useAnnouncement(view: View): string {
  const { state, i18n, config } = useRoom();
  const { t } = i18n;
  const { session } = state;
  const [text, setText] = useState("");
  const said = useRef({ milestone: -1, at: 0, message: state.message?.text ?? "", lost: false });

  const ahead = view === "waiting" || view === "draining" ? (state.place ?? 0) - 1 : -1;
  useEffect(() => {
    if (ahead < 0) return;
    const reached = milestone(ahead);
    const { current } = said;
    const now = Date.now();
    if (reached === current.milestone || (ahead > 5 && now - current.at < QUIET_MS)) return;
    current.milestone = reached;
    current.at = now;
    const wait = i18n.wait(state.wait);
    setText(ahead === 0 ? t("announce_next") : i18n.plural("announce_place", spokenCount(ahead), { wait }));
  }, [ahead, state.wait, i18n, t]);

  useEffect(() => {
    const now = state.message?.text ?? "";
    if (now === said.current.message) return;
    said.current.message = now;
    if (now) setText(now);
  }, [state.message]);

  const { network } = state;
  useEffect(() => {
    if (network === "ok") {
      if (said.current.lost) setText(t("connected_again"));
      said.current.lost = false;
      return;
    }
    const timer = setTimeout(() => {
      said.current.lost = true;
      setText(t(network === "offline" ? "offline_body" : "retry_body"));
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [network, t]);

  const works = state.work !== null;
  useEffect(() => {
    if (works) setText(t("work_title"));
  }, [works, t]);

  useEffect(() => {
    const counter = session?.calledTo?.counterName ?? "";
    if (view === "turn") setText(t("turn_title"));
    else if (view === "called") setText(t("announce_called", { counter, number: session?.number ?? "" }));
    else if (view === "paused") setText(`${t("paused_title")}. ${t("paused_body")}`);
    else if (view === "admitting") setText(t("admitting_title"));
    else if (view === "active" && config.stays) setText(`${t("active_title")}. ${t("active_here")}`);
  }, [view, config.stays, session?.calledTo?.counterName, session?.number, t]);

  return text;
}
