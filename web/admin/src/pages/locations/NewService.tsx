// Something people can wait for at a location: a queue from which staff calls.
import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@virtual-queue/client";
import { type FormEvent, useState } from "react";
import { locationQuery } from "../../data/locations";
import { useCreateQueue } from "../../data/queues";
import { DialogForm } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

type Numbering = "daily" | "continuous";

export interface NewServiceProps {
  tenantId: string;
  locationId: string;
  onDone: () => void;
}

export function NewService({ tenantId, locationId, onDone }: NewServiceProps) {
  const create = useCreateQueue(tenantId);
  const client = useQueryClient();
  const [numbering, setNumbering] = useState<Numbering>("daily");
  const [minutes, setMinutes] = useState(5);
  const problem = (field: string) =>
    create.error instanceof ApiError ? create.error.about(field) : undefined;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const made = await create
      .mutateAsync({
        name: String(form.get("name")),
        releases: "call",
        walkIn: {
          locationId,
          prefix: String(form.get("prefix")).trim(),
          numbering,
          averageServiceSeconds: minutes * 60,
        },
      })
      .catch(() => null);
    if (!made) return;
    await client.invalidateQueries({ queryKey: locationQuery(tenantId, locationId).queryKey });
    done(`“${made.name}” is offered here now.`);
    onDone();
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={create.isPending}>
          Offer it
        </Button>
      }
    >
      <TextInput name="name" label="Name" required maxLength={200} error={problem("name")} data-autofocus />
      <TextInput
        name="prefix"
        label="Letter"
        description="Before the numbers: A makes A001"
        maxLength={4}
        error={problem("walkIn.prefix")}
      />
      <Select
        label="Numbers"
        data={[
          { value: "daily", label: "Begin at 1 every day" },
          { value: "continuous", label: "Go on over night" },
        ]}
        allowDeselect={false}
        value={numbering}
        onChange={(value) => value && setNumbering(value as Numbering)}
      />
      <NumberInput
        label="Minutes with one person"
        description="What the first estimates go by"
        min={1}
        max={480}
        value={minutes}
        onChange={(value) => setMinutes(Number(value))}
        error={problem("walkIn.averageServiceSeconds")}
      />
      {!problem("name") && !problem("walkIn.prefix") && <ErrorNote error={create.error} />}
    </DialogForm>
  );
}
