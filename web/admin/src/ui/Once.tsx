// What is shown once and never again: to be copied or kept as a file before one goes on.
import { Button } from "@mantine/core";
import { Code } from "./Code";
import { Copy } from "./Copy";

export interface OnceProps {
  /** What it is, e.g. “API key”. */
  label: string;
  text: string;
  /** The name of the file to keep it in; absent where a file makes no sense. */
  file?: string;
}

export function Once({ label, text, file }: OnceProps) {
  return (
    <div className="once">
      <Code text={text} label={label} />
      <div className="buttons">
        <Copy text={text} />
        {file && (
          <Button variant="default" size="xs" onClick={() => keep(file, text)}>
            Download
          </Button>
        )}
      </div>
    </div>
  );
}

/** Hands a text to the browser as a file. */
function keep(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Recovery codes, with what they are for. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <>
      <p>
        Keep these codes in a safe place: each lets you in once without your authenticator. They are not shown
        again.
      </p>
      <Once label="Recovery codes" text={codes.join("\n")} file="virtual-queue-recovery-codes.txt" />
    </>
  );
}
