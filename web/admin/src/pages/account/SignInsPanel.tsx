// Where one is signed in, and ending it.
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type SignIn, signInsQuery, useEndOtherSignIns, useEndSignIn } from "../../data/account";
import { deviceName } from "../../lib/device";
import { moment } from "../../lib/format";
import { ConfirmButton } from "../../ui/Confirm";
import { Panel } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { done, failed } from "../../ui/toast";

export function SignInsPanel() {
  const { data: signIns } = useSuspenseQuery(signInsQuery);
  const end = useEndSignIn();
  const endOthers = useEndOtherSignIns();
  const others = signIns.length > 1 && (
    <ConfirmButton
      label="End all others"
      button={{ size: "xs" }}
      title="End all other sign-ins?"
      confirm="End them"
      onConfirm={async () => {
        await endOthers.mutateAsync();
        done("You are signed in here only.");
      }}
    >
      Whoever uses them has to sign in again. This one stays.
    </ConfirmButton>
  );
  return (
    <Panel title="Where you are signed in" actions={others}>
      <ul className="rows">
        {signIns.map((one) => (
          <li key={one.id}>
            <div>
              <strong>{deviceName(one.device) || "Unknown device"}</strong>
              {one.current && <Status of="active" name="This one" />}
              <div className="small soft">{detailsOf(one)}</div>
            </div>
            {!one.current && (
              <Button
                variant="default"
                size="xs"
                aria-label={`End the sign-in on ${deviceName(one.device) || "an unknown device"}, used ${moment(one.lastUsedAt)}`}
                onClick={() => end.mutate(one.id, { onError: failed })}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function detailsOf({ address, method, secondFactor, createdAt, lastUsedAt }: SignIn): string {
  const how = method === "sso" ? "by single sign-on" : secondFactor ? "with second factor" : "by password";
  return [address, `${how}, ${moment(createdAt)}`, `last used ${moment(lastUsedAt)}`]
    .filter(Boolean)
    .join(" · ");
}
