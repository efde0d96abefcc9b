// A secret for an authenticator: to be scanned, or typed in.
import { lazy, Suspense } from "react";
import { Copy } from "./Copy";
import { Pending } from "./states";

const Qr = lazy(() => import("./Qr"));

export function Enrolment({ secret, uri }: { secret: string; uri: string }) {
  return (
    <div className="enrolment">
      <Suspense fallback={<Pending />}>
        <Qr text={uri} label="QR code for your authenticator" />
      </Suspense>
      <div className="enrolment-secret">
        <span className="small soft">Or type the secret in</span>
        <code className="wrap">{secret.match(/.{1,4}/g)?.join(" ")}</code>
        <div>
          <Copy text={secret} label="Copy the secret" />
        </div>
      </div>
    </div>
  );
}
