// Under which hosts the tenant's pages are reached: registering them, showing whose they are, choosing the one for links.
import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import {
  type Domain,
  domainsQuery,
  useApproveDomain,
  useChooseDomain,
  useRegisterDomain,
  useRemoveDomain,
  useVerifyDomain,
} from "../data/domains";
import { useMe } from "../data/me";
import { moment } from "../lib/format";
import { administers, may } from "../lib/permissions";
import { about, besides } from "../lib/problems";
import { Code } from "../ui/Code";
import { ConfirmButton } from "../ui/Confirm";
import { Copy } from "../ui/Copy";
import { Dialog, DialogForm } from "../ui/Dialog";
import { Fact, Facts, Page, Panel } from "../ui/Page";
import { Status } from "../ui/Status";
import { Empty, ErrorNote } from "../ui/states";
import { done, failed } from "../ui/toast";

const PROOFS = { http: "by its web server", dns: "by the DNS", platform: "by the platform" };

export function DomainsPage() {
  const { tenantId } = useParams({ from: "/signed-in/t/$tenantId/domains" });
  const { data: domains } = useSuspenseQuery(domainsQuery(tenantId));
  const editable = may(useMe(), "tenant:write");
  const [opened, { open, close }] = useDisclosure(false);
  const register = editable && (
    <Button onClick={open} leftSection={<IconPlus size={16} aria-hidden />}>
      New domain
    </Button>
  );
  return (
    <Page
      title="Domains"
      lead="At a domain of its own this tenant's pages appear, and nobody else's. Links and codes begin with the one you choose."
      actions={register}
    >
      {domains.length === 0 && (
        <section className="panel" aria-label="Domains">
          <Empty title="No domains yet" action={register}>
            Until then the pages are at the platform's own address.
          </Empty>
        </section>
      )}
      <div className="stack">
        {domains.map((domain) => (
          <DomainPanel key={domain.id} tenantId={tenantId} domain={domain} editable={editable} />
        ))}
      </div>
      <Dialog opened={opened} onClose={close} title="New domain">
        <NewDomain tenantId={tenantId} onDone={close} />
      </Dialog>
    </Page>
  );
}

interface DomainProps {
  tenantId: string;
  domain: Domain;
  editable: boolean;
}

function DomainPanel({ tenantId, domain, editable }: DomainProps) {
  const mayLead = administers(useMe());
  const choose = useChooseDomain(tenantId);
  const remove = useRemoveDomain(tenantId);
  const { id, displayName, verified, verifiedAt, proof, primary } = domain;
  const state = verified ? (
    <Status of="open" name={primary ? "Used for links" : "Yours"} />
  ) : (
    <Status of="paused" name="Not shown to be yours" />
  );
  return (
    <Panel title={displayName} actions={state}>
      {!verified && <HowToShow domain={domain} />}
      {verified && (
        <Facts>
          <Fact name="Address">
            <a href={domain.url}>{domain.url}</a>
          </Fact>
          {proof && verifiedAt && (
            <Fact name="Shown to be yours">
              {PROOFS[proof]}, {moment(verifiedAt)}
            </Fact>
          )}
        </Facts>
      )}
      {editable && !mayLead && !primary && (
        <p className="soft">
          {verified
            ? "Only somebody who has all that an admin has lets links begin with it."
            : "Only somebody who has all that an admin has lets us look for the token."}
        </p>
      )}
      {editable && (
        <div className="buttons">
          {!verified && mayLead && <Checks tenantId={tenantId} domain={domain} />}
          {verified && !primary && mayLead && (
            <ConfirmButton
              label="Use for links"
              title={`Begin links with ${displayName}?`}
              confirm="Use it"
              onConfirm={async () => {
                await choose.mutateAsync(id);
                done(`Links begin with ${displayName}.`);
              }}
            >
              Do so once the domain leads here: open <a href={domain.url}>{domain.url}</a> and see. Links and
              codes of posters and tickets begin with it from then on.
            </ConfirmButton>
          )}
          <ConfirmButton
            label="Remove"
            title={`Remove ${displayName}?`}
            confirm="Remove"
            onConfirm={async () => {
              await remove.mutateAsync(id);
              done(`${displayName} is removed.`);
            }}
          >
            {verified
              ? "Your pages do not appear there any more. Links and printed codes that begin with it lead nowhere."
              : "Nothing of yours is there yet."}
          </ConfirmButton>
        </div>
      )}
    </Panel>
  );
}

/** What to set up at the domain, so that it is seen whose it is. */
function HowToShow({ domain }: { domain: Domain }) {
  return (
    <div className="form">
      <p className="soft">One of the two shows that the domain is yours. It may go again afterwards.</p>
      <p className="wrap">
        A <strong>TXT record</strong> named <code>{domain.dnsName}</code>, or a file at{" "}
        <code>{domain.httpUrl}</code>, with this and nothing else:
      </p>
      <Code label={`Token of ${domain.displayName}`} text={domain.token} />
      <div className="buttons">
        <Copy text={domain.token} label="Copy the token" />
        <Copy text={domain.dnsName} label="Copy the record's name" />
      </div>
    </div>
  );
}

function Checks({ tenantId, domain: { id, displayName } }: { tenantId: string; domain: Domain }) {
  const me = useMe();
  const verify = useVerifyDomain(tenantId);
  const approve = useApproveDomain(tenantId);
  const check = () =>
    verify.mutate(id, { onSuccess: () => done(`${displayName} is yours.`), onError: failed });
  return (
    <>
      <Button onClick={check} loading={verify.isPending}>
        Look for the token
      </Button>
      {may(me, "platform:admin") && (
        <ConfirmButton
          label="Approve without looking"
          title={`Is ${displayName} this tenant's?`}
          confirm="It is"
          onConfirm={async () => {
            await approve.mutateAsync(id);
            done(`${displayName} is this tenant's.`);
          }}
        >
          The platform answers for it. No other tenant can have the domain then.
        </ConfirmButton>
      )}
    </>
  );
}

function NewDomain({ tenantId, onDone }: { tenantId: string; onDone: () => void }) {
  const register = useRegisterDomain(tenantId);
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate(name, { onSuccess: onDone });
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={register.isPending}>
          Register
        </Button>
      }
    >
      <TextInput
        label="Domain"
        description="Without https:// and path"
        placeholder="queue.shop.example"
        required
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={about(register.error, "name")}
        data-autofocus
      />
      <ErrorNote error={besides(register.error, "name")} />
    </DialogForm>
  );
}
