// The second factor: setting it up, its recovery codes, turning it off.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import {
  secondFactorQuery,
  useConfirmEnrolment,
  useDisableSecondFactor,
  useRenewRecoveryCodes,
  useStartEnrolment,
} from "../../data/account";
import { about, besides } from "../../lib/problems";
import { Dialog, DialogForm } from "../../ui/Dialog";
import { Enrolment } from "../../ui/Enrolment";
import { RecoveryCodes } from "../../ui/Once";
import { Panel } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

type Asked = "enrol" | "renew" | "disable";

const TITLES: Record<Asked, string> = {
  enrol: "Set up a second factor",
  renew: "New recovery codes",
  disable: "Turn the second factor off",
};

export function SecondFactorPanel() {
  const { data: factor } = useSuspenseQuery(secondFactorQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const { enabled, required, recoveryCodesLeft: left } = factor;
  return (
    <Panel
      title="Second factor"
      actions={<Status of={enabled ? "active" : "closed"} name={enabled ? "On" : "Off"} />}
    >
      {enabled ? (
        <p className="soft">
          Signing in asks for a code of your authenticator.{" "}
          {left === 1 ? "1 recovery code is left." : `${left} recovery codes are left.`}
          {required && " Your role demands it."}
        </p>
      ) : (
        <p className="soft">
          With a code of an app on your phone, a password alone opens nothing.
          {required && " Your role demands it: you will be asked at the next sign-in."}
        </p>
      )}
      {enabled && left < 4 && (
        <div className="note" data-tone="warn">
          {left === 0 ? "There are no recovery codes left." : "Few recovery codes are left."} Make new ones
          before you need them.
        </div>
      )}
      <div className="buttons">
        {!enabled && <Button onClick={() => setAsked("enrol")}>Set it up</Button>}
        {enabled && (
          <Button variant="default" onClick={() => setAsked("renew")}>
            New recovery codes
          </Button>
        )}
        {enabled && !required && (
          <Button variant="default" onClick={() => setAsked("disable")}>
            Turn it off
          </Button>
        )}
      </div>
      <Dialog opened={asked !== null} onClose={close} title={asked ? TITLES[asked] : ""}>
        {asked === "enrol" && <Enrol onDone={close} />}
        {asked === "renew" && <Renew onDone={close} />}
        {asked === "disable" && <Disable onDone={close} />}
      </Dialog>
    </Panel>
  );
}

interface StepProps {
  onDone: () => void;
}

function Enrol({ onDone }: StepProps) {
  const start = useStartEnrolment();
  const confirm = useConfirmEnrolment();
  const [password, setPassword] = useState("");
  if (confirm.data) return <Keep codes={confirm.data.recoveryCodes} onDone={onDone} />;
  if (start.data) {
    return (
      <CodeForm
        label="Its first code"
        button="Turn it on"
        pending={confirm.isPending}
        error={confirm.error}
        onCode={(code) => confirm.mutate(code)}
      >
        <p>Scan this with your authenticator:</p>
        <Enrolment {...start.data} />
      </CodeForm>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate(password);
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={start.isPending}>
          Go on
        </Button>
      }
    >
      <PasswordInput
        label="Your password"
        description="So that nobody else does it at your desk"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={about(start.error, "password")}
        visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
        data-autofocus
      />
      <ErrorNote error={besides(start.error, "password")} />
    </DialogForm>
  );
}

function Renew({ onDone }: StepProps) {
  const renew = useRenewRecoveryCodes();
  if (renew.data) return <Keep codes={renew.data.recoveryCodes} onDone={onDone} />;
  return (
    <CodeForm
      label="Code of your authenticator"
      button="Make new codes"
      pending={renew.isPending}
      error={renew.error}
      onCode={(code) => renew.mutate(code)}
    >
      <p>The recovery codes you have now will be void.</p>
    </CodeForm>
  );
}

function Disable({ onDone }: StepProps) {
  const disable = useDisableSecondFactor();
  const off = () => {
    done("The second factor is off.");
    onDone();
  };
  return (
    <CodeForm
      label="Code of your authenticator, or a recovery code"
      button="Turn it off"
      pending={disable.isPending}
      error={disable.error}
      onCode={(code) => disable.mutate(code, { onSuccess: off })}
    >
      <p>From then on your password alone lets you in, and your recovery codes are void.</p>
    </CodeForm>
  );
}

interface CodeFormProps {
  label: string;
  button: string;
  pending: boolean;
  error: Error | null;
  onCode: (code: string) => void;
  children: ReactNode;
}

function CodeForm({ label, button, pending, error, onCode, children }: CodeFormProps) {
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCode(code.trim());
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={pending}>
          {button}
        </Button>
      }
    >
      {children}
      <TextInput
        label={label}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={about(error, "code")}
        data-autofocus
      />
      <ErrorNote error={besides(error, "code")} />
    </DialogForm>
  );
}

function Keep({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div className="form">
      <RecoveryCodes codes={codes} />
      <div className="buttons">
        <Button onClick={onDone}>I have kept them</Button>
      </div>
    </div>
  );
}
