// Who did what: narrowed by filters that stand in the address.
import { Anchor, Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { AuditSearch } from "../../app/router";
import { AREAS, type AuditEntry, type AuditFilter, auditQuery, exportAudit } from "../../data/audit";
import { useMe } from "../../data/me";
import { type Person, staffQuery } from "../../data/staff";
import { actionName } from "../../lib/actionName";
import { count, moment, words } from "../../lib/format";
import { type Me, may } from "../../lib/permissions";
import { Code } from "../../ui/Code";
import { clearing } from "../../ui/clearing";
import { Page } from "../../ui/Page";
import { Empty, ErrorNote, Pending } from "../../ui/states";

const ROWS = 50;

export function AuditPage() {
  // Without a tenant it is the platform's own log.
  const { tenantId = null } = useParams({ strict: false });
  const search: AuditSearch = useSearch({ strict: false });
  const go = useNavigate();
  const navigate = ({ search }: { search: AuditSearch }) =>
    tenantId
      ? go({ to: "/t/$tenantId/audit", params: { tenantId }, search })
      : go({ to: "/platform/audit", search });
  const me = useMe();
  const filter = filterOf(search);
  // A tenant's log names the people of the tenant; who may see those of the platform is told their names, too.
  const { data: platform = [] } = useQuery({ ...staffQuery(null), enabled: may(me, "platform:admin") });
  const { data, error, refetch } = useQuery(auditQuery(tenantId, filter, search.cursor, ROWS));
  /** Another filter begins at its first page. */
  const narrow = (change: { [K in keyof AuditSearch]: AuditSearch[K] | null }) => {
    const { cursor: _, ...kept } = search;
    const given = Object.entries({ ...kept, ...change }).filter(([, value]) => value);
    return navigate({ search: Object.fromEntries(given) as AuditSearch });
  };
  const filtered = Boolean(search.area || search.by || search.from || search.to);
  return (
    <Page
      title={tenantId ? "Audit log" : "Audit log of the platform"}
      lead="Every change by a person or a key, with what was before and after. Nobody can edit it unseen."
      actions={tenantId && may(me, "audit:export") && <Exports tenantId={tenantId} filter={filter} />}
    >
      <section className="panel" aria-label="Entries">
        <div className="pair">
          <Select
            label="About"
            placeholder="Everything"
            value={search.area ?? null}
            onChange={(area) => narrow({ area })}
            data={[...AREAS]}
            searchable
            clearable
            clearButtonProps={clearing("Everything")}
          />
          <TextInput
            type="date"
            label="From"
            value={search.from ?? ""}
            max={search.to}
            onChange={(event) => narrow({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="To"
            value={search.to ?? ""}
            min={search.from}
            onChange={(event) => narrow({ to: event.currentTarget.value })}
          />
        </div>
        <ErrorNote error={error} onRetry={refetch} />
        {!data && !error && <Pending />}
        {data?.items.length === 0 && (
          <Empty title={filtered ? "No entry fits these filters" : "Nothing was changed yet"} />
        )}
        {data && data.items.length > 0 && (
          <Entries entries={data.items} platform={platform} onActor={(by) => narrow({ by })} />
        )}
        <div className="buttons">
          {filtered && (
            <Button variant="default" onClick={() => navigate({ search: {} })}>
              Take the filters away
            </Button>
          )}
          {search.cursor && (
            <Button variant="default" onClick={() => narrow({})}>
              First page
            </Button>
          )}
          {data?.nextCursor && (
            <Button
              variant="default"
              onClick={() => navigate({ search: { ...search, cursor: data.nextCursor ?? "" } })}
            >
              Next page
            </Button>
          )}
        </div>
      </section>
    </Page>
  );
}

/** Days of the calendar here; the last one is part of it. */
function filterOf({ area, by, from, to }: AuditSearch): AuditFilter {
  const begin = day(from, 0);
  const end = day(to, 1);
  return {
    ...(area && { action: area }),
    ...(by && { actor: by }),
    ...(begin && { from: begin }),
    ...(end && { to: end }),
  };
}

function day(text: string | undefined, later: number): string | undefined {
  const [year, month, date] = (text ?? "").split("-").map(Number);
  if (!year || !month || !date) return undefined;
  const at = new Date(year, month - 1, date + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

interface EntriesProps {
  entries: readonly AuditEntry[];
  platform: readonly Person[];
  onActor: (by: string) => void;
}

function Entries({ entries, platform, onActor }: EntriesProps) {
  const me = useMe();
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col" className="wide">
              From
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.sequence}>
              <td className="when">{moment(entry.at)}</td>
              <td>
                {entry.actor.id ? (
                  <Anchor
                    component="button"
                    type="button"
                    inherit
                    ta="left"
                    onClick={() => onActor(entry.actor.id)}
                  >
                    {actorOf(entry, platform, me)}
                  </Anchor>
                ) : (
                  actorOf(entry, platform, me)
                )}
              </td>
              <td>
                <What entry={entry} />
              </td>
              <td className="wide nowrap">{entry.address ?? "—"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function actorOf({ actor }: AuditEntry, platform: readonly Person[], me: Me): string {
  const administrator = platform.find(({ id }) => id === actor.id);
  const name = actor.name ?? (administrator?.name || administrator?.email);
  if (actor.id === me.id) return `You, ${name || me.name || me.email}`;
  if (administrator) return `Platform administrator: ${name}`;
  if (name) return name;
  const kinds: Record<string, string> = {
    account: "Platform administrator, or gone",
    key: "An API key",
    nobody: "A visitor",
  };
  return kinds[actor.kind] ?? `The system: ${words(actor.id)}`;
}

/** What was done; the rest when it is asked for. */
function What({ entry }: { entry: AuditEntry }) {
  const { action, target, reason, before, after, sequence, requestId, address } = entry;
  return (
    <details>
      <summary>
        {actionName(action)}
        {reason && <span className="soft">: {reason}</span>}
      </summary>
      <p className="small soft">
        Entry {count(sequence)}, {words(target.kind)} {target.id}, from {address ?? "no address"}
        {requestId && `, request ${requestId}`}
      </p>
      {before && <Code text={JSON.stringify(before, null, 2)} label="Before" />}
      {after && <Code text={JSON.stringify(after, null, 2)} label="After" />}
    </details>
  );
}

function Exports({ tenantId, filter }: { tenantId: string; filter: AuditFilter }) {
  const [error, setError] = useState<Error | null>(null);
  const save = async (format: "csv" | "jsonl") => {
    setError(null);
    try {
      const address = URL.createObjectURL(await exportAudit(tenantId, filter, format));
      const link = Object.assign(document.createElement("a"), { href: address, download: `audit.${format}` });
      link.click();
      URL.revokeObjectURL(address);
    } catch (failed) {
      setError(failed as Error);
    }
  };
  return (
    <>
      <ErrorNote error={error} />
      <Button variant="default" onClick={() => save("csv")}>
        Export as CSV
      </Button>
      <Button variant="default" onClick={() => save("jsonl")}>
        As JSON Lines
      </Button>
    </>
  );
}
