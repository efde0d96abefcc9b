// The kiosks, whether they are at work, and taking them out of service from afar.
import { Button } from "@mantine/core";
import { type Kiosk, useChangeKiosk, useDeleteKiosk, useRenewKioskToken } from "../../data/kiosks";
import type { Location } from "../../data/locations";
import { moment } from "../../lib/format";
import { ConfirmButton } from "../../ui/Confirm";
import { Status } from "../../ui/Status";
import { done, failed } from "../../ui/toast";

/** A kiosk asks the server every ten seconds; one that was silent for longer is away, in milliseconds. */
const SILENT_MS = 60_000;

export interface KioskTableProps {
  tenantId: string;
  kiosks: readonly Kiosk[];
  locations: readonly Location[];
  editable: boolean;
  onEdit: (kiosk: Kiosk) => void;
  /** It has a new token to be shown. */
  onPaired: (kiosk: Kiosk) => void;
}

export function KioskTable({ kiosks, locations, ...rest }: KioskTableProps) {
  return (
    <ul className="rows">
      {kiosks.map((kiosk) => (
        <KioskRow
          key={kiosk.id}
          kiosk={kiosk}
          place={locations.find(({ id }) => id === kiosk.locationId)?.name ?? ""}
          {...rest}
        />
      ))}
    </ul>
  );
}

function stateOf({ outOfService, lastSeenAt }: Kiosk): { of: string; name: string } {
  if (outOfService) return { of: "paused", name: "Out of service" };
  if (!lastSeenAt) return { of: "closed", name: "Never seen" };
  const silent = Date.now() - Date.parse(lastSeenAt) > SILENT_MS;
  return silent ? { of: "paused", name: "Away" } : { of: "active", name: "In service" };
}

interface KioskRowProps extends Omit<KioskTableProps, "kiosks" | "locations"> {
  kiosk: Kiosk;
  place: string;
}

function KioskRow({ tenantId, kiosk, place, editable, onEdit, onPaired }: KioskRowProps) {
  const change = useChangeKiosk(tenantId, kiosk.id);
  const renew = useRenewKioskToken(tenantId, kiosk.id);
  const remove = useDeleteKiosk(tenantId, kiosk.id);
  const { name, outOfService } = kiosk;
  const back = () =>
    change.mutate(
      { outOfService: false },
      { onSuccess: () => done(`${name} hands out numbers again.`), onError: failed },
    );
  return (
    <li>
      <div>
        <strong>{name}</strong> <Status {...stateOf(kiosk)} />
        <div className="small soft">
          {place}
          {kiosk.lastSeenAt && `, last seen ${moment(kiosk.lastSeenAt)}`}
        </div>
        {outOfService && kiosk.outOfServiceText && (
          <div className="small soft">It says “{kiosk.outOfServiceText}”</div>
        )}
      </div>
      {editable && (
        <div className="buttons">
          {outOfService ? (
            <Button variant="default" size="xs" loading={change.isPending} onClick={back}>
              Back in service
            </Button>
          ) : (
            <ConfirmButton
              label="Out of service"
              button={{ size: "xs" }}
              title={`Take ${name} out of service?`}
              confirm="Out of service"
              onConfirm={async () => {
                await change.mutateAsync({ outOfService: true });
                done(`${name} hands out nothing.`);
              }}
            >
              It says so on its screen within ten seconds, and hands out nothing. Numbers that it gave are
              good.
            </ConfirmButton>
          )}
          <ConfirmButton
            label="Pair anew"
            button={{ size: "xs" }}
            title={`Pair ${name} anew?`}
            confirm="New token"
            onConfirm={async () => onPaired(await renew.mutateAsync(undefined))}
          >
            For another device, or where the token got into wrong hands. The device that has the old one hands
            out nothing any more.
          </ConfirmButton>
          <Button variant="default" size="xs" aria-label={`Change ${name}`} onClick={() => onEdit(kiosk)}>
            Change
          </Button>
          <ConfirmButton
            label="Delete"
            button={{ size: "xs" }}
            title={`Delete ${name}?`}
            confirm="Delete"
            onConfirm={async () => {
              await remove.mutateAsync(undefined);
              done(`${name} is deleted.`);
            }}
          >
            The device hands out nothing any more. Numbers that it gave are good.
          </ConfirmButton>
        </div>
      )}
    </li>
  );
}
