// How a queue is set up.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useMe } from "../../data/me";
import { queueQuery, useChangeQueue, useDeleteQueue } from "../../data/queues";
import { useTenantZone } from "../../data/tenants";
import { useDraft } from "../../lib/draft";
import { people } from "../../lib/format";
import { may } from "../../lib/permissions";
import { ConfirmButton } from "../../ui/Confirm";
import { MergeNote } from "../../ui/MergeNote";
import { Panel } from "../../ui/Page";
import { ErrorNote, focusProblem } from "../../ui/states";
import { done } from "../../ui/toast";
import { fieldsOf, inputOf, NAMES, show } from "./fields";
import { InviteCodes } from "./InviteCodes";
import { QueueForm } from "./QueueForm";
import { useQueue } from "./QueueFrame";

export function QueueSettingsPage() {
  const queue = useQueue();
  const { id, tenantId } = queue;
  const me = useMe();
  const timeZone = useTenantZone(tenantId);
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useChangeQueue(tenantId, id);
  const remove = useDeleteQueue(tenantId, id);
  const draft = useDraft(fieldsOf(queue), queue.version);
  const editable = may(me, "queue:write");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const key = queueQuery(tenantId, id).queryKey;
    const saved = await draft.save(
      ({ version, ...fields }) => change.mutateAsync({ ...inputOf(fields), version }),
      () => client.refetchQueries({ queryKey: key }),
    );
    if (saved) done("Saved.");
    else focusProblem();
  };

  return (
    <div className="stack narrow">
      <form className="stack" onSubmit={submit} noValidate>
        <QueueForm tenantId={tenantId} draft={draft} editable={editable} timeZone={timeZone} />
        <MergeNote draft={draft} names={NAMES} show={show} />
        <ErrorNote error={draft.error} />
        {editable && (
          <div className="buttons save-bar" data-dirty={draft.dirty || undefined}>
            <Button type="submit" disabled={!draft.dirty} loading={draft.saving}>
              Save
            </Button>
            {draft.dirty && (
              <Button variant="default" onClick={draft.reset}>
                Discard
              </Button>
            )}
          </div>
        )}
      </form>
      <InviteCodes tenantId={tenantId} queueId={id} editable={editable} />
      {editable && (
        <Panel title="Delete">
          <p className="soft">The queue and everybody in it are gone for good.</p>
          <div>
            <ConfirmButton
              label="Delete this queue"
              title={`Delete “${queue.name}”?`}
              confirm="Delete for good"
              typed={queue.name}
              onConfirm={async () => {
                await remove.mutateAsync();
                done(`“${queue.name}” is deleted.`);
                await navigate({ to: "/t/$tenantId", params: { tenantId } });
              }}
            >
              {people(queue.waitingUsers)} in line lose their places. This cannot be taken back.
            </ConfirmButton>
          </div>
        </Panel>
      )}
    </div>
  );
}
