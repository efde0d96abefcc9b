// A native modal dialog. Focus goes to its heading, so that it is read first and no key press meant
// for the page presses a button by accident; closing gives focus back to where it was.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "react";

interface Props {
  title: string;
  className?: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, className = "", onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    heading.current?.focus();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      class={`dialog ${className}`}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id="dialog-title" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
