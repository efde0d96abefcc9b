// The invite codes of a queue: how often each was used, new ones, taking them back.
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useHome } from "../../data/domains";
import { inviteCodesQuery, useMakeCodes, useRevokeCode } from "../../data/inviteCodes";
import { count, moment } from "../../lib/format";
import { about, besides } from "../../lib/problems";
import { ConfirmButton } from "../../ui/Confirm";
import { Dialog, DialogForm } from "../../ui/Dialog";
import { Once } from "../../ui/Once";
import { Panel } from "../../ui/Page";
import { ErrorNote, Pending } from "../../ui/states";
import { done } from "../../ui/toast";

interface Place {
  tenantId: string;
  queueId: string;
}

export function InviteCodes({ tenantId, queueId, editable }: Place & { editable: boolean }) {
  const { data: codes, error } = useQuery(inviteCodesQuery(tenantId, queueId));
  const revoke = useRevokeCode(tenantId, queueId);
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <Panel
      title="Invite codes"
      actions={
        editable && (
          <Button variant="default" size="xs" onClick={open}>
            New codes
          </Button>
        )
      }
    >
      <ErrorNote error={error} />
      {!codes && !error && <Pending />}
      {codes?.length === 0 && (
        <p className="soft">None yet. They let people in where this queue is by invitation only.</p>
      )}
      {codes && codes.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Code</th>
                <th scope="col">Used</th>
                <th scope="col" className="wide">
                  Good until
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {codes.map(({ id, label, hint, uses, maxUses, expiresAt }) => (
                <tr key={id}>
                  <td className="wrap">
                    <code>…{hint}</code> {label}
                  </td>
                  <td className="nowrap">
                    {count(uses)} of {count(maxUses)}
                  </td>
                  <td className="wide nowrap">{expiresAt ? moment(expiresAt) : "No end"}</td>
                  <td className="end">
                    {editable && (
                      <ConfirmButton
                        label="Revoke"
                        button={{ size: "xs" }}
                        title={`Revoke the code …${hint}?`}
                        confirm="Revoke"
                        onConfirm={async () => {
                          await revoke.mutateAsync(id);
                          done(`…${hint} lets nobody in any more.`);
                        }}
                      >
                        Who has joined with it keeps their place.
                      </ConfirmButton>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Dialog opened={opened} onClose={close} title="New invite codes">
        <NewCodes tenantId={tenantId} queueId={queueId} onDone={close} />
      </Dialog>
    </Panel>
  );
}

function NewCodes({ tenantId, queueId, onDone }: Place & { onDone: () => void }) {
  const make = useMakeCodes(tenantId, queueId);
  const home = useHome(tenantId);
  const [label, setLabel] = useState("");
  const [codes, setCodes] = useState(1);
  const [maxUses, setMaxUses] = useState(1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ label, count: codes, maxUses });
  };
  if (make.data) {
    return (
      <div className="form">
        <p>These are shown this once and stored as hashes only.</p>
        <Once
          label="Invite codes"
          text={make.data.codes.map(({ code }) => code).join("\n")}
          file="invite-codes.txt"
        />
        <p className="soft small">
          A link may carry one: <code>{`${home}/q/${queueId}?inviteCode=…`}</code>
        </p>
        <div className="buttons">
          <Button onClick={onDone}>I have kept them</Button>
        </div>
      </div>
    );
  }
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={make.isPending}>
          Make the codes
        </Button>
      }
    >
      <TextInput
        label="Label"
        description="What they are for"
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        error={about(make.error, "label")}
        data-autofocus
      />
      <div className="pair">
        <NumberInput
          label="Codes"
          value={codes}
          onChange={(value) => setCodes(Number(value))}
          min={1}
          max={1000}
          allowDecimal={false}
          error={about(make.error, "count")}
        />
        <NumberInput
          label="Joins with each"
          value={maxUses}
          onChange={(value) => setMaxUses(Number(value))}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          error={about(make.error, "maxUses")}
        />
      </div>
      <ErrorNote error={besides(make.error, "label", "count", "maxUses")} />
    </DialogForm>
  );
}
