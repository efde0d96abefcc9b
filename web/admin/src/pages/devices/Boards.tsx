// Boards need no pairing: who is called is public where they hang.
import { SegmentedControl, Select, Switch } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useHome } from "../../data/domains";
import type { Location } from "../../data/locations";
import { Code } from "../../ui/Code";
import { Copy } from "../../ui/Copy";
import { Panel } from "../../ui/Page";

export function Boards({ locations }: { locations: readonly Location[] }) {
  const home = useHome(useParams({ from: "/signed-in/t/$tenantId/devices" }).tenantId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [scheme, setScheme] = useState("device");
  const [sound, setSound] = useState(true);
  const location = locations.find(({ id }) => id === chosen) ?? locations[0];
  if (!location) return null;
  const query = new URLSearchParams({
    ...(scheme !== "device" && { scheme }),
    ...(!sound && { sound: "off" }),
  }).toString();
  const address = `${home}/board/${location.id}${query && `?${query}`}`;
  return (
    <Panel title="Boards">
      <div className="form">
        {locations.length > 1 && (
          <Select
            label="Where"
            data={locations.map(({ id, name }) => ({ value: id, label: name }))}
            allowDeselect={false}
            value={location.id}
            onChange={setChosen}
          />
        )}
        <div className="segments">
          <SegmentedControl
            aria-label="Colours of the board"
            value={scheme}
            onChange={setScheme}
            data={[
              { value: "device", label: "As the device" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        </div>
        <Switch
          label="Announces calls"
          description="With a chime, in the location's languages"
          checked={sound}
          onChange={(event) => setSound(event.currentTarget.checked)}
        />
        <p className="wrap">
          <a href={address} target="_blank" rel="noreferrer">
            {address}
          </a>
        </p>
        <div className="buttons">
          <Copy text={address} label="Copy the address" />
        </div>
        <Code
          label="Command for the board"
          text={`chromium --kiosk --autoplay-policy=no-user-gesture-required "${address}"`}
        />
      </div>
    </Panel>
  );
}
