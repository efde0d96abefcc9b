// One person: where they stand, what happened to them, what can be done, and their other visits.
import { Button, NumberInput } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { historyQuery } from "../../data/line";
import { countersQuery, locationQuery } from "../../data/locations";
import { useMe } from "../../data/me";
import { type Queue, queuesQuery } from "../../data/queues";
import {
  isAlive,
  type Person,
  peopleQuery,
  personQuery,
  useChangePerson,
  useRemovePerson,
} from "../../data/sessions";
import { count, duration, moment } from "../../lib/format";
import { may } from "../../lib/permissions";
import { Code } from "../../ui/Code";
import { ConfirmButton } from "../../ui/Confirm";
import { Fact, Facts, Page, Panel } from "../../ui/Page";
import { Status, stateName } from "../../ui/Status";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";
import { WaitingStatus } from "../locations/LinePage";
import { PersonMenu } from "../locations/PersonMenu";
import { nameOf, PeopleTable } from "./PeopleTable";

export function SessionPage() {
  const { tenantId, sessionId } = useParams({ from: "/signed-in/t/$tenantId/sessions/$sessionId" });
  const me = useMe();
  const { data: person } = useSuspenseQuery(personQuery(tenantId, sessionId));
  const { data: queues } = useSuspenseQuery(queuesQuery(tenantId));
  const names = new Map(queues.map(({ id, name }) => [id, name]));
  const remove = useRemovePerson(tenantId);
  const changeable = may(me, "session:write") && isAlive(person);
  const waits = person.status === "waiting";
  const queue = queues.find(({ id }) => id === person.queueId);
  return (
    <Page
      title={nameOf(person)}
      crumbs={[{ label: "People", to: `/t/${tenantId}/sessions` }]}
      aside={waits ? <WaitingStatus person={person} /> : <Status of={person.status} />}
      lead={
        <Link to="/t/$tenantId/queues/$queueId" params={{ tenantId, queueId: person.queueId }}>
          {names.get(person.queueId) ?? "The queue"}
        </Link>
      }
      actions={
        <>
          {waits && queue?.walkIn && <InPerson person={person} queue={queue} />}
          {changeable && (
            <ConfirmButton
              label={waits ? "Remove from the line" : "End the stay"}
              title={waits ? `Remove ${nameOf(person)}?` : `End the stay of ${nameOf(person)}?`}
              confirm={waits ? "Remove" : "End it"}
              asksReason
              onConfirm={async (reason) => {
                await remove.mutateAsync({ sessionId: person.id, reason });
                done(`${nameOf(person)} is out.`);
              }}
            >
              {waits
                ? "They lose their place; who comes behind moves up. They may join again at the end."
                : "Their admission is revoked and their slot goes to the next in line."}
            </ConfirmButton>
          )}
        </>
      }
    >
      <div className="columns">
        <div className="stack">
          <Panel title="Now">
            <Facts>
              <Fact name="Position">{person.position ? count(person.position) : "—"}</Fact>
              <Fact name="Wait">{waits ? duration(person.estimatedWaitSeconds?.p50) : "—"}</Fact>
              <Fact name="Ticket">{person.number ?? count(person.ticket)}</Fact>
              {person.counter && <Fact name="Counter">{person.counter.name}</Fact>}
              {person.appointmentAt && <Fact name="Appointment">{moment(person.appointmentAt)}</Fact>}
              <Fact name="Priority">{person.priority}</Fact>
              {person.deadline && isAlive(person) && (
                <Fact name={person.status === "active" ? "Inside until" : "To be claimed by"}>
                  {moment(person.deadline)}
                </Fact>
              )}
              <Fact name="Identifier">{person.userIdentifier ?? "—"}</Fact>
            </Facts>
            {person.metadata && <Code text={JSON.stringify(person.metadata, null, 2)} label="Metadata" />}
          </Panel>
          <OtherVisits person={person} names={names} />
        </div>
        <div className="stack">
          <Panel title="What happened">
            <WhatHappened person={person} />
          </Panel>
          {changeable && waits && may(me, "session:prioritize") && (
            <Priority key={person.priority} person={person} />
          )}
        </div>
      </div>
    </Page>
  );
}

