// Asks before something that hurts.
import { Button, type ButtonProps, Group, Text, Textarea, TextInput } from "@mantine/core";
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
  /** Whether a reason can be given, which is kept with who did it. */
  asksReason?: boolean;
  onConfirm: (reason: string) => Promise<unknown>;
}

/** Longest reason, in characters. */
const LONGEST_REASON = 500;

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
  asksReason,
  onConfirm,
}: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const close = () => {
    setText("");
    setReason("");
    onClose();
  };
  const act = async () => {
    setBusy(true);
    try {
      await onConfirm(reason.trim());
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
        {asksReason && (
          <Textarea
            label="Reason"
            description="Kept with who did it; may be empty"
            autosize
            minRows={2}
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {typed && (
          <TextInput
            label={`Type “${typed}” to go on`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus={typed || asksReason ? undefined : true}>
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
