// A desk: what it is called, what it takes, and in which order.
import { Button, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { ApiError } from "@virtual-queue/client";
import { type FormEvent, useState } from "react";
import { type Counter, type Location, useChangeCounter, useCreateCounter } from "../../data/locations";
import { DialogForm } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

export interface CounterFormProps {
  tenantId: string;
  location: Location;
  /** `null` for a new one. */
  counter: Counter | null;
  onDone: () => void;
}

export function CounterForm({ tenantId, location, counter, onDone }: CounterFormProps) {
  const create = useCreateCounter(tenantId);
  const change = useChangeCounter(tenantId, counter?.id ?? "");
  const save = counter ? change : create;
  const [name, setName] = useState(counter?.name ?? "");
  const [services, setServices] = useState(
    (counter?.services ?? location.services).map(({ queueId }) => queueId),
  );
  const [order, setOrder] = useState(counter?.order ?? "arrival");
  const [maxServed, setMaxServed] = useState(counter?.maxServed ?? 1);
  const problem = (field: string) => (save.error instanceof ApiError ? save.error.about(field) : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { name, services, order, maxServed };
    const saved = await save
      .mutateAsync(counter ? { ...body, version: counter.version } : { ...body, locationId: location.id })
      .catch(() => null);
    if (!saved) return;
    done(`${saved.name} is set up.`);
    onDone();
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      }
    >
      <TextInput
        label="Name"
        description="As the board announces it, e.g. Counter 3"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problem("name")}
        data-autofocus
      />
      <MultiSelect
        label="Services"
        description="The preferred one first"
        data={location.services.map(({ queueId, name: label }) => ({ value: queueId, label }))}
        value={services}
        onChange={setServices}
        error={problem("services")}
      />
      <Select
        label="Order"
        data={[
          { value: "arrival", label: "Who came first, over all services" },
          { value: "preference", label: "Nobody of the second service while somebody of the first waits" },
        ]}
        allowDeselect={false}
        value={order}
        onChange={(value) => value && setOrder(value as Counter["order"])}
      />
      <NumberInput
        label="At once"
        description="How many may be called or served here, 1 to 20"
        min={1}
        max={20}
        value={maxServed}
        onChange={(value) => setMaxServed(Number(value))}
        error={problem("maxServed")}
      />
      {!problem("name") && !problem("services") && !problem("maxServed") && <ErrorNote error={save.error} />}
    </DialogForm>
  );
}
