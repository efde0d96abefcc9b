// Asks before something that hurts.
import { Button, type ButtonProps, Group, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { Dialog } from "./Dialog";
import { failed } from "./toast";

export interface ConfirmProps {
  title: string;
  /** What will happen, in full sentences. */
  children: ReactNode;
  /** The button that does it. */
  confirm: string;
  /** To be typed first, for what cannot be taken back. */
  typed?: string;
  onConfirm: () => Promise<unknown>;
}

export interface ConfirmDialogProps extends ConfirmProps {
  opened: boolean;
  onClose: () => void;
}

export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  confirm,
  typed,
  onConfirm,
}: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState("");
  const close = () => {
    setText("");
    onClose();
  };
  const act = async () => {
    setBusy(true);
    try {
      await onConfirm();
      close();
    } catch (error) {
      failed(error as Error);
    }
    setBusy(false);
  };
  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        <Text component="div">{children}</Text>
        {typed && (
          <TextInput
            label={`Type “${typed}” to go on`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus={typed ? undefined : true}>
            Cancel
          </Button>
          <Button
            type="submit"
            color="ember.7"
            loading={busy}
            disabled={typed !== undefined && text !== typed}
          >
            {confirm}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

/** A button that asks first. */
export function ConfirmButton({
  label,
  button,
  ...dialog
}: ConfirmProps & { label: string; button?: ButtonProps }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" {...button} onClick={open}>
        {label}
      </Button>
      <ConfirmDialog {...dialog} opened={opened} onClose={close} />
    </>
  );
}
