// Where people come in person.
import { Button, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ApiError } from "@virtual-queue/client";
import { type FormEvent, useState } from "react";
import { type Location, locationsQuery, useCreateLocation } from "../../data/locations";
import { useMe } from "../../data/me";
import { clock, people } from "../../lib/format";
import { may } from "../../lib/permissions";
import { ownZone, zones } from "../../lib/schedule";
import { Dialog, DialogForm } from "../../ui/Dialog";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Empty, ErrorNote } from "../../ui/states";

export function LocationsPage() {
  const { tenantId } = useParams({ from: "/signed-in/t/$tenantId/locations" });
  const me = useMe();
  const { data: locations } = useSuspenseQuery(locationsQuery(tenantId));
  const [opened, { open, close }] = useDisclosure(false);
  const create = may(me, "location:write") && (
    <Button onClick={open} leftSection={<IconPlus size={16} aria-hidden />}>
      New location
    </Button>
  );
  return (
    <Page title="Locations" lead="Where people come in person, with what is offered there." actions={create}>
      {locations.length === 0 && (
        <div className="panel">
          <Empty title="No locations yet" action={create}>
            A location has services to wait for and counters that call the next in line.
          </Empty>
        </div>
      )}
      <ul className="cards">
        {locations.map((location) => (
          <li key={location.id}>
            <LocationCard tenantId={tenantId} location={location} />
          </li>
        ))}
      </ul>
      <Dialog opened={opened} onClose={close} title="New location">
        <NewLocation tenantId={tenantId} />
      </Dialog>
    </Page>
  );
}

/** Whether a location is open, and until or from when. */
export function OpenStatus({ location }: { location: Location }) {
  const { isOpen, closesAt, opensAt, timeZone } = location;
  if (isOpen) return <Status of="open" name={closesAt ? `Open to ${clock(closesAt, timeZone)}` : "Open"} />;
  return <Status of="closed" name={opensAt ? `Opens ${clock(opensAt, timeZone)}` : "Closed"} />;
}

function LocationCard({ tenantId, location }: { tenantId: string; location: Location }) {
  const sum = (of: (service: Location["services"][number]) => number) =>
    location.services.reduce((total, service) => total + of(service), 0);
  return (
    <article className="card">
      <div className="card-head">
        <h2>
          <Link to="/t/$tenantId/locations/$locationId" params={{ tenantId, locationId: location.id }}>
            {location.name}
          </Link>
        </h2>
        <OpenStatus location={location} />
      </div>
      <div className="card-number">
        <div>
          <strong>{sum(({ waiting }) => waiting)}</strong>
          <span>waiting</span>
        </div>
      </div>
      <p className="small soft">
        {location.services.map(({ name }) => name).join(", ") || "Nothing is offered yet"}
      </p>
      <p className="small soft">{people(sum(({ called, serving }) => called + serving))} at counters</p>
    </article>
  );
}

function NewLocation({ tenantId }: { tenantId: string }) {
  const create = useCreateLocation(tenantId);
  const navigate = useNavigate();
  const [timeZone, setTimeZone] = useState(ownZone());
  const problem = (field: string) =>
    create.error instanceof ApiError ? create.error.about(field) : undefined;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate(
      { name: String(form.get("name")), address: String(form.get("address")), timeZone },
      {
        onSuccess: ({ id }) =>
          navigate({ to: "/t/$tenantId/locations/$locationId", params: { tenantId, locationId: id } }),
      },
    );
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={create.isPending}>
          Create
        </Button>
      }
    >
      <TextInput name="name" label="Name" required maxLength={200} error={problem("name")} data-autofocus />
      <TextInput name="address" label="Address" error={problem("address")} />
      <Select
        label="Time zone"
        data={zones()}
        searchable
        allowDeselect={false}
        value={timeZone}
        onChange={(value) => value && setTimeZone(value)}
        error={problem("timeZone")}
      />
      {!problem("name") && !problem("address") && <ErrorNote error={create.error} />}
    </DialogForm>
  );
}
