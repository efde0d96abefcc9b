// The platform's customers.
import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ApiError } from "@virtual-queue/client";
import type { FormEvent } from "react";
import { useMe } from "../../data/me";
import { type Tenant, tenantsQuery, useCreateTenant, useTenantStatus } from "../../data/tenants";
import { moment, short, words } from "../../lib/format";
import { may } from "../../lib/permissions";
import { ConfirmButton } from "../../ui/Confirm";
import { Dialog, DialogForm } from "../../ui/Dialog";
import { Find } from "../../ui/Find";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Empty, ErrorNote, NotFound } from "../../ui/states";
import { done } from "../../ui/toast";

export function TenantsPage() {
  return may(useMe(), "platform:admin") ? <Tenants /> : <NotFound />;
}

function Tenants() {
  const { data: tenants } = useSuspenseQuery(tenantsQuery);
  const [opened, { open, close }] = useDisclosure(false);
  const { find = "" } = useSearch({ from: "/signed-in/tenants" });
  const navigate = useNavigate({ from: "/tenants" });
  const wanted = find.trim().toLowerCase();
  const shown = tenants.filter(({ name, domain }) =>
    `${name} ${domain ?? ""}`.toLowerCase().includes(wanted),
  );
  const create = (
    <Button onClick={open} leftSection={<IconPlus size={16} aria-hidden />}>
      New tenant
    </Button>
  );
  return (
    <Page
      title="Tenants"
      lead="Each has its own queues, people and limits; none sees anything of another."
      actions={create}
    >
      <section className="panel" aria-label="Tenants">
        {tenants.length === 0 && (
          <Empty title="No tenants yet">A tenant is a shop, a clinic, an office: whoever has queues.</Empty>
        )}
        {tenants.length > 0 && (
          <>
            <Find
              placeholder="Name or domain"
              value={find}
              onChange={(value) => navigate({ search: value ? { find: value } : {}, replace: true })}
            />
            <div className="table-wrap">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">Tenant</th>
                    <th scope="col">State</th>
                    <th scope="col" className="end wide">
                      Queues
                    </th>
                    <th scope="col" className="end wide">
                      Inside at once
                    </th>
                    <th scope="col" className="wide">
                      Since
                    </th>
                    <th scope="col">
                      <span className="visually-hidden">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((tenant) => (
                    <TenantRow key={tenant.id} tenant={tenant} />
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </section>
      <Dialog opened={opened} onClose={close} title="New tenant">
        <NewTenant />
      </Dialog>
    </Page>
  );
}

function TenantRow({ tenant }: { tenant: Tenant }) {
  const status = useTenantStatus(tenant.id);
  const { limits } = tenant;
  return (
    <tr>
      <td>
        <Link to="/t/$tenantId" params={{ tenantId: tenant.id }}>
          {tenant.name}
        </Link>
        {tenant.domain && <div className="small soft">{tenant.domain}</div>}
      </td>
      <td>
        <Status of={tenant.status} name={words(tenant.status)} />
      </td>
      <td className="end wide">up to {short(limits.maxQueues)}</td>
      <td className="end wide">up to {short(limits.maxConcurrentUsers)}</td>
      <td className="wide nowrap">{moment(tenant.createdAt)}</td>
      <td className="end">
        {tenant.status === "suspended" ? (
          <Button
            variant="default"
            size="xs"
            loading={status.isPending}
            onClick={() => status.mutate("resume", { onSuccess: () => done(`${tenant.name} goes on.`) })}
          >
            Resume
          </Button>
        ) : (
          <ConfirmButton
            label="Suspend"
            button={{ size: "xs" }}
            title={`Suspend ${tenant.name}?`}
            confirm="Suspend"
            onConfirm={async () => {
              await status.mutateAsync("suspend");
              done(`${tenant.name} is suspended.`);
            }}
          >
            Nobody can join its queues, and its people cannot sign in. Nothing is lost; it can be resumed.
          </ConfirmButton>
        )}
      </td>
    </tr>
  );
}

function NewTenant() {
  const create = useCreateTenant();
  const navigate = useNavigate();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const domain = String(form.get("domain")).trim();
    const body = { name: String(form.get("name")), ...(domain && { domain }) };
    create.mutate(body, {
      onSuccess: (tenant) => navigate({ to: "/t/$tenantId", params: { tenantId: tenant.id } }),
    });
  };
  const problem = (field: string) =>
    create.error instanceof ApiError ? create.error.about(field) : undefined;
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={create.isPending}>
          Create
        </Button>
      }
    >
      <TextInput name="name" label="Name" required maxLength={200} error={problem("name")} data-autofocus />
      <TextInput
        name="domain"
        label="Domain"
        description="Its own, if it has one"
        error={problem("domain")}
      />
      {!problem("name") && !problem("domain") && <ErrorNote error={create.error} />}
    </DialogForm>
  );
}
