// Somebody forgot their password: a mail with a link is on its way, whether or not there is such a person.
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { strangers } from "../../app/connection";
import { about, besides } from "../../lib/problems";
import { ErrorNote } from "../../ui/states";
import { Door } from "./Door";

export function ForgotPage() {
  const [email, setEmail] = useState("");
  const ask = useMutation({
    mutationFn: () => strangers.post("/v1/auth/password-reset", { body: { email: email.trim() } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <Door title="New password">
      {ask.isSuccess ? (
        <p role="status">
          If somebody signs in here with <strong className="wrap">{email.trim()}</strong>, a mail is on its
          way to them. Its link works once, for 30 minutes.
        </p>
      ) : (
        <form onSubmit={submit}>
          <p className="soft">A mail will bring a link to choose a new one.</p>
          <TextInput
            type="email"
            label="E-mail"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={about(ask.error, "email")}
          />
          <ErrorNote error={besides(ask.error, "email")} />
          <Button type="submit" size="md" loading={ask.isPending}>
            Send the mail
          </Button>
        </form>
      )}
      <Link to="/sign-in">Back to the sign-in</Link>
    </Door>
  );
}
