// A kiosk: where it stands, what it is called, and what it says while it is out of service.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Kiosk, useChangeKiosk, useCreateKiosk } from "../../data/kiosks";
import type { Location } from "../../data/locations";
import { about, besides } from "../../lib/problems";
import { DialogForm } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

export interface KioskFormProps {
  tenantId: string;
  locations: readonly Location[];
  /** `null` for a new one. */
  kiosk: Kiosk | null;
  /** With a new one comes its token. */
  onDone: (kiosk: Kiosk) => void;
}

export function KioskForm({ tenantId, locations, kiosk, onDone }: KioskFormProps) {
  const create = useCreateKiosk(tenantId);
  const change = useChangeKiosk(tenantId, kiosk?.id ?? "");
  const save = kiosk ? change : create;
  const [name, setName] = useState(kiosk?.name ?? "");
  const [locationId, setLocationId] = useState(kiosk?.locationId ?? locations[0]?.id ?? "");
  const [outOfServiceText, setText] = useState(kiosk?.outOfServiceText ?? "");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await save
      .mutateAsync(
        kiosk ? { name, outOfServiceText, version: kiosk.version } : { name, locationId, outOfServiceText },
      )
      .catch(() => null);
    if (!saved) return;
    done(`${saved.name} is set up.`);
    onDone(saved);
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={save.isPending}>
          {kiosk ? "Save" : "Make the kiosk"}
        </Button>
      }
    >
      <TextInput
        label="Name"
        description="For those who look after it, e.g. Entrance"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={about(save.error, "name")}
        data-autofocus
      />
      {!kiosk && (
        <Select
          label="Location"
          data={locations.map(({ id, name: label }) => ({ value: id, label }))}
          allowDeselect={false}
          value={locationId}
          onChange={(value) => value && setLocationId(value)}
          error={about(save.error, "locationId")}
        />
      )}
      <Textarea
        label="While it is out of service it says"
        placeholder="Please ask at the desk."
        autosize
        minRows={2}
        maxLength={500}
        value={outOfServiceText}
        onChange={(event) => setText(event.currentTarget.value)}
        error={about(save.error, "outOfServiceText")}
      />
      <ErrorNote error={besides(save.error, "name", "locationId", "outOfServiceText")} />
    </DialogForm>
  );
}
