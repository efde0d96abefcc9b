// The picture at the top of every page.
import { Button, FileButton } from "@mantine/core";
import { useRef, useState } from "react";
import { ConfirmButton } from "../../ui/Confirm";
import { ErrorNote } from "../../ui/states";

/** A picture that was chosen and is not stored yet. */
export interface Picked {
  file: File;
  /** A data: address of it. */
  url: string;
  width: number;
  height: number;
}

const TYPES = "image/png,image/jpeg,image/webp";
/** Largest file, in bytes; the server says so, too. */
const LARGEST = 256 * 1024;

export interface LogoFieldProps {
  shown: { url: string; width: number; height: number } | null;
  /** Whether what is shown is not stored yet. */
  isNew: boolean;
  editable: boolean;
  onPick: (picked: Picked) => void;
  onRemove: () => Promise<unknown>;
  error: Error | null;
}

export function LogoField({ shown, isNew, editable, onPick, onRemove, error }: LogoFieldProps) {
  const [problem, setProblem] = useState<Error | null>(null);
  const reset = useRef<() => void>(null);
  const pick = async (file: File | null) => {
    if (!file) return;
    setProblem(null);
    try {
      onPick(await look(file));
    } catch (unreadable) {
      setProblem(unreadable as Error);
    }
    reset.current?.();
  };
  return (
    <>
      {shown ? (
        <div className="logo">
          <img src={shown.url} width={shown.width} height={shown.height} alt="The logo" />
        </div>
      ) : (
        <p className="soft">None. Pages begin with the name of the queue.</p>
      )}
      {shown && (
        <p className="small soft">
          {shown.width} × {shown.height} pixels{isNew && ", not saved yet"}
        </p>
      )}
      <ErrorNote error={problem ?? error} />
      {editable && (
        <div className="buttons">
          <FileButton accept={TYPES} onChange={pick} resetRef={reset}>
            {(props) => (
              <Button variant="default" {...props}>
                {shown ? "Choose another" : "Choose a picture"}
              </Button>
            )}
          </FileButton>
          {shown && !isNew && (
            <ConfirmButton label="Remove" title="Remove the logo?" confirm="Remove" onConfirm={onRemove}>
              Pages begin with the name of the queue again.
            </ConfirmButton>
          )}
        </div>
      )}
      <p className="small soft">PNG, JPEG or WebP, at most 256 KiB and 4,096 pixels a side.</p>
    </>
  );
}

/** Looks at a file as the browser shows it; fails if it is no picture, or too large. */
async function look(file: File): Promise<Picked> {
  if (file.size > LARGEST) {
    throw new Error(`The file has ${Math.ceil(file.size / 1024)} KiB; a logo has at most 256 KiB.`);
  }
  const url = await new Promise<string>((read, fail) => {
    const reader = new FileReader();
    reader.onload = () => read(String(reader.result));
    reader.onerror = () => fail(new Error("The file could not be read."));
    reader.readAsDataURL(file);
  });
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => {
    throw new Error("This is no picture that pages can show: PNG, JPEG or WebP.");
  });
  return { file, url, width: image.naturalWidth, height: image.naturalHeight };
}
