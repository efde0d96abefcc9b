// Everybody, narrowed by filters that stand in the address.
import { Button, Select, TextInput } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { SessionSearch } from "../../app/router";
import { queuesQuery } from "../../data/queues";
import { type PeopleFilter, peopleQuery, STATES } from "../../data/sessions";
import { clearing } from "../../ui/clearing";
import { Page } from "../../ui/Page";
import { stateName } from "../../ui/Status";
import { Empty, ErrorNote, Pending } from "../../ui/states";
import { PeopleTable } from "./PeopleTable";

const ROUTE = "/signed-in/t/$tenantId/sessions";
const ROWS = 50;

export function SessionsPage() {
  const { tenantId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/t/$tenantId/sessions" });
  const { data: queues } = useSuspenseQuery(queuesQuery(tenantId));
  const { data, error, refetch } = useQuery(peopleQuery(tenantId, filterOf(search)));
  /** Another filter begins at its first page. */
  const narrow = (change: { [K in keyof SessionSearch]: SessionSearch[K] | null }) => {
    const { cursor: _, ...kept } = search;
    const given = Object.entries({ ...kept, ...change }).filter(([, value]) => value);
    return navigate({ search: Object.fromEntries(given) as SessionSearch });
  };
  const names = new Map(queues.map(({ id, name }) => [id, name]));
  const filtered = Boolean(search.queue || search.status || search.who);
  return (
    <Page title="People" lead="Everybody who waits, was offered a turn, is inside or was.">
      <section className="panel" aria-label="People">
        <div className="pair">
          <Who key={search.who ?? ""} who={search.who ?? ""} onSearch={(who) => narrow({ who })} />
          <Select
            label="Queue"
            placeholder="All queues"
            value={search.queue ?? null}
            onChange={(queue) => narrow({ queue })}
            data={queues.map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            clearable
            clearButtonProps={clearing("All queues")}
          />
          <Select
            label="State"
            placeholder="All states"
            value={search.status ?? null}
            onChange={(status) => narrow({ status })}
            data={STATES.map((state) => ({ value: state, label: stateName(state) }))}
            clearable
            clearButtonProps={clearing("All states")}
          />
        </div>
        <ErrorNote error={error} onRetry={refetch} />
        {!data && !error && <Pending />}
        {data?.items.length === 0 && (
          <Empty
            title={filtered ? "Nobody fits these filters" : "Nobody has joined yet"}
            action={
              filtered && (
                <Button variant="default" onClick={() => navigate({ search: {} })}>
                  Take the filters away
                </Button>
              )
            }
          />
        )}
        {data && data.items.length > 0 && <PeopleTable people={data.items} queues={names} />}
        <div className="buttons">
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

function filterOf({ queue, status, who, cursor }: SessionSearch): PeopleFilter {
  return {
    limit: ROWS,
    ...(queue && { queueId: queue }),
    ...(status && { status }),
    ...(who && { userIdentifier: who }),
    ...(cursor && { cursor }),
  };
}

/** Looks for one person, once the field is left or Enter is pressed. */
function Who({ who, onSearch }: { who: string; onSearch: (who: string) => void }) {
  const [text, setText] = useState(who);
  const search = () => {
    if (text.trim() !== who) onSearch(text.trim());
  };
  return (
    <search>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          search();
        }}
      >
        <TextInput
          type="search"
          label="Identifier"
          placeholder="As your site calls them, in full"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={search}
        />
      </form>
    </search>
  );
}
