// "Keep my place on another device": recovery code and QR.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Recovery } from "../types";
import { useRoom } from "./context";
import { Dialog } from "./Dialog";

/** The server's SVG as a node; anything that could run or load something is left out. */
function QrCode({ svg, label }: { svg: string; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    if (root.localName !== "svg" || root.querySelector("script,foreignObject,image,use,a")) return;
    box.current?.replaceChildren(document.importNode(root, true));
  }, [svg]);
  return <div class="qr" ref={box} role="img" aria-label={label} />;
}

export function KeepDialog({ onClose }: { onClose: () => void }) {
  const { room, i18n } = useRoom();
  const { t } = i18n;
  const [recovery, setRecovery] = useState<Recovery | "loading" | "failed">("loading");
  const [copied, setCopied] = useState("");
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let open = true;
    setRecovery("loading");
    room.recovery().then(
      (found) => open && setRecovery(found),
      () => open && setRecovery("failed"),
    );
    return () => {
      open = false;
    };
  }, [room, attempt]);

  async function copy(text: string) {
    setCopied("");
    try {
      await navigator.clipboard.writeText(text);
      setCopied(t("keep_copied"));
    } catch {
      // No permission: the code is selectable.
    }
  }

  return (
    <Dialog title={t("keep_title")} className="small-dialog" onClose={onClose}>
      {recovery === "loading" && <p role="status">{t("keep_loading")}</p>}
      {recovery === "failed" && (
        <>
          <p role="alert">{t("keep_failed")}</p>
          <button type="button" class="button" onClick={() => setAttempt(attempt + 1)}>
            {t("try_now")}
          </button>
        </>
      )}
      {typeof recovery === "object" && (
        <>
          <p>{t("keep_intro")}</p>
          <QrCode svg={recovery.qrSvg} label={t("keep_qr")} />
          <div>
            <p class="code-label">{t("keep_code")}</p>
            <p class="code" dir="ltr">
              {recovery.code}
            </p>
          </div>
          <div class="actions">
            <button type="button" class="button" onClick={() => void copy(recovery.code)}>
              {t("keep_copy_code")}
            </button>
            <button type="button" class="button" onClick={() => void copy(recovery.url)}>
              {t("keep_copy_link")}
            </button>
          </div>
          <p class="small">{t("keep_secret")}</p>
        </>
      )}
      <p role="status" class="small">
        {copied}
      </p>
      <button type="button" class="button quiet" onClick={onClose}>
        {t("close")}
      </button>
    </Dialog>
  );
}