/** What can be done where people come in person. */
function InPerson({ person, queue }: { person: Person; queue: Queue }) {
  const locationId = queue.walkIn?.locationId ?? "";
  const me = useMe();
  const enabled = may(me, "location:read") && may(me, "counter:read");
  const { data: location } = useQuery({ ...locationQuery(person.tenantId, locationId), enabled });
  const { data: counters } = useQuery({ ...countersQuery(person.tenantId, locationId), enabled });
  if (!location || !counters) return null;
  return <PersonMenu person={person} services={location.services} counters={counters} />;
}

const EVENTS: Record<string, string> = {
  joined: "Joined the line",
  released: "Was offered the turn",
  claimed: "Went in",
};

/** The history as it was written down; until it is, what the session itself knows. */
function WhatHappened({ person }: { person: Person }) {
  const { data: history } = useQuery(historyQuery(person.tenantId, person.id));
  const written = history?.map(({ at, event, fromPriority, toPriority }) => ({
    at,
    what:
      event === "priority_changed"
        ? `Priority ${fromPriority ?? 0} became ${toPriority ?? 0}`
        : (EVENTS[event] ?? `Over: ${stateName(event).toLowerCase()}`),
  }));
  const events = written && written.length >= eventsOf(person).length ? written : eventsOf(person);
  return (
    <ol className="timeline">
      {events.map(({ at, what }) => (
        <li key={`${at} ${what}`}>
          <time dateTime={at}>{moment(at)}</time>
          <span>{what}</span>
        </li>
      ))}
    </ol>
  );
}

function eventsOf(person: Person): { at: string; what: string }[] {
  const events = [
    { at: person.enqueuedAt, what: "Joined the line" },
    { at: person.releasedAt, what: "Was offered the turn" },
    { at: person.servedAt, what: "Went in" },
    { at: person.endedAt, what: `Over: ${stateName(person.status).toLowerCase()}` },
  ];
  return events.filter((event): event is { at: string; what: string } => Boolean(event.at));
}

function Priority({ person }: { person: Person }) {
  const change = useChangePerson(person.tenantId);
  const [priority, setPriority] = useState(person.priority);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // Awaited here: with another priority this form is another one, which is not told how the mutation ended.
    await change.mutateAsync({ sessionId: person.id, body: { priority } }).then(
      () => done(`${nameOf(person)} has priority ${priority} now.`),
      () => {},
    );
  };
  return (
    <Panel title="Move">
      <form className="form" onSubmit={submit}>
        <NumberInput
          label="Priority"
          description="0 to 9; higher is served first, before everybody with less"
          value={priority}
          onChange={(value) => setPriority(Number(value))}
          min={0}
          max={9}
          allowDecimal={false}
        />
        <ErrorNote error={change.error} />
        <div className="buttons">
          <Button type="submit" disabled={priority === person.priority} loading={change.isPending}>
            Give this priority
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** The same person's other sessions, by the identifier that the site gave. */
function OtherVisits({ person, names }: { person: Person; names: ReadonlyMap<string, string> }) {
  const identifier = person.userIdentifier ?? "";
  const filter = { userIdentifier: identifier, limit: 20 };
  const { data, error, refetch } = useQuery({
    ...peopleQuery(person.tenantId, filter),
    enabled: identifier !== "",
  });
  if (!identifier) return null;
  const others = data?.items.filter(({ id }) => id !== person.id) ?? [];
  return (
    <Panel title="Other visits">
      <ErrorNote error={error} onRetry={refetch} />
      {data && others.length === 0 && <p className="soft">This is the first one.</p>}
      {others.length > 0 && <PeopleTable people={others} queues={names} />}
    </Panel>
  );
}
