// The keys that sign admission tokens, and making new ones.
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "../app/connection";
import { keysQuery } from "../data/keys";
import { useMe } from "../data/me";
import { moment } from "../lib/format";
import { may } from "../lib/permissions";
import { ConfirmButton } from "../ui/Confirm";
import { Copy } from "../ui/Copy";
import { Page, Panel } from "../ui/Page";
import { done } from "../ui/toast";

const PURPOSES = [
  { purpose: "admission", label: "Admission", about: "let visitors through gates and past verifiers" },
  { purpose: "session", label: "Visitors", about: "show whose place in line it is" },
  { purpose: "access", label: "Staff", about: "show who is signed in" },
] as const;

export function KeysPage() {
  const me = useMe();
  const { data: keys } = useSuspenseQuery(keysQuery);
  const address = `${location.origin}/.well-known/jwks.json`;
  return (
    <Page
      title="Signing keys"
      lead="Admission tokens are signed with Ed25519. Gates and verifiers read the public keys here and need to ask nothing else."
    >
      <Panel title="Public keys" actions={<Copy text={address} label="Copy the address" />}>
        <p>
          <a href={address}>{address}</a>
        </p>
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">Algorithm</th>
                <th scope="col" className="wide">
                  Public part
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.map(({ kid, crv, alg, x }) => (
                <tr key={kid}>
                  <td>
                    <code>{kid}</code>
                  </td>
                  <td>
                    {alg ?? "EdDSA"} ({crv})
                  </td>
                  <td className="wide">
                    <code>{x}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      {may(me, "platform:admin") && (
        <Panel title="New keys">
          <p className="soft">
            A new key is published before it signs, and what the old one signed stays valid: nobody loses a
            place or is thrown out.
          </p>
          <div className="buttons">
            {PURPOSES.map((one) => (
              <Rotate key={one.purpose} {...one} />
            ))}
          </div>
        </Panel>
      )}
    </Page>
  );
}

function Rotate({ purpose, label, about }: (typeof PURPOSES)[number]) {
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => api.post("/v1/keys/{purpose}/rotate", { params: { path: { purpose } } }),
    onSuccess: (key) => {
      done(`Key ${key.number} signs from ${moment(key.signsFrom)}.`);
      return client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  return (
    <ConfirmButton
      label={`${label}: new key`}
      title={`Make a new key for tokens that ${about}?`}
      confirm="Make a new key"
      onConfirm={() => rotate.mutateAsync()}
    >
      It begins to sign soon; the old key goes on being accepted while both overlap.
    </ConfirmButton>
  );
}
