// The screens of the kiosk.
import type { ComponentChildren } from "preact";
import { type Key, type Language, NAMES, type Words } from "../strings";
import type { Message, Service, Ticket } from "../types";

/** The reasons that have words of their own. */
const REASONS = ["closed", "scheduled", "draining", "full", "closing_time", "no_numbers"];

function reasonOf(code: string | null): Key {
  const short = (code ?? "").replace(/^queue_/, "");
  return REASONS.includes(short) ? (`reason_${short}` as Key) : "reason_closed";
}

function Sky({ children, dawn }: { children: ComponentChildren; dawn: "low" | "half" | "high" }) {
  return (
    <section class="sky" data-dawn={dawn}>
      <div class="scene" aria-hidden="true">
        <i class="stars" />
        <i class="sun" />
      </div>
      <div class="hero">{children}</div>
    </section>
  );
}

function Title({ children }: { children: ComponentChildren }) {
  return (
    <h1 class="hero-title" tabIndex={-1}>
      {children}
    </h1>
  );
}

interface LanguagesProps {
  languages: Language[];
  words: Words;
  welcome: string | null;
  message: Message | null;
  onChoose: (language: Language) => void;
}

export function Languages({ languages, words, welcome, message, onChoose }: LanguagesProps) {
  return (
    <>
      <Sky dawn="low">
        <Title>{welcome || words.t("welcome")}</Title>
      </Sky>
      <section class="shore">
        {message && (
          <p class={`note ${message.level}`} dir="auto">
            {message.text}
          </p>
        )}
        <h2>{words.t("choose_language")}</h2>
        <ul class="choices languages">
          {languages.map((language) => (
            <li key={language}>
              <button type="button" class="choice" lang={language} onClick={() => onChoose(language)}>
                {NAMES[language]}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

interface ServicesProps {
  services: Service[];
  words: Words;
  isOpen: boolean;
  onTake: (queueId: string) => void;
}

export function Services({ services, words, isOpen, onTake }: ServicesProps) {
  const any = services.some((service) => service.acceptsJoins);
  return (
    <>
      <Sky dawn="half">
        <Title>{any || isOpen ? words.t("choose_service") : words.t("closed_title")}</Title>
        {!any && !isOpen && <p class="hero-sub">{words.t("closed_body")}</p>}
      </Sky>
      <section class="shore">
        <ul class="choices">
          {services.map((service) => (
            <li key={service.queueId}>
              <button
                type="button"
                class="choice service"
                disabled={!service.acceptsJoins}
                onClick={() => onTake(service.queueId)}
              >
                <span class="name">
                  <bdi>{service.name}</bdi>
                </span>
                {service.description && (
                  <span class="about">
                    <bdi>{service.description}</bdi>
                  </span>
                )}
                <span class="state">
                  {service.acceptsJoins ? (
                    <Line service={service} words={words} />
                  ) : (
                    words.t(reasonOf(service.reason))
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Line({ service, words }: { service: Service; words: Words }) {
  const { waiting, estimatedWaitSeconds } = service;
  if (waiting === 0) return <>{words.t("nobody")}</>;
  const wait = estimatedWaitSeconds && words.t("wait", { wait: words.wait(estimatedWaitSeconds) });
  return (
    <>
      {words.plural("waiting", waiting)}
      {wait && ` · ${wait}`}
    </>
  );
}

export function Taking({ title }: { title: string }) {
  return (
    <Sky dawn="half">
      <Title>{title}</Title>
    </Sky>
  );
}

interface TakenProps {
  ticket: Ticket;
  words: Words;
  printed: boolean;
  left: number;
  onDone: () => void;
  onMore: () => void;
}

export function Taken({ ticket, words, printed, left, onDone, onMore }: TakenProps) {
  const { position, wait, qrSvg } = ticket;
  return (
    <>
      <Sky dawn="high">
        <h1 tabIndex={-1}>
          <span class="hero-label">{words.t("your_number")}</span>{" "}
          <span class="hero-number" data-long={ticket.number.length > 4 ? "" : undefined}>
            {ticket.number}
          </span>
        </h1>
        <p class="hero-sub">
          <bdi>{ticket.queueName}</bdi>
          {position !== null && (
            <>
              {" · "}
              {position <= 1 ? words.t("next") : words.plural("ahead", position - 1)}
              {wait && `, ${words.t("wait", { wait: words.wait(wait) })}`}
            </>
          )}
        </p>
      </Sky>
      <section class="shore">
        {position === null && <p class="note">{words.t("offline_ticket")}</p>}
        {printed ? <p class="lede">{words.t("paper")}</p> : <p class="lede">{words.t("remember")}</p>}
        {qrSvg && (
          <div class="scan">
            <img
              class="qr"
              src={`data:image/svg+xml,${encodeURIComponent(qrSvg)}`}
              alt={words.t("scan")}
              width="200"
              height="200"
            />
            <p>{words.t("scan")}</p>
          </div>
        )}
        <div class="actions">
          <button type="button" class="button primary" onClick={onDone}>
            {words.t("done")}
          </button>
          <button type="button" class="button" onClick={onMore}>
            {words.t("more_time")}
          </button>
        </div>
        <p class="small">{words.t("closes_in", { time: words.seconds(left) })}</p>
      </section>
    </>
  );
}

export function Refusal({ code, words, onBack }: { code: string; words: Words; onBack: () => void }) {
  return (
    <>
      <Sky dawn="low">
        <Title>{words.t("refused_title")}</Title>
        <p class="hero-sub">{words.t(reasonOf(code))}</p>
      </Sky>
      <section class="shore">
        <p class="lede">{words.t("refused_body")}</p>
        <div class="actions">
          <button type="button" class="button primary" onClick={onBack}>
            {words.t("back")}
          </button>
        </div>
      </section>
    </>
  );
}

export function OutOfService({ words, text }: { words: Words; text: string }) {
  return (
    <Sky dawn="low">
      <Title>{words.t("out_title")}</Title>
      <p class="hero-sub" dir="auto">
        {text || words.t("out_body")}
      </p>
    </Sky>
  );
}
