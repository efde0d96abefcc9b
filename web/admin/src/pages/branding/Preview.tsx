// The public's pages in the draft's dress: the pages themselves, in frames, told what to wear (docs/BRANDING.md).
import { SegmentedControl } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { type Wording, wordsIn } from "../../lib/look";

/** Each page with the screen it is made for, in CSS pixels. */
const PAGES = {
  room: { label: "Wait page", src: "/preview/room", width: 390, height: 780 },
  kiosk: { label: "Kiosk", src: "/kiosk/preview", width: 810, height: 1080 },
  board: { label: "Board", src: "/board/preview", width: 1600, height: 900 },
} as const;

type PageName = keyof typeof PAGES;
type Scheme = "light" | "dark";

export interface PreviewProps {
  /** The stylesheet; `null` while there is none yet. */
  css: string | null;
  texts: Record<string, Wording>;
  /** What is worn below, where nothing is said here. */
  under: Record<string, Wording>;
  language: string;
  logo: { url: string; width: number; height: number } | null;
}

export function Preview({ css, texts, under, language, logo }: PreviewProps) {
  const [page, setPage] = useState<PageName>("room");
  const [scheme, setScheme] = useState<Scheme>("light");
  const words = wordsIn(texts, under, language);
  const draft = css === null ? null : { css, words, logo: logoOf(logo), scheme };
  return (
    <section className="panel preview" aria-label="Preview">
      <div className="preview-switches">
        <SegmentedControl
          aria-label="Page"
          value={page}
          onChange={(value) => setPage(value as PageName)}
          data={Object.entries(PAGES).map(([value, { label }]) => ({ value, label }))}
        />
        <SegmentedControl
          aria-label="Colours of the preview"
          value={scheme}
          onChange={(value) => setScheme(value as Scheme)}
          data={[
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </div>
      <Framed key={page} page={page} draft={draft} />
    </section>
  );
}

const logoOf = (logo: PreviewProps["logo"]) =>
  logo && { url: logo.url, width: logo.width, height: logo.height };

type Draft = Record<string, unknown>;

function Framed({ page, draft }: { page: PageName; draft: Draft | null }) {
  const { label, src, width, height } = PAGES[page];
  const { ref, width: room } = useElementSize();
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source !== frame.current?.contentWindow || origin !== window.location.origin) return;
      if (data?.type === "vq-preview-ready") setReady(true);
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, []);
  const message = JSON.stringify(draft);
  useEffect(() => {
    if (!ready || message === "null") return;
    const told = { type: "vq-branding-draft", ...JSON.parse(message) };
    frame.current?.contentWindow?.postMessage(told, window.location.origin);
  }, [ready, message]);
  // A phone is shown as large as one, never larger.
  const scale = room > 0 ? Math.min(room / width, 1) : 0;
  return (
    <div ref={ref} className="preview-room" style={{ height: height * scale || undefined }}>
      <iframe
        ref={frame}
        className="preview-frame"
        src={src}
        title={`Preview: ${label}`}
        width={width}
        height={height}
        style={{ transform: `translateX(-50%) scale(${scale})` }}
      />
    </div>
  );
}
