// One location: what people wait for, and who calls them.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Counter, countersQuery, type Location, locationQuery } from "../../data/locations";
import { useMe } from "../../data/me";
import { count, duration, words } from "../../lib/format";
import { may } from "../../lib/permissions";
import { Dialog } from "../../ui/Dialog";
import { Page, Panel } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Empty } from "../../ui/states";
import { CounterForm } from "./CounterForm";
import { LocationForm } from "./LocationForm";
import { OpenStatus } from "./LocationsPage";
import { NewService } from "./NewService";

export function LocationPage() {
  const { tenantId, locationId } = useParams({ from: "/signed-in/t/$tenantId/locations/$locationId" });
  const me = useMe();
  const { data: location } = useSuspenseQuery(locationQuery(tenantId, locationId));
  const { data: counters } = useSuspenseQuery(countersQuery(tenantId, locationId));
  return (
    <Page
      title={location.name}
      crumbs={[{ label: "Locations", to: `/t/${tenantId}/locations` }]}
      aside={<OpenStatus location={location} />}
      lead={location.address}
      actions={
        <>
          {may(me, "session:read") && may(me, "counter:read") && (
            <Button component={Link} to={`/t/${tenantId}/locations/${locationId}/line`}>
              Who waits
            </Button>
          )}
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link
                {...props}
                to="/t/$tenantId/devices"
                params={{ tenantId }}
                search={{ location: locationId }}
              />
            )}
          >
            Devices
          </Button>
        </>
      }
    >
      <div className="columns">
        <div className="stack">
          <Services tenantId={tenantId} location={location} />
          <Counters tenantId={tenantId} location={location} counters={counters} />
        </div>
        <div className="stack">
          <LocationForm
            key={location.id}
            tenantId={tenantId}
            location={location}
            editable={may(me, "location:write")}
          />
        </div>
      </div>
    </Page>
  );
}

function Services({ tenantId, location }: { tenantId: string; location: Location }) {
  const me = useMe();
  const [opened, { open, close }] = useDisclosure(false);
  const add = may(me, "queue:write") && (
    <Button variant="default" size="xs" onClick={open}>
      Add a service
    </Button>
  );
  return (
    <Panel title="Services" actions={add}>
      {location.services.length === 0 && <Empty title="Nothing is offered here yet" />}
      {location.services.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col">State</th>
                <th scope="col" className="end">
                  Waiting
                </th>
                <th scope="col" className="end wide">
                  Called
                </th>
                <th scope="col" className="end wide">
                  Served now
                </th>
                <th scope="col" className="end wide">
                  Wait
                </th>
              </tr>
            </thead>
            <tbody>
              {location.services.map((service) => (
                <tr key={service.queueId}>
                  <td className="name">
                    <Link to="/t/$tenantId/queues/$queueId" params={{ tenantId, queueId: service.queueId }}>
                      {service.prefix && <strong>{service.prefix} </strong>}
                      {service.name}
                    </Link>
                  </td>
                  <td>
                    <Status of={service.status} />
                    {service.reason && <div className="small soft">{words(service.reason)}</div>}
                  </td>
                  <td className="end">{count(service.waiting)}</td>
                  <td className="end wide">{count(service.called)}</td>
                  <td className="end wide">{count(service.serving)}</td>
                  <td className="end wide nowrap">{duration(service.estimatedWaitSeconds?.p50)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Dialog opened={opened} onClose={close} title="New service">
        <NewService tenantId={tenantId} locationId={location.id} onDone={close} />
      </Dialog>
    </Panel>
  );
}

interface CountersProps {
  tenantId: string;
  location: Location;
  counters: readonly Counter[];
}

function Counters({ tenantId, location, counters }: CountersProps) {
  const me = useMe();
  const [edited, setEdited] = useState<Counter | "new" | null>(null);
  const add = may(me, "counter:write") && location.services.length > 0 && (
    <Button variant="default" size="xs" onClick={() => setEdited("new")}>
      Add a counter
    </Button>
  );
  return (
    <Panel title="Counters" actions={add}>
      {counters.length === 0 && (
        <Empty title="No counters yet">A counter calls the next in line of its services.</Empty>
      )}
      {counters.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Counter</th>
                <th scope="col">State</th>
                <th scope="col">Now</th>
                <th scope="col" className="wide">
                  Services
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {counters.map((counter) => (
                <tr key={counter.id}>
                  <td className="name">
                    <Link to="/t/$tenantId/counters/$counterId" params={{ tenantId, counterId: counter.id }}>
                      {counter.name}
                    </Link>
                  </td>
                  <td>
                    <Status of={counter.isOpen ? "open" : "closed"} />
                  </td>
                  <td className="tabular">{counter.current?.number ?? "—"}</td>
                  <td className="wide name">{counter.services.map(({ name }) => name).join(", ")}</td>
                  <td className="end">
                    {may(me, "counter:write") && (
                      <Button variant="default" size="xs" onClick={() => setEdited(counter)}>
                        Change
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Dialog
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited && edited !== "new" ? edited.name : "New counter"}
      >
        <CounterForm
          tenantId={tenantId}
          location={location}
          counter={edited === "new" ? null : edited}
          onDone={() => setEdited(null)}
        />
      </Dialog>
    </Panel>
  );
}
