// One's own account.
import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ApiError } from "@virtual-queue/client";
import { type FormEvent, useRef } from "react";
import { api } from "../app/connection";
import { useMe } from "../data/me";
import { moment, words } from "../lib/format";
import { Fact, Facts, Page, Panel } from "../ui/Page";
import { ErrorNote } from "../ui/states";
import { done } from "../ui/toast";

const SHOW = { "aria-label": "Show the password" };

export function AccountPage() {
  const me = useMe();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      api.put("/v1/auth/password", { body }),
    onSuccess: () => {
      form.current?.reset();
      done("The new password holds.");
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    change.mutate({ currentPassword: String(given.get("current")), newPassword: String(given.get("new")) });
  };
  const problem = (field: string) =>
    change.error instanceof ApiError ? change.error.about(field) : undefined;
  const elsewhere = problem("currentPassword") || problem("newPassword") ? null : change.error;
  return (
    <Page title="Account">
      <div className="columns">
        <Panel title={me.email}>
          <Facts>
            <Fact name="Roles">{me.roles.map(words).join(", ")}</Fact>
            <Fact name="Since">{moment(me.createdAt)}</Fact>
          </Facts>
        </Panel>
        <Panel title="Password">
          <form className="form" ref={form} onSubmit={submit}>
            <PasswordInput
              name="current"
              label="Current password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              error={problem("currentPassword")}
              visibilityToggleButtonProps={SHOW}
            />
            <PasswordInput
              name="new"
              label="New password"
              description="10 to 200 characters"
              autoComplete="new-password"
              required
              withAsterisk={false}
              error={problem("newPassword")}
              visibilityToggleButtonProps={SHOW}
            />
            <ErrorNote error={elsewhere} />
            <div className="buttons">
              <Button type="submit" loading={change.isPending}>
                Change the password
              </Button>
            </div>
          </form>
        </Panel>
      </div>
    </Page>
  );
}
