// Renders the templates as the server does, for the page without JavaScript.
import { readFileSync } from "node:fs";
import nunjucks from "nunjucks";

const root = new URL("../", import.meta.url).pathname;
const env = new nunjucks.Environment(new nunjucks.FileSystemLoader(`${root}templates`, { noCache: true }), {
  autoescape: true,
  trimBlocks: false,
});

const ENDED = ["left", "abandoned", "no_show", "expired", "removed", "completed", "transferred"];
const NAMES = { en: "English", de: "Deutsch", es: "Español", fr: "Français", ar: "العربية", ja: "日本語" };

const strings = (lang) => JSON.parse(readFileSync(`${root}locales/${lang}.json`, "utf8"));

/** What a refusal of a join looks like. */
const FACES = {
  queue_full: "full",
  queue_closed: "closed",
  not_found: "not_found",
  proof_of_work_required: "joining",
  invite_required: "invite",
  token_spent: "invite",
  enqueue_token_required: "uninvited",
  blocked: "blocked",
};

/** Safe inside <script type="application/json">. */
const scriptJson = (value) =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

function stateOf(entry) {
  const { session, join } = entry;
  if (entry.hang) return "joining";
  if (join) return FACES[join.code] ?? "unavailable";
  if (session.status === "released") return session.calledTo ? "called" : "turn";
  if (session.status === "active") return session.calledTo ? "serving" : "active";
  if (ENDED.includes(session.status)) return "ended";
  if (session.queueState === "open") return session.position === null ? "pre_queue" : "waiting";
  return session.queueState;
}

const time = (lang, iso) =>
  iso && new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit" }).format(new Date(iso));

export function variables(id, entry, lang, options = {}) {
  const { session, branding } = entry;
  const t = strings(lang);
  const number = new Intl.NumberFormat(lang);
  const position = session?.position ?? null;
  const category = new Intl.PluralRules(lang).select((position ?? 1) - 1);
  const wait = session?.estimatedWaitSeconds;
  const unit = new Intl.NumberFormat(lang, { style: "unit", unit: "minute", unitDisplay: "long" });
  return {
    lang,
    dir: lang === "ar" ? "rtl" : "ltr",
    base: "",
    t,
    queue_id: id,
    queue_name: "Aurora Tickets",
    branding: branding ?? null,
    css_href: "/assets/room.css",
    brand_href: null,
    js_src: options.script === false ? null : "/assets/room.js",
    return_url: "/shop",
    state: stateOf(entry),
    status: session?.status,
    number: session?.number ?? null,
    counter: session?.calledTo?.counterName ?? null,
    held: session?.held ?? false,
    draw: position === null,
    position: position === null ? null : number.format(position),
    people_ahead:
      position === null
        ? null
        : position === 1
          ? t.nobody_ahead
          : t[`people_ahead.${category}`].replace("{count}", number.format(position - 1)),
    wait_text: wait ? unit.formatRange(Math.ceil(wait.p50 / 60), Math.ceil(wait.p90 / 60)) : null,
    progress_percent: position === null ? 0 : Math.floor(100 * (1 - position / (entry.from ?? position))),
    message: session?.message ?? null,
    stays: entry.stays ?? false,
    active_until_text: time(lang, session?.activeUntil),
    claim_by_text: time(lang, session?.claimBy),
    opens_at_text: time(lang, session?.opensAt ?? entry.frame?.opensAt),
    last_update_text: time(lang, new Date().toISOString()),
    refresh_seconds:
      entry.join && ["joining", "invite", "uninvited", "blocked"].includes(stateOf(entry)) ? null : 5,
    challenge: entry.work ? "c".repeat(118) : null,
    slow_text: entry.work ? t.work_nojs.replace("{seconds}", number.format(20)) : null,
    invite_code: null,
    enqueue_token: null,
    invite_wrong: entry.join?.code === "token_spent",
    keep_url: `/q/${id}/keep`,
    languages:
      options.script === false
        ? Object.entries(NAMES).map(([code, name]) => ({
            code,
            name,
            href: `/?state=${id}&lang=${code}&nojs=1`,
          }))
        : null,
    config_json: scriptJson({
      tenantId: "demo",
      queueId: id,
      queueName: "Aurora Tickets",
      base: "",
      locale: lang,
      returnUrl: entry.stays ? null : "/shop",
      stays: entry.stays ?? false,
      session: entry.joins || !session ? null : session,
      branding: branding ?? null,
    }),
  };
}

/** Stands in for the server's code: looks like a QR code, is none. */
export function fakeQr() {
  let path = "";
  for (let y = 0; y < 29; y++) {
    for (let x = 0; x < 29; x++) {
      const eye = [
        [0, 0],
        [22, 0],
        [0, 22],
      ].find(([a, b]) => x >= a && x < a + 7 && y >= b && y < b + 7);
      const [ex, ey] = eye ? [x - eye[0], y - eye[1]] : [0, 0];
      const ring =
        eye && (ex === 0 || ex === 6 || ey === 0 || ey === 6 || (ex > 1 && ex < 5 && ey > 1 && ey < 5));
      if (eye ? ring : (x * 7 + y * 13 + ((x * y) % 5) * 3) % 5 < 2) path += `M${x} ${y}h1v1h-1z`;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><path fill="#000" d="${path}"/></svg>`;
}

export const recovery = {
  code: "7KQM-X2VD-9HTR-4WNB",
  url: "http://localhost/q/waiting/recover?code=7KQM-X2VD-9HTR-4WNB",
  qrSvg: fakeQr(),
};

/** What `location.html` takes. */
export function locationVariables(lang) {
  const values = variables("waiting", { session: null, join: { code: "" } }, lang);
  const service = (id, name, state, more) => ({
    id,
    name,
    state,
    description: "",
    is_open: true,
    has_place: false,
    ...more,
  });
  return {
    ...values,
    location_name: "Town hall",
    message: { text: "The lift is out of order today.", level: "warning" },
    languages: Object.entries(NAMES).map(([code, name]) => ({ code, name, href: `/l/demo?lang=${code}` })),
    services: [
      service("a", "Passports", "12 people wait · about 25 minutes", {
        description: "New ones, and renewals",
      }),
      service("b", "Parking permits", "3 people wait", { has_place: true }),
      service("c", "Lost property", "No more numbers today", { is_open: false }),
    ],
  };
}

export function page(template, values) {
  return env.render(template, values);
}
