// How the pages of all of a tenant's queues are dressed.
import { useParams } from "@tanstack/react-router";
import { Page } from "../../ui/Page";
import { BrandingEditor } from "./BrandingEditor";

export function TenantBrandingPage() {
  const { tenantId } = useParams({ from: "/signed-in/t/$tenantId/branding" });
  return (
    <Page
      title="Branding"
      lead="What your visitors see: wait pages, kiosks and boards. A queue can wear something of its own over it."
    >
      <BrandingEditor key={tenantId} wearer={{ tenantId }} />
    </Page>
  );
}
