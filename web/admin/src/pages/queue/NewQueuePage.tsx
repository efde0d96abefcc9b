// A new queue.
import { Button } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useCreateQueue } from "../../data/queues";
import { useTenantZone } from "../../data/tenants";
import { useDraft } from "../../lib/draft";
import { Page } from "../../ui/Page";
import { ErrorNote, focusProblem } from "../../ui/states";
import { done } from "../../ui/toast";
import { inputOf, NEW_QUEUE } from "./fields";
import { QueueForm } from "./QueueForm";

export function NewQueuePage() {
  const { tenantId } = useParams({ from: "/signed-in/t/$tenantId/queues/new" });
  const timeZone = useTenantZone(tenantId);
  const create = useCreateQueue(tenantId);
  const navigate = useNavigate();
  const draft = useDraft(NEW_QUEUE, 0);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await draft.save(
      async () => {
        const queue = await create.mutateAsync(inputOf(draft.values));
        done(`“${queue.name}” is there.`);
        await navigate({ to: "/t/$tenantId/queues/$queueId", params: { tenantId, queueId: queue.id } });
      },
      async () => {},
    );
    if (!saved) focusProblem();
  };

  return (
    <Page title="New queue" crumbs={[{ label: "Queues", to: `/t/${tenantId}` }]}>
      <form className="stack narrow" onSubmit={submit} noValidate>
        <QueueForm tenantId={tenantId} draft={draft} editable timeZone={timeZone} />
        <ErrorNote error={draft.error} />
        <div className="buttons">
          <Button type="submit" loading={draft.saving}>
            Create the queue
          </Button>
          <Button variant="default" component={Link} to={`/t/${tenantId}`}>
            Cancel
          </Button>
        </div>
      </form>
    </Page>
  );
}
