// An appointment: a place in the line from its time on, once its holder is checked in.
import { Button, Select, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useBook } from "../../data/line";
import type { Location } from "../../data/locations";
import { moment } from "../../lib/format";
import { about, besides } from "../../lib/problems";
import { fromLocal, toLocal } from "../../lib/schedule";
import { DialogForm } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

export interface BookProps {
  tenantId: string;
  location: Location;
  queueId: string;
  onDone: () => void;
}

const HOUR_MS = 3_600_000;

export function Book({ tenantId, location, queueId, onDone }: BookProps) {
  const book = useBook(tenantId);
  const { timeZone } = location;
  const [service, setService] = useState(queueId);
  const [who, setWho] = useState("");
  // The next full hour.
  const [at, setAt] = useState(() =>
    toLocal(new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS).toISOString(), timeZone),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const appointmentAt = fromLocal(at, timeZone);
    const identifier = who.trim();
    book.mutate(
      { queueId: service, appointmentAt, ...(identifier && { userIdentifier: identifier }) },
      {
        onSuccess: ({ number }) => {
          done(`${number ?? "The appointment"} is booked for ${moment(appointmentAt, timeZone)}.`);
          onDone();
        },
      },
    );
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={book.isPending}>
          Book
        </Button>
      }
    >
      <Select
        label="Service"
        data={location.services.map(({ queueId: value, name }) => ({ value, label: name }))}
        allowDeselect={false}
        value={service}
        onChange={(value) => value && setService(value)}
      />
      <TextInput
        type="datetime-local"
        label="When"
        description={`Times in ${timeZone}`}
        required
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
        error={about(book.error, "appointmentAt")}
      />
      <TextInput
        label="For whom"
        description="Name or number of a case; may be empty"
        maxLength={256}
        value={who}
        onChange={(event) => setWho(event.currentTarget.value)}
        error={about(book.error, "userIdentifier")}
      />
      <ErrorNote error={besides(book.error, "appointmentAt", "userIdentifier")} />
    </DialogForm>
  );
}
