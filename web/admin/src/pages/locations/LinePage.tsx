// Who waits at a location, service by service: to be called out of turn, checked in, moved, passed on, removed.
import { Button, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendarPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lineQuery } from "../../data/line";
import { type Counter, countersQuery, type Location, locationQuery } from "../../data/locations";
import { useMe } from "../../data/me";
import type { Person } from "../../data/sessions";
import { clock, count, duration, moment } from "../../lib/format";
import { may } from "../../lib/permissions";
import { Dialog } from "../../ui/Dialog";
import { Find } from "../../ui/Find";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Empty, ErrorNote, Pending } from "../../ui/states";
import { nameOf } from "../sessions/PeopleTable";
import { Book } from "./Book";
import { PersonMenu } from "./PersonMenu";

const ROUTE = "/signed-in/t/$tenantId/locations/$locationId/line";
/** So many rows at most: who is further behind is found by the number on the ticket. */
const MOST_ROWS = 100;

export function LinePage() {
  const { tenantId, locationId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/t/$tenantId/locations/$locationId/line" });
  const me = useMe();
  const { data: location } = useSuspenseQuery(locationQuery(tenantId, locationId));
  const { data: counters } = useSuspenseQuery(countersQuery(tenantId, locationId));
  const [opened, { open, close }] = useDisclosure(false);
  const service = location.services.find(({ queueId }) => queueId === search.service) ?? location.services[0];
  const narrow = (change: { service?: string; who?: string }) => {
    const next = { ...search, ...change };
    return navigate({
      search: { ...(next.service && { service: next.service }), ...(next.who && { who: next.who }) },
      replace: true,
    });
  };
  return (
    <Page
      title="Who waits"
      crumbs={[
        { label: "Locations", to: `/t/${tenantId}/locations` },
        { label: location.name, to: `/t/${tenantId}/locations/${locationId}` },
      ]}
      actions={
        service &&
        may(me, "session:write") && (
          <Button variant="default" onClick={open} leftSection={<IconCalendarPlus size={16} aria-hidden />}>
            Book an appointment
          </Button>
        )
      }
    >
      {service ? (
        <section className="panel" aria-label="Who waits">
          <div className="pair">
            <Select
              label="Service"
              data={location.services.map(({ queueId, name, prefix, waiting }) => ({
                value: queueId,
                label: `${prefix ? `${prefix} ` : ""}${name} (${count(waiting)})`,
              }))}
              allowDeselect={false}
              value={service.queueId}
              onChange={(value) => value && narrow({ service: value })}
            />
            <Find
              placeholder="Number or identifier"
              value={search.who ?? ""}
              onChange={(who) => narrow({ who })}
            />
          </div>
          <Line
            tenantId={tenantId}
            queueId={service.queueId}
            who={search.who ?? ""}
            location={location}
            counters={counters}
          />
        </section>
      ) : (
        <div className="panel">
          <Empty title="Nothing is offered here yet" />
        </div>
      )}
      {service && (
        <Dialog opened={opened} onClose={close} title="Book an appointment">
          <Book tenantId={tenantId} location={location} queueId={service.queueId} onDone={close} />
        </Dialog>
      )}
    </Page>
  );
}

interface LineProps {
  tenantId: string;
  queueId: string;
  /** What number or identifier begin with; empty for everybody. */
  who: string;
  location: Location;
  counters: readonly Counter[];
}

function Line({ tenantId, queueId, who, location, counters }: LineProps) {
  const { data: people, error, refetch } = useQuery(lineQuery(tenantId, queueId));
  const wanted = who.trim().toLowerCase();
  const found = people?.filter(
    ({ number, userIdentifier }) =>
      !wanted || number?.toLowerCase().includes(wanted) || userIdentifier?.toLowerCase().includes(wanted),
  );
  return (
    <>
      <ErrorNote error={error} onRetry={refetch} />
      {!found && !error && <Pending />}
      {found?.length === 0 && <Empty title={wanted ? "Nobody of that name waits here" : "Nobody waits"} />}
      {found && found.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="end">
                  Position
                </th>
                <th scope="col">Person</th>
                <th scope="col" className="end wide">
                  Wait
                </th>
                <th scope="col" className="wide">
                  Came
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, MOST_ROWS).map((person) => (
                <tr key={person.id}>
                  <td className="end">{person.position ? count(person.position) : "—"}</td>
                  <td className="name">
                    <Link to="/t/$tenantId/sessions/$sessionId" params={{ tenantId, sessionId: person.id }}>
                      <strong>{nameOf(person)}</strong>
                    </Link>
                    {person.number && person.userIdentifier && (
                      <div className="small soft wrap">{person.userIdentifier}</div>
                    )}
                    {(person.held || person.appointmentAt) && (
                      <div>
                        <WaitingStatus person={person} timeZone={location.timeZone} />
                      </div>
                    )}
                  </td>
                  <td className="end wide nowrap">{duration(person.estimatedWaitSeconds?.p50)}</td>
                  <td className="wide nowrap">{clock(person.enqueuedAt, location.timeZone)}</td>
                  <td className="end">
                    <div className="buttons row-buttons">
                      <PersonMenu person={person} services={location.services} counters={counters} />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found && found.length > MOST_ROWS && (
        <p className="small soft">
          {count(found.length - MOST_ROWS)} more wait behind; find them by the number on their ticket.
        </p>
      )}
    </>
  );
}

/** Waiting, put aside, or booked and for when. */
export function WaitingStatus({ person, timeZone }: { person: Person; timeZone?: string }) {
  const { held, appointmentAt } = person;
  if (held && appointmentAt) {
    const today = new Date(appointmentAt).toDateString() === new Date().toDateString();
    const at = today ? clock(appointmentAt, timeZone) : moment(appointmentAt, timeZone);
    return <Status of="scheduled" name={`Booked for ${at}`} />;
  }
  if (held) return <Status of="paused" name="Put aside" />;
  return <Status of={person.status} {...(appointmentAt ? { name: "Checked in" } : {})} />;
}
