// Dialogs whose head is no <header>: a page has one banner, and it is not in a dialog.
import { Drawer, Modal } from "@mantine/core";
import { type ReactNode, type SubmitEventHandler, useLayoutEffect } from "react";

export interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** How wide, as Mantine calls it; for what has much in it. */
  size?: string;
  children: ReactNode;
}

/** What had the focus last outside of dialogs; of something in a menu, which goes when it is chosen, the button of the menu. */
let opener: HTMLElement | null = null;

document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLElement) || target.closest("[role=dialog]")) return;
  const menu = target.closest("[role=menu]");
  opener = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : target;
});

/** Once a dialog is closed the focus goes back to what it was opened with; if that is gone, too, to the page. */
function useFocusBack(opened: boolean) {
  useLayoutEffect(() => {
    if (!opened) return;
    const before = opener;
    return () => {
      // The dialog is still there now, and a menu may be closing.
      setTimeout(() => {
        const { activeElement: now } = document;
        const lost = !now || now === document.body || now.closest("[role=dialog]") !== null;
        if (!lost) return;
        const back =
          before?.isConnected && !before.matches(":disabled") ? before : document.getElementById("main");
        back?.focus({ preventScroll: true });
      }, 0);
    };
  }, [opened]);
}

/** In the middle of the window. */
export function Dialog({ opened, onClose, title, size = "md", children }: DialogProps) {
  useFocusBack(opened);
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} centered returnFocus={false}>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content radius="lg">
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body className="dialog-body">{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

export interface DialogFormProps {
  onSubmit: SubmitEventHandler<HTMLFormElement>;
  /** Its buttons: they stay in sight, however long the form is. */
  actions: ReactNode;
  /** Its fields, which scroll where they are more than the window holds. */
  children: ReactNode;
}

/** The form that a dialog is made of. */
export function DialogForm({ onSubmit, actions, children }: DialogFormProps) {
  return (
    <form className="dialog-form" onSubmit={onSubmit}>
      <div className="form dialog-fields">{children}</div>
      <div className="buttons dialog-foot">{actions}</div>
    </form>
  );
}

/** From the side, for the menu on a phone. Where the focus goes when it is closed is for those to say who close it. */
export function SideDialog({ opened, onClose, title, children }: DialogProps) {
  return (
    <Drawer.Root opened={opened} onClose={onClose} size={280} returnFocus={false}>
      <Drawer.Overlay backgroundOpacity={0.4} />
      <Drawer.Content>
        <div className="dialog-head">
          <Drawer.Title>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
