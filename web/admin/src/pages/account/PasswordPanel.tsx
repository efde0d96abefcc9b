// Another password.
import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useRef } from "react";
import { useChangePassword } from "../../data/account";
import { about, besides } from "../../lib/problems";
import { Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

const SHOW = { "aria-label": "Show the password" };

export function PasswordPanel() {
  const form = useRef<HTMLFormElement>(null);
  const change = useChangePassword();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const body = { currentPassword: String(given.get("current")), newPassword: String(given.get("new")) };
    change.mutate(body, {
      onSuccess: () => {
        form.current?.reset();
        done("The new password holds; everywhere else you are signed out.");
      },
    });
  };
  return (
    <Panel title="Password">
      <form className="form" ref={form} onSubmit={submit}>
        <PasswordInput
          name="current"
          label="Current password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={about(change.error, "currentPassword")}
          visibilityToggleButtonProps={SHOW}
        />
        <PasswordInput
          name="new"
          label="New password"
          description="10 to 200 characters"
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={about(change.error, "newPassword")}
          visibilityToggleButtonProps={SHOW}
        />
        <ErrorNote error={besides(change.error, "currentPassword", "newPassword")} />
        <div className="buttons">
          <Button type="submit" loading={change.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </Panel>
  );
}
