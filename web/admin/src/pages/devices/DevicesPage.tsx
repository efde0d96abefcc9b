// What stands in the locations: kiosks, boards, printers.
import { Button, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Kiosk, kiosksQuery } from "../../data/kiosks";
import { locationsQuery } from "../../data/locations";
import { useMe } from "../../data/me";
import { may } from "../../lib/permissions";
import { clearing } from "../../ui/clearing";
import { Dialog } from "../../ui/Dialog";
import { Page, Panel } from "../../ui/Page";
import { Empty } from "../../ui/states";
import { Boards } from "./Boards";
import { KioskForm } from "./KioskForm";
import { KioskTable } from "./KioskTable";
import { Pairing } from "./Pairing";
import { Printers } from "./Printers";

const ROUTE = "/signed-in/t/$tenantId/devices";

export function DevicesPage() {
  const { tenantId } = useParams({ from: ROUTE });
  const { location } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/t/$tenantId/devices" });
  const me = useMe();
  const { data: kiosks } = useSuspenseQuery(kiosksQuery(tenantId));
  const { data: locations } = useSuspenseQuery(locationsQuery(tenantId));
  const [edited, setEdited] = useState<Kiosk | "new" | null>(null);
  const [paired, setPaired] = useState<Kiosk | null>(null);
  const editable = may(me, "location:write");
  const here = locations.filter(({ id }) => !location || id === location);
  const shown = kiosks.filter(({ locationId }) => !location || locationId === location);
  const add = editable && locations.length > 0 && (
    <Button onClick={() => setEdited("new")} leftSection={<IconPlus size={16} aria-hidden />}>
      New kiosk
    </Button>
  );
  if (locations.length === 0) {
    return (
      <Page title="Devices">
        <div className="panel">
          <Empty
            title="No locations yet"
            action={
              <Button component={Link} to={`/t/${tenantId}/locations`}>
                {editable ? "Set up a location" : "Locations"}
              </Button>
            }
          >
            Kiosks, boards and printers stand in a location: set one up first.
          </Empty>
        </div>
      </Page>
    );
  }
  return (
    <Page
      title="Devices"
      lead="Kiosks, boards and printers; any device with a current browser will do."
      actions={add}
    >
      {locations.length > 1 && (
        <section className="panel" aria-label="Which">
          <div className="filters">
            <Select
              label="Location"
              placeholder="All locations"
              value={location ?? null}
              onChange={(value) => navigate({ search: value ? { location: value } : {}, replace: true })}
              data={locations.map(({ id, name }) => ({ value: id, label: name }))}
              searchable
              clearable
              clearButtonProps={clearing("All locations")}
            />
          </div>
        </section>
      )}
      <Panel title="Kiosks">
        {shown.length === 0 ? (
          <p className="soft">
            None yet. A kiosk hands out numbers, and goes on when the server cannot be reached.
          </p>
        ) : (
          <KioskTable
            tenantId={tenantId}
            kiosks={shown}
            locations={locations}
            editable={editable}
            onEdit={setEdited}
            onPaired={setPaired}
          />
        )}
      </Panel>
      <div className="halves">
        <Boards locations={here} />
        <Printers />
      </div>
      <Dialog
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited && edited !== "new" ? edited.name : "New kiosk"}
      >
        {edited && (
          <KioskForm
            tenantId={tenantId}
            locations={locations}
            kiosk={edited === "new" ? null : edited}
            onDone={(made) => {
              setEdited(null);
              if (made.deviceToken) setPaired(made);
            }}
          />
        )}
      </Dialog>
      <Dialog
        opened={paired !== null}
        onClose={() => setPaired(null)}
        size="lg"
        title={paired ? `Pair ${paired.name}` : ""}
      >
        {paired?.deviceToken && (
          <Pairing kioskId={paired.id} token={paired.deviceToken} onDone={() => setPaired(null)} />
        )}
      </Dialog>
    </Page>
  );
}
