// How a location is set up, and what is said on its boards.
import { Button, MultiSelect, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { type Location, type LocationInput, locationQuery, useChangeLocation } from "../../data/locations";
import { useDraft } from "../../lib/draft";
import { LANGUAGES } from "../../lib/languages";
import { newSchedule, type Schedule, zones } from "../../lib/schedule";
import { MergeNote } from "../../ui/MergeNote";
import { Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";
import { ScheduleEditor } from "../schedule/ScheduleEditor";

interface Fields {
  name: string;
  address: string;
  timeZone: string;
  languages: string[];
  message: string;
  hours: Schedule | null;
}

const NAMES: Record<keyof Fields, string> = {
  name: "Name",
  address: "Address",
  timeZone: "Time zone",
  languages: "Languages",
  message: "Message",
  hours: "Hours",
};

const fieldsOf = (location: Location): Fields => ({
  name: location.name,
  address: location.address,
  timeZone: location.timeZone,
  languages: location.languages,
  message: location.message?.text ?? "",
  hours: location.hours ?? null,
});

function inputOf({ message, ...fields }: Partial<Fields>): LocationInput {
  if (message === undefined) return fields;
  return { ...fields, message: message.trim() ? { text: message.trim(), level: "info" } : null };
}

function show(field: keyof Fields, value: unknown): string {
  if (field === "hours") return value ? "by a schedule" : "always open";
  return Array.isArray(value) ? value.join(", ") : String(value) || "none";
}

export interface LocationFormProps {
  tenantId: string;
  location: Location;
  editable: boolean;
}

export function LocationForm({ tenantId, location, editable }: LocationFormProps) {
  const change = useChangeLocation(tenantId, location.id);
  const client = useQueryClient();
  const draft = useDraft(fieldsOf(location), location.version);
  const { values, set, problem } = draft;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const key = locationQuery(tenantId, location.id).queryKey;
    const saved = await draft.save(
      ({ version, ...fields }) => change.mutateAsync({ ...inputOf(fields), version }),
      () => client.refetchQueries({ queryKey: key }),
    );
    if (saved) done("Saved.");
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Panel title="On the boards">
        <Textarea
          label="Message"
          description="Shown on every board of the location until it is taken away"
          autosize
          minRows={2}
          maxLength={1000}
          value={values.message}
          onChange={(event) => set("message", event.currentTarget.value)}
          readOnly={!editable}
          error={problem("message.text")}
        />
      </Panel>
      <Panel title="Location">
        <div className="form">
          <TextInput
            label="Name"
            required
            value={values.name}
            onChange={(event) => set("name", event.currentTarget.value)}
            readOnly={!editable}
            error={problem("name")}
          />
          <TextInput
            label="Address"
            value={values.address}
            onChange={(event) => set("address", event.currentTarget.value)}
            readOnly={!editable}
            error={problem("address")}
          />
          <Select
            label="Time zone"
            data={zones()}
            searchable
            allowDeselect={false}
            value={values.timeZone}
            onChange={(value) => value && set("timeZone", value)}
            readOnly={!editable}
            error={problem("timeZone")}
          />
          <MultiSelect
            label="Languages"
            description="In which boards announce, one after another"
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
            value={values.languages}
            onChange={(languages) => set("languages", languages)}
            readOnly={!editable}
            error={problem("languages")}
          />
          <Switch
            label="Has opening hours"
            checked={values.hours !== null}
            onChange={(event) =>
              set("hours", event.currentTarget.checked ? newSchedule(values.timeZone) : null)
            }
            disabled={!editable}
          />
          {values.hours && (
            <div className="one-column">
              <ScheduleEditor
                tenantId={tenantId}
                schedule={values.hours}
                onChange={(hours) => set("hours", hours)}
                editable={editable}
              />
            </div>
          )}
        </div>
      </Panel>
      <MergeNote draft={draft} names={NAMES} show={show} />
      <ErrorNote error={draft.error} />
      {editable && draft.dirty && (
        <div className="buttons save-bar" data-dirty>
          <Button type="submit" loading={draft.saving}>
            Save
          </Button>
          <Button variant="default" onClick={draft.reset}>
            Discard
          </Button>
        </div>
      )}
    </form>
  );
}
