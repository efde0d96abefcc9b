// What staff can do with somebody who waits in person.
import { Button, Menu, NumberInput, Select } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { type LineInput, type LineVerb, useLineVerb } from "../../data/line";
import type { Counter, Location } from "../../data/locations";
import { useMe } from "../../data/me";
import { type Person, useRemovePerson } from "../../data/sessions";
import { may } from "../../lib/permissions";
import { ConfirmDialog } from "../../ui/Confirm";
import { Dialog, DialogForm } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/states";
import { done, failed } from "../../ui/toast";
import { nameOf } from "../sessions/PeopleTable";

type Asked = "position" | "transfer" | "add-service" | "remove";

export interface PersonMenuProps {
  person: Person;
  services: Location["services"];
  /** Where they can be called to; those that are closed are left out. */
  counters: readonly Counter[];
}

export function PersonMenu({ person, services, counters }: PersonMenuProps) {
  const me = useMe();
  const verb = useLineVerb(person.tenantId);
  const remove = useRemovePerson(person.tenantId);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const name = nameOf(person);
  const booked = person.held && Boolean(person.appointmentAt);
  const act = (one: LineVerb, body: LineInput, said: string) =>
    verb.mutateAsync({ sessionId: person.id, verb: one, body }).then(() => done(said));
  const now = (one: LineVerb, body: LineInput, said: string) => void act(one, body, said).catch(failed);
  const others = services.filter(({ queueId }) => queueId !== person.queueId);
  const calls = may(me, "counter:call");
  const open = counters.filter(
    ({ isOpen, services: taken }) => isOpen && taken.some(({ queueId }) => queueId === person.queueId),
  );
  if (!calls && !may(me, "session:write")) return null;
  return (
    <>
      {calls && booked && (
        <Button
          size="xs"
          loading={verb.isPending}
          aria-label={`Check ${name} in`}
          onClick={() => now("check-in", {}, `${name} is here.`)}
        >
          Check in
        </Button>
      )}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            aria-label={`What to do with ${name}`}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {calls && open.length > 0 && <Menu.Label>Call to</Menu.Label>}
          {calls &&
            open.map((counter) => (
              <Menu.Item
                key={counter.id}
                onClick={() =>
                  now(
                    "call",
                    { counterId: counter.id, current: counter.current?.id ?? null },
                    `${name} is called to ${counter.name}.`,
                  )
                }
              >
                {counter.name}
              </Menu.Item>
            ))}
          {calls && <Menu.Label>Place</Menu.Label>}
          {calls && person.held && !booked && (
            <Menu.Item onClick={() => now("resume", {}, `${name} is in line again.`)}>Back in line</Menu.Item>
          )}
          {calls && !person.held && (
            <>
              <Menu.Item onClick={() => now("hold", {}, `${name} is put aside.`)}>Put aside</Menu.Item>
              <Menu.Item onClick={() => now("return", { to: "front" }, `${name} is next.`)}>
                To the front
              </Menu.Item>
              <Menu.Item onClick={() => now("return", { to: "end" }, `${name} is last.`)}>
                To the end
              </Menu.Item>
              <Menu.Item onClick={() => setAsked("position")}>To a position…</Menu.Item>
            </>
          )}
          {calls && others.length > 0 && (
            <>
              <Menu.Label>Services</Menu.Label>
              <Menu.Item onClick={() => setAsked("transfer")}>Pass on to…</Menu.Item>
              <Menu.Item onClick={() => setAsked("add-service")}>Add a service…</Menu.Item>
            </>
          )}
          {may(me, "session:write") && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setAsked("remove")}>Remove…</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={asked === "position"} onClose={close} title={`Move ${name}`}>
        <PositionForm
          error={verb.error}
          pending={verb.isPending}
          onMove={(to) => act("return", { to }, `${name} is moved.`).then(close, () => {})}
        />
      </Dialog>
      <Dialog
        opened={asked === "transfer" || asked === "add-service"}
        onClose={close}
        title={asked === "transfer" ? `Pass ${name} on` : `Another service for ${name}`}
      >
        <ServiceForm
          services={others}
          button={asked === "transfer" ? "Pass on" : "Add it"}
          error={verb.error}
          pending={verb.isPending}
          onChoose={(queueId) =>
            act(
              asked === "transfer" ? "transfer" : "add-service",
              { queueId },
              asked === "transfer" ? `${name} is passed on.` : `${name} goes on there afterwards.`,
            ).then(close, () => {})
          }
        >
          {asked === "transfer"
            ? "They get a number there, with the arrival time they have."
            : "Once they are done here they go on in the line of that service, with the arrival time they have."}
        </ServiceForm>
      </Dialog>
      <ConfirmDialog
        opened={asked === "remove"}
        onClose={close}
        title={`Remove ${name}?`}
        confirm="Remove"
        asksReason
        onConfirm={async (reason) => {
          await remove.mutateAsync({ sessionId: person.id, reason });
          done(`${name} is out.`);
        }}
      >
        They lose their place; who comes behind moves up.
      </ConfirmDialog>
    </>
  );
}

interface PositionFormProps {
  error: Error | null;
  pending: boolean;
  onMove: (to: number) => Promise<void>;
}

function PositionForm({ error, pending, onMove }: PositionFormProps) {
  const [to, setTo] = useState(1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onMove(to);
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={pending}>
          Move
        </Button>
      }
    >
      <NumberInput
        label="Position"
        description="1 is called next"
        min={1}
        allowDecimal={false}
        value={to}
        onChange={(value) => setTo(Number(value))}
        data-autofocus
      />
      <ErrorNote error={error} />
    </DialogForm>
  );
}

interface ServiceFormProps {
  services: Location["services"];
  button: string;
  error: Error | null;
  pending: boolean;
  onChoose: (queueId: string) => Promise<void>;
  children: ReactNode;
}

export function ServiceForm({ services, button, error, pending, onChoose, children }: ServiceFormProps) {
  const [queueId, setQueueId] = useState(services[0]?.queueId ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onChoose(queueId);
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={pending} disabled={!queueId}>
          {button}
        </Button>
      }
    >
      <p className="soft">{children}</p>
      <Select
        label="Service"
        data={services.map(({ queueId: value, prefix, name }) => ({
          value,
          label: prefix ? `${prefix} ${name}` : name,
        }))}
        allowDeselect={false}
        value={queueId}
        onChange={(value) => value && setQueueId(value)}
      />
      <ErrorNote error={error} />
    </DialogForm>
  );
}
