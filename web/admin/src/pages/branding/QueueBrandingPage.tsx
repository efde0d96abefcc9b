// What a queue wears over its tenant's branding.
import { useQueue } from "../queue/QueueFrame";
import { BrandingEditor } from "./BrandingEditor";

export function QueueBrandingPage() {
  const { tenantId, id } = useQueue();
  return <BrandingEditor key={id} wearer={{ tenantId, queueId: id }} />;
}
