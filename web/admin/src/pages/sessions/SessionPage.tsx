// One person: where they stand, what happened to them, what can be done, and their other visits.
import { Button, NumberInput } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useMe } from "../../data/me";
import { queuesQuery } from "../../data/queues";
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
  return (
    <Page
      title={nameOf(person)}
      crumbs={[{ label: "People", to: `/t/${tenantId}/sessions` }]}
      aside={<Status of={person.status} />}
      lead={
        <Link to="/t/$tenantId/queues/$queueId" params={{ tenantId, queueId: person.queueId }}>
          {names.get(person.queueId) ?? "The queue"}
        </Link>
      }
      actions={
        changeable && (
          <ConfirmButton
            label={waits ? "Remove from the line" : "End the stay"}
            title={waits ? `Remove ${nameOf(person)}?` : `End the stay of ${nameOf(person)}?`}
            confirm={waits ? "Remove" : "End it"}
            onConfirm={async () => {
              await remove.mutateAsync(person.id);
              done(`${nameOf(person)} is out.`);
            }}
          >
            {waits
              ? "They lose their place; who comes behind moves up. They may join again at the end."
              : "Their admission is revoked and their slot goes to the next in line."}
          </ConfirmButton>
        )
      }
    >
      <div className="columns">
        <div className="stack">
          <Panel title="Now">
            <Facts>
              <Fact name="Position">{person.position ? count(person.position) : "—"}</Fact>
              <Fact name="Wait">{waits ? duration(person.estimatedWaitSeconds?.p50) : "—"}</Fact>
              <Fact name="Ticket">{count(person.ticket)}</Fact>
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
            <ol className="timeline">
              {eventsOf(person).map(({ at, what }) => (
                <li key={what}>
                  <time dateTime={at}>{moment(at)}</time>
                  <span>{what}</span>
                </li>
              ))}
            </ol>
          </Panel>
          {changeable && waits && may(me, "session:prioritize") && (
            <Priority key={person.priority} person={person} />
          )}
        </div>
      </div>
    </Page>
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
  const { data, error } = useQuery({ ...peopleQuery(person.tenantId, filter), enabled: identifier !== "" });
  if (!identifier) return null;
  const others = data?.items.filter(({ id }) => id !== person.id) ?? [];
  return (
    <Panel title="Other visits">
      <ErrorNote error={error} />
      {data && others.length === 0 && <p className="soft">This is the first one.</p>}
      {others.length > 0 && <PeopleTable people={others} queues={names} />}
    </Panel>
  );
}
