// One's own account: who one is, how one signs in, and where one is signed in.
import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useState } from "react";
import { useAskForVerification, useChangeMe } from "../../data/account";
import { useMe } from "../../data/me";
import { rolesQuery } from "../../data/staff";
import { moment } from "../../lib/format";
import { LANGUAGES } from "../../lib/languages";
import { may } from "../../lib/permissions";
import { about, besides } from "../../lib/problems";
import { roleNames } from "../../lib/roles";
import { Fact, Facts, Page, Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done, failed } from "../../ui/toast";
import { PasswordPanel } from "./PasswordPanel";
import { SecondFactorPanel } from "./SecondFactorPanel";
import { SignInsPanel } from "./SignInsPanel";

export function AccountPage() {
  const me = useMe();
  return (
    <Page title="Account" lead={me.email}>
      <div className="columns">
        <div className="stack">
          <Profile key={`${me.name} ${me.language}`} />
          <SignInsPanel />
        </div>
        <div className="stack">
          <SecondFactorPanel />
          <PasswordPanel />
        </div>
      </div>
    </Page>
  );
}

function Profile() {
  const me = useMe();
  const change = useChangeMe();
  const realm = me.tenantId ?? null;
  const { data: roles } = useQuery({ ...rolesQuery(realm), enabled: may(me, "account:read") });
  const [name, setName] = useState(me.name);
  const [language, setLanguage] = useState(me.language);
  const dirty = name !== me.name || language !== me.language;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ name, language }, { onSuccess: () => done("Saved.") });
  };
  return (
    <Panel title="You">
      <Facts>
        <Fact name="Roles">{roleNames(me.roles, roles)}</Fact>
        <Fact name="Since">{moment(me.createdAt)}</Fact>
        <Fact name="E-mail">
          {me.emailVerified ? "Confirmed" : "Not confirmed yet"}
          {!me.emailVerified && <Verification />}
        </Fact>
      </Facts>
      <form className="form" onSubmit={submit}>
        <div className="pair">
          <TextInput
            label="Name"
            autoComplete="name"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={about(change.error, "name")}
          />
          <Select
            label="Language"
            description="Of mails to you"
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
            allowDeselect={false}
            value={language}
            onChange={(value) => value && setLanguage(value)}
            error={about(change.error, "language")}
            inputWrapperOrder={["label", "input", "description", "error"]}
          />
        </div>
        <ErrorNote error={besides(change.error, "name", "language")} />
        <div className="buttons">
          <Button type="submit" disabled={!dirty} loading={change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Verification() {
  const ask = useAskForVerification();
  return (
    <div>
      <Button
        variant="default"
        size="xs"
        mt={6}
        loading={ask.isPending}
        onClick={() =>
          ask.mutate(undefined, { onSuccess: () => done("A mail is on its way."), onError: failed })
        }
      >
        Send the mail
      </Button>
    </div>
  );
}
