// Open, pause, drain, close: the likely next step as a button, the others in a menu, with a question before those that hurt.
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { type Queue, useSteer, type Verb } from "../../data/queues";
import { moment, people } from "../../lib/format";
import { ConfirmDialog } from "../../ui/Confirm";
import { done, failed } from "../../ui/toast";

const LABELS: Record<Verb, string> = {
  open: "Open",
  resume: "Resume",
  pause: "Pause",
  drain: "Drain",
  close: "Close",
  gather: "Let people gather",
};

const SAID: Record<Verb, string> = {
  open: "The queue is open.",
  resume: "The queue goes on.",
  pause: "The queue is paused: people join, nobody is let through.",
  drain: "The queue drains: nobody joins, those who wait are let through.",
  close: "The queue is closed.",
  gather: "People gather for the opening.",
};

/** What can be done in each state, the likely first. */
const NEXT: Record<Queue["status"], Verb[]> = {
  scheduled: ["open", "gather", "close"],
  pre_queue: ["open", "close"],
  open: ["pause", "drain", "close"],
  paused: ["resume", "drain", "close"],
  draining: ["open", "pause", "close"],
  closed: ["open", "gather", "drain"],
};

const HURTS: readonly Verb[] = ["drain", "close"];

export function Verbs({ queue }: { queue: Queue }) {
  const steer = useSteer(queue.tenantId, queue.id);
  const [asked, setAsked] = useState<Verb | null>(null);
  const [first = "open", ...others] = NEXT[queue.status];
  const act = async (verb: Verb) => {
    await steer.mutateAsync(verb);
    done(SAID[verb]);
  };
  const choose = (verb: Verb) => {
    if (HURTS.includes(verb)) setAsked(verb);
    else act(verb).catch(failed);
  };
  return (
    <>
      <Button loading={steer.isPending} onClick={() => choose(first)}>
        {LABELS[first]}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((verb) => (
            <Menu.Item key={verb} onClick={() => choose(verb)}>
              {LABELS[verb]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === "drain" ? `Drain “${queue.name}”?` : `Close “${queue.name}”?`}
        confirm={asked === "drain" ? "Drain" : "Close the queue"}
        onConfirm={async () => asked && (await act(asked))}
      >
        <p>
          {asked === "drain"
            ? `Nobody can join any more. The ${people(queue.waitingUsers)} in line are let through, then the queue is closed.`
            : `Nobody can join, and nobody is let through. The ${people(queue.waitingUsers)} in line keep their places and see that the queue is closed.`}
        </p>
        {queue.schedule && queue.opensAt && <p>Its schedule opens it again {moment(queue.opensAt)}.</p>}
      </ConfirmDialog>
    </>
  );
}
