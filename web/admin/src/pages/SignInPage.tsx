// The door: e-mail and password, and the second factor where there is one or a role demands one.
import { Button, Code, PasswordInput, TextInput } from "@mantine/core";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import type { SecondStep } from "@virtual-queue/client";
import { type FormEvent, useEffect, useState } from "react";
import { session } from "../app/connection";
import { Mark } from "../ui/Mark";
import { ErrorNote } from "../ui/states";

export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const router = useRouter();
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [step, setStep] = useState<(SecondStep & { secret?: string }) | null>(null);
  const [recoveryCodes, setRecoveryCodes] = useState<string[]>([]);
  useEffect(() => {
    document.title = "Sign in · Virtual Queue";
  }, []);

  const enter = async () => {
    await router.invalidate();
    await navigate({ to: next ?? "/" });
  };

  const submit = (work: (form: FormData) => Promise<void>) => async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await work(form);
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };

  const signIn = submit(async (form) => {
    const more = await session.signIn(String(form.get("email")), String(form.get("password")));
    if (!more) return enter();
    setStep(more.enrolment ? { ...more, secret: (await session.enrol(more.challenge)).secret } : more);
  });

  const secondStep = submit(async (form) => {
    const codes = await session.secondStep(step?.challenge ?? "", String(form.get("code")).trim());
    if (codes.length === 0) return enter();
    setRecoveryCodes(codes);
  });

  return (
    <div className="door">
      <main className="door-card">
        <div className="bar-brand">
          <Mark />
          Virtual Queue
        </div>
        <h1>Sign in</h1>
        {recoveryCodes.length > 0 ? (
          <form onSubmit={submit(enter)}>
            <p>Keep these codes in a safe place: each lets you in once without your authenticator.</p>
            <Code block>{recoveryCodes.join("\n")}</Code>
            <ErrorNote error={error} />
            <Button type="submit" size="md" loading={busy}>
              I have kept them
            </Button>
          </form>
        ) : step ? (
          <form onSubmit={secondStep} key="second-step">
            {step.secret && (
              <>
                <p>Your role asks for a second factor. Add this secret to your authenticator:</p>
                <Code block>{step.secret}</Code>
              </>
            )}
            <TextInput
              name="code"
              label={step.secret ? "Its first code" : "Code of your authenticator, or a recovery code"}
              autoComplete="one-time-code"
              required
              withAsterisk={false}
              autoFocus
            />
            <ErrorNote error={error} />
            <Button type="submit" size="md" loading={busy}>
              Sign in
            </Button>
          </form>
        ) : (
          <form onSubmit={signIn} key="first-step">
            <TextInput
              name="email"
              type="email"
              label="E-mail"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
            />
            <PasswordInput
              name="password"
              label="Password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
            />
            <ErrorNote error={error} />
            <Button type="submit" size="md" loading={busy}>
              Sign in
            </Button>
          </form>
        )}
      </main>
      <div className="door-sun" aria-hidden="true" />
    </div>
  );
}
