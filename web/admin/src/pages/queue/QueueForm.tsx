// All settings of a queue, for a new one and for one that runs.
import { Switch, Textarea, TextInput } from "@mantine/core";
import type { Draft } from "../../lib/draft";
import { duration } from "../../lib/format";
import { newSchedule, ownZone } from "../../lib/schedule";
import { Panel } from "../../ui/Page";
import { WholeNumber } from "../../ui/WholeNumber";
import { ScheduleEditor } from "../schedule/ScheduleEditor";
import type { QueueFields } from "./fields";
import { JoinRules } from "./JoinRules";

/** What it means that a queue has no target. */
export const NO_TARGET =
  "Without a target, people who are let in from the server’s own page have nowhere to go: they stay there and are told that you say where. A gate needs none.";

export interface QueueFormProps {
  tenantId: string;
  draft: Draft<QueueFields>;
  editable: boolean;
  /** The time zone that a new schedule begins with. */
  timeZone: string;
}

type Numbers = { [K in keyof QueueFields]: QueueFields[K] extends number ? K : never }[keyof QueueFields];

export function QueueForm({ tenantId, draft, editable, timeZone }: QueueFormProps) {
  const { values, set, problem } = draft;
  const number = (field: Numbers, label: string, description: string, max: number, min = 1) => (
    <WholeNumber
      label={label}
      description={description}
      value={values[field]}
      onChange={(value) => set(field, value)}
      min={min}
      max={max}
      editable={editable}
      error={problem(field)}
    />
  );
  const seconds = (field: Numbers, label: string, none: string, min: number) =>
    number(field, label, values[field] === 0 ? none : `Seconds: ${duration(values[field])}`, 604_800, min);
  return (
    <div className="stack">
      <Panel title="Queue">
        <div className="form">
          <TextInput
            label="Name"
            description="Visitors see it"
            required
            maxLength={200}
            value={values.name}
            onChange={(event) => set("name", event.currentTarget.value)}
            readOnly={!editable}
            error={problem("name")}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxLength={2000}
            value={values.description}
            onChange={(event) => set("description", event.currentTarget.value)}
            readOnly={!editable}
            error={problem("description")}
          />
          <TextInput
            label="Target"
            description="Where people go at their turn, if no gate stands before the site"
            placeholder="https://shop.example/drop"
            value={values.targetUrl}
            onChange={(event) => set("targetUrl", event.currentTarget.value)}
            readOnly={!editable}
            error={problem("targetUrl")}
          />
          {!values.targetUrl.trim() && (
            <p className="note" data-tone="warn">
              {NO_TARGET}
            </p>
          )}
          <div className="pair">
            <Switch
              label="Public"
              description="Anybody may join without signing in"
              checked={values.isPublic}
              onChange={(event) => set("isPublic", event.currentTarget.checked)}
              disabled={!editable}
            />
            <Switch
              label="Active"
              description="A queue that is not stays closed"
              checked={values.isActive}
              onChange={(event) => set("isActive", event.currentTarget.checked)}
              disabled={!editable}
            />
          </div>
        </div>
      </Panel>
      <JoinRules draft={draft} editable={editable} />
      <Panel title="Pace">
        <div className="pair">
          {number("releaseRatePerMinute", "Rate", "People let through a minute", 6_000_000)}
          {number("maxConcurrentUsers", "Cap", "Offered and inside at once, never exceeded", 10_000_000)}
          {number("maxWaiting", "Longest line", "How many may wait; 0 is the tenant’s limit", 100_000_000, 0)}
        </div>
      </Panel>
      <Panel title="Opening">
        <div className="form">
          <Switch
            label="Opens and closes by a schedule"
            checked={values.schedule !== null}
            onChange={(event) =>
              set("schedule", event.currentTarget.checked ? newSchedule(timeZone || ownZone()) : null)
            }
            disabled={!editable}
          />
          {values.schedule && (
            <ScheduleEditor
              tenantId={tenantId}
              schedule={values.schedule}
              onChange={(schedule) => set("schedule", schedule)}
              editable={editable}
            />
          )}
          <Switch
            label="People gather before the opening"
            description="They join early and are let through from the opening on"
            checked={values.preQueue.enabled}
            onChange={(event) =>
              set("preQueue", { ...values.preQueue, enabled: event.currentTarget.checked })
            }
            disabled={!editable}
          />
          {values.preQueue.enabled && (
            <div className="pair">
              <Switch
                label="Places are drawn by lot"
                description="Who came early has no better chance"
                checked={values.preQueue.draw}
                onChange={(event) =>
                  set("preQueue", { ...values.preQueue, draw: event.currentTarget.checked })
                }
                disabled={!editable}
              />
              <WholeNumber
                label="From so long before"
                description={`Seconds: ${duration(values.preQueue.leadSeconds)}`}
                value={values.preQueue.leadSeconds}
                onChange={(leadSeconds) => set("preQueue", { ...values.preQueue, leadSeconds })}
                min={0}
                max={604_800}
                editable={editable}
                error={problem("preQueue.leadSeconds")}
              />
            </div>
          )}
        </div>
      </Panel>
      <Panel title="Patience">
        <div className="pair">
          {seconds("claimTimeoutSeconds", "To claim an offered turn", "", 5)}
          {seconds("activeTimeoutSeconds", "Inside without a sign", "", 5)}
          {seconds("maxActiveSeconds", "Inside at all", "0: without end", 0)}
          {number(
            "personalDataDays",
            "It is kept who people were",
            values.personalDataDays === 0 ? "0: without end" : "Days after the end of their visit",
            3650,
            0,
          )}
          {seconds("abandonAfterSeconds", "Silent while waiting", "0: nobody is taken for gone", 0)}
        </div>
      </Panel>
    </div>
  );
}
