// A counter at work: who is here, and the next one by one key.
import { Button, Menu, Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import {
  type Counter,
  counterQuery,
  type DeskInput,
  type DeskSession,
  type DeskVerb,
  locationQuery,
  useCallNext,
  useCounterDoor,
  useDeskVerb,
} from "../../data/locations";
import { useMe } from "../../data/me";
import { clock, count } from "../../lib/format";
import { may } from "../../lib/permissions";
import { Page, Panel } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { done, failed } from "../../ui/toast";
import { useKeys } from "./keys";

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
        <Panel title="Waiting for this counter">
          <ul className="openings">
            {counter.services.map(({ queueId, name, prefix, waiting }) => (
              <li key={queueId}>
                <span>
                  {prefix && <strong>{prefix} </strong>}
                  {name}
                </span>
                <span className="tabular">{count(waiting)}</span>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </Page>
  );
}

interface DeskProps {
  counter: Counter;
  /** What somebody can be passed on to. */
  location: readonly { queueId: string; name: string }[];
  enabled: boolean;
}

function Desk({ counter, location, enabled }: DeskProps) {
  const next = useCallNext(counter.tenantId, counter.id);
  const verb = useDeskVerb(counter.tenantId, counter.id);
  const [keys, setKeys] = useLocalStorage({ key: "counter-keys", defaultValue: true });
  const current = counter.current ?? null;
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
    <section className="panel desk" aria-label="At the counter">
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
              <Menu.Label>Pass on to</Menu.Label>
              {location
                .filter(({ queueId }) => queueId !== current.queueId)
                .map(({ queueId, name }) => (
                  <Menu.Item key={queueId} onClick={() => act("transfer", { queueId })}>
                    {name}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
        </div>
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
