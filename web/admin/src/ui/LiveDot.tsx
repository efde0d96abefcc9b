// Whether what is shown is what is.
import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { live } from "../app/connection";

const subscribe = (listener: () => void) => live.onState(listener);

export function LiveDot() {
  const state = useSyncExternalStore(subscribe, () => live.state);
  const following = useSyncExternalStore(subscribe, () => live.following);
  if (!following) return null;
  const label =
    state === "live" ? "Changes are shown as they happen" : "Reconnecting; numbers may be some seconds old";
  return (
    <Tooltip label={label}>
      <span className="dot" data-state={state} role="status">
        {state === "live" ? "Live" : "Reconnecting"}
      </span>
    </Tooltip>
  );
}
