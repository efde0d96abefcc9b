// The address that makes a device this kiosk. The token in it is shown this once.
import { Button, SegmentedControl } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useHome } from "../../data/domains";
import { Code } from "../../ui/Code";
import { Once } from "../../ui/Once";
import { Pending } from "../../ui/states";

const Qr = lazy(() => import("../../ui/Qr"));

const PRINTING = [
  { value: "none", label: "Screen only" },
  { value: "browser", label: "Browser prints" },
  { value: "agent", label: "ESC/POS printer" },
];

export interface PairingProps {
  kioskId: string;
  token: string;
  onDone: () => void;
}

export function Pairing({ kioskId, token, onDone }: PairingProps) {
  const home = useHome(useParams({ from: "/signed-in/t/$tenantId/devices" }).tenantId);
  const [print, setPrint] = useState("none");
  const address = `${home}/kiosk/#${new URLSearchParams({ kiosk: kioskId, token, print })}`;
  return (
    <div className="form">
      <p>
        Open this address on the device once. It holds the kiosk's token, which is shown this once and can be
        replaced at any time.
      </p>
      <div className="segments">
        <SegmentedControl aria-label="How it prints" value={print} onChange={setPrint} data={PRINTING} />
      </div>
      <Once label="Address of the kiosk" text={address} />
      <div className="enrolment">
        <Suspense fallback={<Pending />}>
          <Qr text={address} label="QR code of the address" />
        </Suspense>
        <p className="small soft">A tablet reads it with its camera.</p>
      </div>
      <p className="small soft">Full screen, from then on:</p>
      <Code
        label="Command for the kiosk"
        text={`chromium --kiosk ${print === "browser" ? "--kiosk-printing " : ""}--disable-pinch --overscroll-history-navigation=0 ${home}/kiosk/`}
      />
      <div className="buttons">
        <Button onClick={onDone}>It is paired</Button>
      </div>
    </div>
  );
}
