// What is said to all who wait.
import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Queue, useSay } from "../../data/queues";
import { clock, people } from "../../lib/format";
import { Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

type Level = "info" | "warning";

export function MessagePanel({ queue, editable }: { queue: Queue; editable: boolean }) {
  const say = useSay(queue.tenantId, queue.id);
  const [text, setText] = useState("");
  const [level, setLevel] = useState<Level>("info");
  const { message } = queue;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    say.mutate(
      { text, level },
      {
        onSuccess: () => {
          setText("");
          done(`Said to ${people(queue.waitingUsers)} in line.`);
        },
      },
    );
  };
  const takeBack = () => say.mutate({ text: "" }, { onSuccess: () => done("The message is taken back.") });

  return (
    <Panel title="Message to all who wait">
      {message ? (
        <div className="note" data-tone={message.level === "warning" ? "warn" : undefined}>
          <p>{message.text}</p>
          <p className="small soft">Since {clock(message.at)}</p>
        </div>
      ) : (
        <p className="soft small">Nothing is said now.</p>
      )}
      {editable && (
        <form className="form" onSubmit={submit}>
          <Textarea
            label="New message"
            description="Shown on the wait page at once, up to 1,000 characters"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={1000}
            autosize
            minRows={2}
          />
          <SegmentedControl
            aria-label="How loud"
            value={level}
            onChange={(value) => setLevel(value as Level)}
            data={[
              { value: "info", label: "Good to know" },
              { value: "warning", label: "Important" },
            ]}
          />
          <ErrorNote error={say.error} />
          <div className="buttons">
            <Button type="submit" disabled={text.trim() === ""} loading={say.isPending}>
              Say it
            </Button>
            {message && (
              <Button variant="default" onClick={takeBack}>
                Take it back
              </Button>
            )}
          </div>
        </form>
      )}
    </Panel>
  );
}
