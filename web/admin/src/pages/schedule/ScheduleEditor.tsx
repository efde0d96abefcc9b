// When a queue opens and closes by itself: the week, dates that differ, single openings; beside it what that means.
import { ActionIcon, Button, Select, Switch, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { DAYS, type Day, fromLocal, type Schedule, toLocal, zones } from "../../lib/schedule";
import { Openings } from "./Openings";
import { usePreview } from "./preview";

export interface ScheduleEditorProps {
  tenantId: string;
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
  editable: boolean;
}

type Part = "windows" | "exceptions" | "events";
type Item<P extends Part> = Schedule[P][number];

export function ScheduleEditor({ tenantId, schedule, onChange, editable }: ScheduleEditorProps) {
  const { preview, problem } = usePreview(tenantId, schedule);
  const wrong = (path: string) => problem?.about(`schedule.${path}`);
  const put = <P extends Part>(part: P, items: Item<P>[]) => onChange({ ...schedule, [part]: items });
  const change = <P extends Part>(part: P, index: number, item: Item<P>) =>
    put(
      part,
      (schedule[part] as Item<P>[]).map((old, at) => (at === index ? item : old)),
    );
  const remove = (part: Part, index: number) =>
    put(
      part,
      (schedule[part] as Item<Part>[]).filter((_, at) => at !== index),
    );

  return (
    <div className="columns schedule">
      <fieldset className="form plain" disabled={!editable}>
        <legend className="visually-hidden">Schedule</legend>
        <Select
          label="Time zone"
          description="All times are those of its clocks"
          data={zones()}
          searchable
          allowDeselect={false}
          value={schedule.timeZone}
          onChange={(timeZone) => timeZone && onChange({ ...schedule, timeZone })}
          error={wrong("timeZone")}
        />
        <Section
          title="Every week"
          add="Add hours"
          onAdd={() => put("windows", [...schedule.windows, { days: ["mon"], from: "09:00", to: "17:00" }])}
        >
          {schedule.windows.map((window, index) => (
            <div className="row" key={key("window", index)}>
              <Days
                label={`Days of hours ${index + 1}`}
                days={window.days}
                onChange={(days) => change("windows", index, { ...window, days })}
              />
              <Times
                from={window.from}
                to={window.to}
                onChange={(times) => change("windows", index, { ...window, ...times })}
                errors={{ from: wrong(`windows[${index}].from`), to: wrong(`windows[${index}].to`) }}
              />
              <Remove label={`Remove hours ${index + 1}`} onClick={() => remove("windows", index)} />
              <Wrong text={wrong(`windows[${index}].days`)} />
            </div>
          ))}
        </Section>
        <Section
          title="Dates that differ"
          add="Add a date"
          onAdd={() => put("exceptions", [...schedule.exceptions, { date: "" }])}
        >
          {schedule.exceptions.map((exception, index) => (
            <div className="row" key={key("exception", index)}>
              <TextInput
                type="date"
                label="Date"
                value={exception.date}
                onChange={(event) =>
                  change("exceptions", index, { ...exception, date: event.currentTarget.value })
                }
                error={wrong(`exceptions[${index}].date`)}
              />
              <Switch
                className="row-switch"
                label="Open"
                checked={typeof exception.from === "string"}
                onChange={(event) => {
                  const { date } = exception;
                  const open = event.currentTarget.checked;
                  change("exceptions", index, open ? { date, from: "10:00", to: "14:00" } : { date });
                }}
              />
              {typeof exception.from === "string" && (
                <Times
                  from={exception.from}
                  to={exception.to ?? ""}
                  onChange={(times) => change("exceptions", index, { ...exception, ...times })}
                  errors={{ from: wrong(`exceptions[${index}].from`), to: wrong(`exceptions[${index}].to`) }}
                />
              )}
              <Remove label={`Remove date ${index + 1}`} onClick={() => remove("exceptions", index)} />
            </div>
          ))}
        </Section>
        <Section
          title="Single openings"
          add="Add an opening"
          onAdd={() => put("events", [...schedule.events, { from: "", to: "" }])}
        >
          {schedule.events.map((event, index) => (
            <div className="row" key={key("event", index)}>
              {(["from", "to"] as const).map((end) => (
                <TextInput
                  key={end}
                  className="row-grow"
                  type="datetime-local"
                  label={end === "from" ? "Opens" : "Closes"}
                  value={toLocal(event[end], schedule.timeZone)}
                  onChange={(input) =>
                    change("events", index, {
                      ...event,
                      [end]: fromLocal(input.currentTarget.value, schedule.timeZone),
                    })
                  }
                  error={wrong(`events[${index}].${end}`)}
                />
              ))}
              <Remove label={`Remove opening ${index + 1}`} onClick={() => remove("events", index)} />
            </div>
          ))}
        </Section>
      </fieldset>
      <Openings preview={preview} problem={problem} timeZone={schedule.timeZone} />
    </div>
  );
}

/** Rows have no identity of their own: they are what stands at their place. */
const key = (kind: string, index: number) => `${kind} ${index}`;

interface SectionProps {
  title: string;
  add: string;
  onAdd: () => void;
  children: React.ReactNode;
}

function Section({ title, add, onAdd, children }: SectionProps) {
  return (
    <div className="form">
      <h3>{title}</h3>
      <div>{children}</div>
      <div>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={onAdd}>
          {add}
        </Button>
      </div>
    </div>
  );
}

function Days({
  label,
  days,
  onChange,
}: {
  label: string;
  days: readonly Day[];
  onChange: (days: Day[]) => void;
}) {
  const toggle = (day: Day) =>
    onChange(
      DAYS.map(({ value }) => value).filter((value) =>
        value === day ? !days.includes(day) : days.includes(value),
      ),
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset in a fieldset would add its own frame and legend
    <div className="days" role="group" aria-label={label}>
      {DAYS.map(({ value, label: short, name }) => (
        <button
          key={value}
          type="button"
          className="day"
          aria-pressed={days.includes(value)}
          aria-label={name}
          onClick={() => toggle(value)}
        >
          {short}
        </button>
      ))}
    </div>
  );
}

interface TimesProps {
  from: string;
  to: string;
  onChange: (times: { from: string; to: string }) => void;
  errors: { from: string | undefined; to: string | undefined };
}

function Times({ from, to, onChange, errors }: TimesProps) {
  const input = (end: "from" | "to", label: string) => (
    <TextInput
      label={label}
      w={80}
      inputMode="numeric"
      placeholder="09:00"
      maxLength={5}
      value={end === "from" ? from : to}
      onChange={(event) => onChange({ from, to, [end]: event.currentTarget.value })}
      error={errors[end] && <span className="visually-hidden">{errors[end]}</span>}
    />
  );
  return (
    <>
      {input("from", "From")}
      {input("to", "To")}
      <Wrong text={errors.from ?? errors.to} />
    </>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon className="row-end" variant="subtle" size="lg" aria-label={label} onClick={onClick}>
      <IconTrash size={16} />
    </ActionIcon>
  );
}

function Wrong({ text }: { text: string | undefined }) {
  return text ? <span className="wrong">{text}</span> : null;
}
