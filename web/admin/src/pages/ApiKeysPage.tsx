// Keys for programs: what they may do, until when, and taking them back.
import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type ApiKey, apiKeysQuery, useCreateKey, useRevokeKey } from "../data/apiKeys";
import { useMe } from "../data/me";
import { type Person, staffQuery } from "../data/staff";
import { dateOf, moment } from "../lib/format";
import { may, type Permission, permissionName } from "../lib/permissions";
import { about, besides } from "../lib/problems";
import { ConfirmButton } from "../ui/Confirm";
import { Dialog, DialogForm } from "../ui/Dialog";
import { Find } from "../ui/Find";
import { Once } from "../ui/Once";
import { Page } from "../ui/Page";
import { PermissionBoxes } from "../ui/PermissionBoxes";
import { Status } from "../ui/Status";
import { Empty, ErrorNote } from "../ui/states";
import { done } from "../ui/toast";

const ROUTE = "/signed-in/t/$tenantId/api-keys";

const STATES = { all: "All", good: "Good", expired: "Expired" };

const isOver = ({ expiresAt }: ApiKey): boolean =>
  Boolean(expiresAt) && Date.parse(expiresAt ?? "") <= Date.now();

export function ApiKeysPage() {
  const { tenantId } = useParams({ from: ROUTE });
  const me = useMe();
  const { data: keys } = useSuspenseQuery(apiKeysQuery(tenantId));
  const { data: staff = [] } = useQuery({ ...staffQuery(tenantId), enabled: may(me, "account:read") });
  const { find = "", state = "all" } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/t/$tenantId/api-keys" });
  const narrow = (change: { find?: string; state?: string }) => {
    const next = { find, state, ...change };
    return navigate({
      search: {
        ...(next.find && { find: next.find }),
        ...(next.state !== "all" && { state: next.state }),
      },
      replace: true,
    });
  };
  const [opened, { open, close }] = useDisclosure(false);
  const wanted = find.trim().toLowerCase();
  const shown = keys.filter(
    (key) =>
      `${key.name} ${key.prefix}`.toLowerCase().includes(wanted) &&
      (state === "all" || isOver(key) === (state === "expired")),
  );
  const create = (
    <Button onClick={open} leftSection={<IconPlus size={16} aria-hidden />}>
      New key
    </Button>
  );
  return (
    <Page
      title="API keys"
      lead="A program sends its key as a bearer token. It acts in this tenant alone, and never may more than who made it."
      actions={create}
    >
      <section className="panel" aria-label="API keys">
        {keys.length === 0 && (
          <Empty title="No keys yet" action={create}>
            Your shop's backend needs one to let people join under their own names, or to give them priority.
          </Empty>
        )}
        {keys.length > 0 && (
          <>
            <div className="filters">
              <Find
                placeholder="Name or beginning"
                value={find}
                onChange={(next) => narrow({ find: next })}
              />
              <SegmentedControl
                aria-label="State"
                value={state}
                onChange={(value) => narrow({ state: value })}
                data={Object.entries(STATES).map(([value, label]) => ({ value, label }))}
              />
            </div>
            {shown.length === 0 && <Empty title="No key fits these filters" />}
            {shown.length > 0 && <Keys tenantId={tenantId} keys={shown} staff={staff} />}
          </>
        )}
      </section>
      <Dialog opened={opened} onClose={close} title="New key" size="lg">
        <NewKey tenantId={tenantId} onDone={close} />
      </Dialog>
    </Page>
  );
}

interface KeysProps {
  tenantId: string;
  keys: readonly ApiKey[];
  staff: readonly Person[];
}

function Keys({ tenantId, keys, staff }: KeysProps) {
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col" className="wide">
              May
            </th>
            <th scope="col">Good until</th>
            <th scope="col" className="wide">
              Last used
            </th>
            <th scope="col" className="wide">
              Made
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow
              key={key.id}
              tenantId={tenantId}
              apiKey={key}
              maker={staff.find(({ id }) => id === key.createdBy)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({
  tenantId,
  apiKey,
  maker,
}: {
  tenantId: string;
  apiKey: ApiKey;
  maker: Person | undefined;
}) {
  const revoke = useRevokeKey(tenantId);
  const over = isOver(apiKey);
  return (
    <tr>
      <td className="wrap">
        <strong>{apiKey.name}</strong>
        <div className="small soft">
          <code>{apiKey.prefix}…</code>
        </div>
      </td>
      <td className="wide small" title={apiKey.permissions.join(", ")}>
        {apiKey.permissions.map(permissionName).join(" · ")}
      </td>
      <td>
        {over ? (
          <Status of="closed" name="Expired" />
        ) : apiKey.expiresAt ? (
          dateOf(apiKey.expiresAt)
        ) : (
          "No end"
        )}
      </td>
      <td className="wide nowrap">{apiKey.lastUsedAt ? moment(apiKey.lastUsedAt) : "Never"}</td>
      <td className="wide">
        <span className="nowrap">{moment(apiKey.createdAt)}</span>
        {maker && <div className="small soft wrap">{maker.name || maker.email}</div>}
      </td>
      <td className="end">
        <ConfirmButton
          label="Revoke"
          button={{ size: "xs" }}
          title={`Revoke ${apiKey.name}?`}
          confirm="Revoke"
          onConfirm={async () => {
            await revoke.mutateAsync(apiKey.id);
            done(`${apiKey.name} opens nothing any more.`);
          }}
        >
          Whatever uses it is refused within seconds. It cannot be brought back.
        </ConfirmButton>
      </td>
    </tr>
  );
}

/** How long a key is good, in days; 0: until it is revoked. */
const LIVES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "0", label: "Until it is revoked" },
];

function NewKey({ tenantId, onDone }: { tenantId: string; onDone: () => void }) {
  const create = useCreateKey(tenantId);
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [permissions, setPermissions] = useState<Permission[]>(["queue:read"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const life = Number(days) * 86_400_000;
    create.mutate({
      name,
      permissions,
      ...(life > 0 && { expiresAt: new Date(Date.now() + life).toISOString() }),
    });
  };
  if (create.data) {
    return (
      <div className="form">
        <p>
          This is the key <strong>{create.data.name}</strong>. It is shown this once and stored as a hash
          only.
        </p>
        <Once label="API key" text={create.data.secret} />
        <p className="soft">
          Send it with every call: <code>Authorization: Bearer vqk_…</code>
        </p>
        <div className="buttons">
          <Button onClick={onDone}>I have kept it</Button>
        </div>
      </div>
    );
  }
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={create.isPending}>
          Make the key
        </Button>
      }
    >
      <TextInput
        label="Name"
        description="What it is for"
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={about(create.error, "name")}
        data-autofocus
      />
      <Select
        label="Good for"
        data={LIVES}
        allowDeselect={false}
        value={days}
        onChange={(value) => value && setDays(value)}
        error={about(create.error, "expiresAt")}
      />
      <PermissionBoxes
        chosen={permissions}
        onChange={setPermissions}
        error={about(create.error, "permissions")}
      />
      <ErrorNote error={besides(create.error, "name", "expiresAt", "permissions")} />
    </DialogForm>
  );
}
