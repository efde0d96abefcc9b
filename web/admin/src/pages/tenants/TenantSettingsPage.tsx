// What a tenant is called and where it is; its limits, for the platform to change.
import { Button, Select, TextInput } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useMe } from "../../data/me";
import {
  type Limits,
  type Tenant,
  type TenantChange,
  tenantQuery,
  useChangeTenant,
  useDeleteTenant,
} from "../../data/tenants";
import { type Draft, useDraft } from "../../lib/draft";
import { count } from "../../lib/format";
import { LANGUAGES } from "../../lib/languages";
import { may } from "../../lib/permissions";
import { zones } from "../../lib/schedule";
import { ConfirmButton } from "../../ui/Confirm";
import { MergeNote } from "../../ui/MergeNote";
import { Fact, Facts, Page, Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";
import { WholeNumber } from "../../ui/WholeNumber";

/** What the form holds of a tenant. */
interface Fields {
  name: string;
  domain: string;
  locale: string;
  timeZone: string;
  maxQueues: number;
  maxConcurrentUsers: number;
  maxWaiting: number;
  maxPeople: number;
  maxApiKeys: number;
  maxLocations: number;
  maxCounters: number;
  maxKiosks: number;
  maxDomains: number;
  apiRequestsPerMinute: number;
  apiRequestsPerHour: number;
}

const NAMES: Record<keyof Fields, string> = {
  name: "Name",
  domain: "Domain",
  locale: "Language",
  timeZone: "Time zone",
  maxQueues: "Queues",
  maxConcurrentUsers: "Highest cap of a queue",
  maxWaiting: "Longest line",
  maxPeople: "People who sign in",
  maxApiKeys: "API keys",
  maxLocations: "Locations",
  maxCounters: "Counters",
  maxKiosks: "Kiosks",
  maxDomains: "Domains",
  apiRequestsPerMinute: "API calls a minute",
  apiRequestsPerHour: "API calls an hour",
};

const LIMITS = [
  "maxQueues",
  "maxConcurrentUsers",
  "maxWaiting",
  "maxPeople",
  "maxApiKeys",
  "maxLocations",
  "maxCounters",
  "maxKiosks",
  "maxDomains",
  "apiRequestsPerMinute",
  "apiRequestsPerHour",
] as const;
const setting = (tenant: Tenant, name: string): string => {
  const value = (tenant.configuration as Record<string, unknown>)[name];
  return typeof value === "string" ? value : "";
};

const fieldsOf = (tenant: Tenant): Fields => ({
  name: tenant.name,
  domain: tenant.domain ?? "",
  locale: setting(tenant, "locale"),
  timeZone: setting(tenant, "timeZone"),
  ...tenant.limits,
});

/** What to send: the name always, the rest where it was changed. */
function changeOf(tenant: Tenant, fields: Fields, changed: Partial<Fields>, version: number): TenantChange {
  const { domain, locale, timeZone } = changed;
  const configuration = {
    ...(tenant.configuration as object),
    locale: fields.locale,
    timeZone: fields.timeZone,
  };
  const limits: Partial<Limits> = Object.fromEntries(
    LIMITS.filter((name) => changed[name] !== undefined).map((name) => [name, fields[name]]),
  );
  return {
    name: fields.name,
    version,
    ...(domain !== undefined && { domain: domain.trim() || null }),
    ...((locale !== undefined || timeZone !== undefined) && { configuration }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

export function TenantSettingsPage() {
  const { tenantId } = useParams({ from: "/signed-in/t/$tenantId/settings" });
  const me = useMe();
  const { data: tenant } = useSuspenseQuery({ ...tenantQuery(tenantId), refetchInterval: 10_000 });
  const client = useQueryClient();
  const change = useChangeTenant(tenantId);
  const draft = useDraft(fieldsOf(tenant), tenant.version);
  const editable = may(me, "tenant:write");
  const platform = may(me, "platform:admin");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const key = tenantQuery(tenantId).queryKey;
    const saved = await draft.save(
      ({ version, ...changed }) => change.mutateAsync(changeOf(tenant, draft.values, changed, version)),
      () => client.refetchQueries({ queryKey: key }),
    );
    if (saved) done("Saved.");
  };

  return (
    <Page title="Settings" lead={tenant.name}>
      <form className="columns" onSubmit={submit}>
        <div className="stack">
          <Panel title="Tenant">
            <div className="form">
              <TextInput label="Name" required {...text(draft, "name", editable)} />
              <TextInput
                label="Domain"
                description="A name to know it by; where its pages appear is set under Domains"
                {...text(draft, "domain", editable)}
              />
              <div className="pair">
                <Select
                  label="Language"
                  data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
                  value={draft.values.locale || null}
                  onChange={(value) => draft.set("locale", value ?? "")}
                  readOnly={!editable}
                />
                <Select
                  label="Time zone"
                  data={zones()}
                  searchable
                  value={draft.values.timeZone || null}
                  onChange={(value) => draft.set("timeZone", value ?? "")}
                  readOnly={!editable}
                />
              </div>
            </div>
          </Panel>
          <MergeNote
            draft={draft}
            names={NAMES}
            show={(_, value) => (typeof value === "number" ? count(value) : String(value) || "none")}
          />
          <ErrorNote error={draft.error} />
          {editable && (
            <div className="buttons">
              <Button type="submit" disabled={!draft.dirty} loading={draft.saving}>
                Save
              </Button>
              {draft.dirty && (
                <Button variant="default" onClick={draft.reset}>
                  Discard
                </Button>
              )}
            </div>
          )}
        </div>
        <div className="stack">
          <Panel title="Limits">
            {platform ? <LimitFields draft={draft} /> : <LimitFacts limits={tenant.limits} />}
          </Panel>
          {platform && <Deletion tenant={tenant} />}
        </div>
      </form>
    </Page>
  );
}

function text(draft: Draft<Fields>, field: "name" | "domain", editable: boolean) {
  return {
    value: draft.values[field],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => draft.set(field, event.currentTarget.value),
    error: draft.problem(field),
    readOnly: !editable,
  };
}

function LimitFields({ draft }: { draft: Draft<Fields> }) {
  return (
    <div className="form">
      {LIMITS.map((name) => (
        <WholeNumber
          key={name}
          label={NAMES[name]}
          value={draft.values[name]}
          onChange={(value) => draft.set(name, value)}
          min={1}
          error={draft.problem(`limits.${name}`)}
        />
      ))}
    </div>
  );
}

function LimitFacts({ limits }: { limits: Limits }) {
  return (
    <Facts>
      {LIMITS.map((name) => (
        <Fact key={name} name={NAMES[name]}>
          {count(limits[name])}
        </Fact>
      ))}
    </Facts>
  );
}

function Deletion({ tenant }: { tenant: Tenant }) {
  const remove = useDeleteTenant(tenant.id);
  const navigate = useNavigate();
  return (
    <Panel title="Delete">
      <p className="soft">Its queues, everybody in them and its accounts are gone for good.</p>
      <div>
        <ConfirmButton
          label="Delete this tenant"
          title={`Delete ${tenant.name}?`}
          confirm="Delete for good"
          typed={tenant.name}
          onConfirm={async () => {
            await remove.mutateAsync();
            done(`${tenant.name} is deleted.`);
            await navigate({ to: "/tenants" });
          }}
        >
          This cannot be taken back. To stop a tenant for a while, suspend it.
        </ConfirmButton>
      </div>
    </Panel>
  );
}
