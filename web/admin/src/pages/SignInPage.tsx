// The door.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
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
  useEffect(() => {
    document.title = "Sign in · Virtual Queue";
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await session.signIn(String(form.get("email")), String(form.get("password")));
      await router.invalidate();
      await navigate({ to: next ?? "/" });
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };

  return (
    <div className="door">
      <main className="door-card">
        <div className="bar-brand">
          <Mark />
          Virtual Queue
        </div>
        <h1>Sign in</h1>
        <form onSubmit={submit}>
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
      </main>
      <div className="door-sun" aria-hidden="true" />
    </div>
  );
}
