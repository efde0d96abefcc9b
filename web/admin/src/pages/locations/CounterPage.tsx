// A counter at work: who is here, and the next one by one key.
import { Button, Menu, Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { lineQuery } from "../../data/line";
import {
  type Counter,
  counterQuery,
  type DeskInput,
  type DeskSession,
  type DeskVerb,
  type Location,
  locationQuery,
  useCallNext,
  useCounterDoor,
  useDeskVerb,
} from "../../data/locations";
import { useMe } from "../../data/me";
import { clock, count } from "../../lib/format";
import { may } from "../../lib/permissions";
import { Dialog } from "../../ui/Dialog";
import { Page, Panel } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { done, failed } from "../../ui/toast";
import { nameOf } from "../sessions/PeopleTable";
import { useKeys } from "./keys";
import { ServiceForm } from "./PersonMenu";

export function CounterPage() {
  const { tenantId, counterId } = useParams({ from: "/signed-in/t/$tenantId/counters/$counterId" });
  const me = useMe();
  const { data: counter } = useSuspenseQuery(counterQuery(tenantId, counterId));
  const { data: location } = useSuspenseQuery(locationQuery(tenantId, counter.locationId));
  const door = useCounterDoor(tenantId, counterId);
  const calls = may(me, "counter:call");
  return (
    <Page
      title={counter.name}
      crumbs={[
        { label: "Locations", to: `/t/${tenantId}/locations` },
        { label: location.name, to: `/t/${tenantId}/locations/${location.id}` },
      ]}
      aside={<Status of={counter.isOpen ? "open" : "closed"} />}
      actions={
        calls && (
          <Button
            variant={counter.isOpen ? "default" : "filled"}
            loading={door.isPending}
            onClick={() => door.mutate(counter.isOpen ? "close" : "open", { onError: failed })}
          >
            {counter.isOpen ? "Close the counter" : "Open the counter"}
          </Button>
        )
      }
    >
      <div className="columns">
        <Desk counter={counter} location={location.services} enabled={calls && counter.isOpen} />
        <WaitingHere counter={counter} enabled={calls && counter.isOpen} />
      </div>
    </Page>
  );
}

/** How many of each service are shown to be called out of turn. */
const SHOWN = 5;

function WaitingHere({ counter, enabled }: { counter: Counter; enabled: boolean }) {
  const me = useMe();
  return (
    <Panel title="Waiting for this counter">
      {counter.services.map(({ queueId, name, prefix, waiting }) => (
        <div className="waiting" key={queueId}>
          <div className="waiting-head">
            <h3>
              {prefix && `${prefix} `}
              {name}
            </h3>
            <span className="tabular">{count(waiting)}</span>
          </div>
          {may(me, "session:read") && <NextInLine counter={counter} queueId={queueId} enabled={enabled} />}
        </div>
      ))}
      {may(me, "session:read") && (
        <Link
          to="/t/$tenantId/locations/$locationId/line"
          params={{ tenantId: counter.tenantId, locationId: counter.locationId }}
        >
          Everybody who waits
        </Link>
      )}
    </Panel>
  );
}

/** Who comes next, and those put aside; any of them can be called at once. */
function NextInLine({ counter, queueId, enabled }: { counter: Counter; queueId: string; enabled: boolean }) {
  const { data: line = [] } = useQuery(lineQuery(counter.tenantId, queueId));
  const call = useDeskVerb(counter.tenantId, counter.id);
  const shown = [
    ...line.filter(({ held }) => !held).slice(0, SHOWN),
    ...line.filter(({ held, appointmentAt }) => held && !appointmentAt).slice(0, SHOWN),
  ];
  if (shown.length === 0) return null;
  const body = { counterId: counter.id, current: counter.current?.id ?? null };
  return (
    <ul className="rows waiting-rows">
      {shown.map((person) => (
        <li key={person.id}>
          <span>
            <strong className="tabular">{nameOf(person)}</strong>{" "}
            <span className="small soft">
              {person.held ? "put aside" : `since ${clock(person.enqueuedAt)}`}
            </span>
          </span>
          <Button
            variant="default"
            size="xs"
            disabled={!enabled || call.isPending}
            aria-label={`Call ${nameOf(person)} now`}
            onClick={() => call.mutate({ sessionId: person.id, verb: "call", body }, { onError: failed })}
          >
            Call
          </Button>
        </li>
      ))}
    </ul>
  );
}

interface DeskProps {
  counter: Counter;
  /** What somebody can be passed on to. */
  location: Location["services"];
  enabled: boolean;
}

function Desk({ counter, location, enabled }: DeskProps) {
  const next = useCallNext(counter.tenantId, counter.id);
  const verb = useDeskVerb(counter.tenantId, counter.id);
  const [keys, setKeys] = useLocalStorage({ key: "counter-keys", defaultValue: true });
  const [adding, setAdding] = useState(false);
  const current = counter.current ?? null;
  const others = location.filter(({ queueId }) => queueId !== current?.queueId);
  const busy = next.isPending || verb.isPending;

  const callNext = () =>
    next
      .mutateAsync(current?.id ?? null)
      .then(({ outcome }) => outcome === "nobody" && done("Nobody waits."))
      .catch(failed);
  const act = (name: DeskVerb, body: DeskInput = {}) =>
    current && verb.mutateAsync({ sessionId: current.id, verb: name, body }).catch(failed);
  const called = current?.status === "released";

  useKeys(enabled && keys && !busy, {
    n: callNext,
    r: () => called && act("recall"),
    s: () => called && act("start"),
    f: () => act("finish"),
    x: () => called && act("no-show"),
  });

  return (
    <section className="panel desk" aria-label="At the counter" data-busy={busy || undefined}>
      <div className="desk-now" aria-live="assertive">
        <Now current={current} />
      </div>
      <Button
        className="desk-next"
        size="xl"
        fullWidth
        disabled={!enabled}
        loading={next.isPending}
        onClick={callNext}
      >
        Call next{enabled && keys && <Key name="N" />}
      </Button>
      {current && (
        <div className="buttons desk-verbs">
          {called && (
            <>
              <Button variant="default" disabled={!enabled || busy} onClick={() => act("recall")}>
                Call again{keys && <Key name="R" />}
              </Button>
              <Button variant="default" disabled={!enabled || busy} onClick={() => act("start")}>
                Start{keys && <Key name="S" />}
              </Button>
              <Button variant="default" disabled={!enabled || busy} onClick={() => act("no-show")}>
                Did not come{keys && <Key name="X" />}
              </Button>
            </>
          )}
          <Button variant="default" disabled={!enabled || busy} onClick={() => act("finish")}>
            Finish{keys && <Key name="F" />}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                variant="default"
                disabled={!enabled || busy}
                rightSection={<IconChevronDown size={14} aria-hidden />}
              >
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {called && <Menu.Item onClick={() => act("hold")}>Hold</Menu.Item>}
              {called && (
                <Menu.Item onClick={() => act("return", { to: "front" })}>Back to the front</Menu.Item>
              )}
              {called && <Menu.Item onClick={() => act("return", { to: "end" })}>Back to the end</Menu.Item>}
              {others.length > 0 && <Menu.Item onClick={() => setAdding(true)}>Add a service…</Menu.Item>}
              {others.length > 0 && <Menu.Label>Pass on to</Menu.Label>}
              {others.map(({ queueId, name }) => (
                <Menu.Item key={queueId} onClick={() => act("transfer", { queueId })}>
                  {name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      {current && (
        <Dialog
          opened={adding}
          onClose={() => setAdding(false)}
          title={`Another service for ${current.number ?? count(current.ticket)}`}
        >
          <ServiceForm
            services={others}
            button="Add it"
            error={verb.error}
            pending={verb.isPending}
            onChoose={(queueId) =>
              verb.mutateAsync({ sessionId: current.id, verb: "add-service", body: { queueId } }).then(
                () => {
                  done("They go on there once they are done here.");
                  setAdding(false);
                },
                () => {},
              )
            }
          >
            Once they are done here they go on in the line of that service, with the arrival time they have.
          </ServiceForm>
        </Dialog>
      )}
      <Switch
        label="Work by single keys"
        description="N, R, S, X and F, while no field has the focus"
        checked={keys}
        onChange={(event) => setKeys(event.currentTarget.checked)}
      />
    </section>
  );
}

function Now({ current }: { current: DeskSession | null }) {
  if (!current) {
    return (
      <>
        <strong className="desk-number">—</strong>
        <p className="soft">Nobody is here</p>
      </>
    );
  }
  const since = current.servedAt ?? current.calledAt;
  return (
    <>
      <strong className="desk-number">{current.number ?? count(current.ticket)}</strong>
      <p>
        {current.queueName}
        {current.userIdentifier && `, ${current.userIdentifier}`}
      </p>
      {current.next.length > 0 && (
        <p className="small soft">Then goes on as {current.next.map(({ number }) => number).join(", ")}</p>
      )}
      <p className="soft">
        {current.status === "released"
          ? `Called ${current.calls > 1 ? `${current.calls} times` : "once"}`
          : "Being served"}
        , since {clock(since)}
      </p>
    </>
  );
}

const Key = ({ name }: { name: string }) => (
  <span className="key" aria-hidden="true">
    {name}
  </span>
);
