// Printers of kiosks: a program beside the kiosk's browser sends tickets to an ESC/POS printer.
import { TextInput } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useHome } from "../../data/domains";
import { Code } from "../../ui/Code";
import { Copy } from "../../ui/Copy";
import { Panel } from "../../ui/Page";

const PORT = 9100;
const ADDRESS = /^[A-Za-z0-9.:[\]_-]+$/;

export function Printers() {
  const home = useHome(useParams({ from: "/signed-in/t/$tenantId/devices" }).tenantId);
  const [printer, setPrinter] = useState("192.168.1.50");
  const good = ADDRESS.test(printer.trim());
  const address = /:\d+$/.test(printer.trim()) ? printer.trim() : `${printer.trim()}:${PORT}`;
  const command = `vqueue print --printer ${good ? address : `<printer>:${PORT}`} --origin ${home}`;
  return (
    <Panel title="Printers">
      <div className="form">
        <p className="soft">
          A kiosk that is paired with “ESC/POS printer” hands its tickets to this program, which runs on the
          same device and prints every language.
        </p>
        <TextInput
          label="The printer's address"
          description="On the local network; port 9100 unless it says otherwise"
          value={printer}
          onChange={(event) => setPrinter(event.currentTarget.value)}
          error={good ? undefined : "An address is a name or numbers, e.g. 192.168.1.50."}
        />
        <Code label="Command for the printer" text={command} />
        <div className="buttons">
          <Copy text={command} label="Copy the command" />
        </div>
        <p className="small soft">
          <a href="http://127.0.0.1:9187/status">127.0.0.1:9187/status</a> on the device tells whether the
          printer can be reached.
        </p>
      </div>
    </Panel>
  );
}
