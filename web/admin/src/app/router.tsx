// Every address of the dashboard. Pages load when they are opened.
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "../data/me";
import { isTenantId, rememberTenant } from "../lib/lastTenant";
import { Failed, NotFound, Nowhere, Pending } from "../ui/states";
import { queryClient, session } from "./connection";
import { Shell } from "./Shell";

const root = createRootRouteWithContext<{ queryClient: typeof queryClient }>()({
  notFoundComponent: Nowhere,
  errorComponent: Failed,
});

export interface SignInSearch {
  /** Where to go on after signing in. */
  next?: string;
  /** Whose people sign in here. */
  tenant?: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

/** Some texts of an address by name; what is empty is absent. */
const texts =
  <N extends string>(...names: N[]) =>
  (search: Record<string, unknown>): { [K in N]?: string } => {
    const given = names.map((name) => [name, text(search[name])] as const).filter(([, value]) => value);
    return Object.fromEntries(given) as { [K in N]?: string };
  };

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch => {
    // A path of this application and nothing else: an address that somebody sends must not lead away.
    const next = text(search.next);
    return {
      ...(next?.startsWith("/") && !next.startsWith("//") && { next }),
      ...(isTenantId(search.tenant) && { tenant: search.tenant }),
    };
  },
  component: lazyRouteComponent(() => import("../pages/SignInPage"), "SignInPage"),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("../pages/door/ForgotPage"), "ForgotPage"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    if ((await session.resume()) !== "in") {
      const next = location.href;
      throw redirect({ to: "/sign-in", search: next === "/" ? {} : { next } });
    }
    const me = await queryClient.ensureQueryData(meQuery);
    rememberTenant(me.tenantId);
    return { me };
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: ({ context: { me } }) => {
    if (me.tenantId) throw redirect({ to: "/t/$tenantId", params: { tenantId: me.tenantId }, replace: true });
    throw redirect({ to: "/tenants", replace: true });
  },
});

const tenants = createRoute({
  getParentRoute: () => signedIn,
  path: "/tenants",
  validateSearch: texts("find"),
  component: lazyRouteComponent(() => import("../pages/tenants/TenantsPage"), "TenantsPage"),
});

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: "/keys",
  component: lazyRouteComponent(() => import("../pages/KeysPage"), "KeysPage"),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/account",
  component: lazyRouteComponent(() => import("../pages/account/AccountPage"), "AccountPage"),
});

const tenant = createRoute({ getParentRoute: () => signedIn, path: "/t/$tenantId" });

const overview = createRoute({
  getParentRoute: () => tenant,
  path: "/",
  component: lazyRouteComponent(() => import("../pages/OverviewPage"), "OverviewPage"),
});

const newQueue = createRoute({
  getParentRoute: () => tenant,
  path: "/queues/new",
  component: lazyRouteComponent(() => import("../pages/queue/NewQueuePage"), "NewQueuePage"),
});

const queue = createRoute({
  getParentRoute: () => tenant,
  path: "/queues/$queueId",
  component: lazyRouteComponent(() => import("../pages/queue/QueueFrame"), "QueueFrame"),
});

const queueLive = createRoute({
  getParentRoute: () => queue,
  path: "/",
  component: lazyRouteComponent(() => import("../pages/queue/LivePage"), "LivePage"),
});

const queueSettings = createRoute({
  getParentRoute: () => queue,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/queue/QueueSettingsPage"), "QueueSettingsPage"),
});

const queueIntegration = createRoute({
  getParentRoute: () => queue,
  path: "/integration",
  component: lazyRouteComponent(() => import("../pages/queue/IntegrationPage"), "IntegrationPage"),
});

const queueBranding = createRoute({
  getParentRoute: () => queue,
  path: "/branding",
  component: lazyRouteComponent(() => import("../pages/branding/QueueBrandingPage"), "QueueBrandingPage"),
});

/** The filters of the people's table; what is empty is absent. */
export interface SessionSearch {
  queue?: string;
  status?: string;
  who?: string;
  cursor?: string;
}

const sessions = createRoute({
  getParentRoute: () => tenant,
  path: "/sessions",
  validateSearch: texts("queue", "status", "who", "cursor"),
  component: lazyRouteComponent(() => import("../pages/sessions/SessionsPage"), "SessionsPage"),
});

const person = createRoute({
  getParentRoute: () => tenant,
  path: "/sessions/$sessionId",
  component: lazyRouteComponent(() => import("../pages/sessions/SessionPage"), "SessionPage"),
});

/** The filters of the audit log; what is empty is absent. Days as `2026-03-02`. */
export interface AuditSearch {
  area?: string;
  by?: string;
  from?: string;
  to?: string;
  cursor?: string;
}

const audit = createRoute({
  getParentRoute: () => tenant,
  path: "/audit",
  validateSearch: texts("area", "by", "from", "to", "cursor"),
  component: lazyRouteComponent(() => import("../pages/audit/AuditPage"), "AuditPage"),
});

const platformAudit = createRoute({
  getParentRoute: () => signedIn,
  path: "/platform/audit",
  validateSearch: texts("area", "by", "from", "to", "cursor"),
  component: lazyRouteComponent(() => import("../pages/audit/AuditPage"), "AuditPage"),
});

const locations = createRoute({
  getParentRoute: () => tenant,
  path: "/locations",
  component: lazyRouteComponent(() => import("../pages/locations/LocationsPage"), "LocationsPage"),
});

const location = createRoute({
  getParentRoute: () => tenant,
  path: "/locations/$locationId",
  component: lazyRouteComponent(() => import("../pages/locations/LocationPage"), "LocationPage"),
});

const line = createRoute({
  getParentRoute: () => tenant,
  path: "/locations/$locationId/line",
  validateSearch: texts("service", "who"),
  component: lazyRouteComponent(() => import("../pages/locations/LinePage"), "LinePage"),
});

const devices = createRoute({
  getParentRoute: () => tenant,
  path: "/devices",
  validateSearch: texts("location"),
  component: lazyRouteComponent(() => import("../pages/devices/DevicesPage"), "DevicesPage"),
});

const counter = createRoute({
  getParentRoute: () => tenant,
  path: "/counters/$counterId",
  component: lazyRouteComponent(() => import("../pages/locations/CounterPage"), "CounterPage"),
});

const domains = createRoute({
  getParentRoute: () => tenant,
  path: "/domains",
  component: lazyRouteComponent(() => import("../pages/DomainsPage"), "DomainsPage"),
});

const tenantSettings = createRoute({
  getParentRoute: () => tenant,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/tenants/TenantSettingsPage"), "TenantSettingsPage"),
});

const analytics = createRoute({
  getParentRoute: () => tenant,
  path: "/analytics",
  validateSearch: texts("range", "queue"),
  component: lazyRouteComponent(() => import("../pages/analytics/AnalyticsPage"), "AnalyticsPage"),
});

const branding = createRoute({
  getParentRoute: () => tenant,
  path: "/branding",
  component: lazyRouteComponent(() => import("../pages/branding/TenantBrandingPage"), "TenantBrandingPage"),
});

const apiKeys = createRoute({
  getParentRoute: () => tenant,
  path: "/api-keys",
  validateSearch: texts("find", "state"),
  component: lazyRouteComponent(() => import("../pages/ApiKeysPage"), "ApiKeysPage"),
});

/** The filters of the staff's table. */
export interface StaffSearch {
  find?: string;
  role?: string;
  status?: string;
}

const staffPage = lazyRouteComponent(() => import("../pages/staff/StaffPage"), "StaffPage");
const staffMemberPage = lazyRouteComponent(() => import("../pages/staff/StaffMemberPage"), "StaffMemberPage");
const signingInPage = lazyRouteComponent(() => import("../pages/staff/SigningInPage"), "SigningInPage");

const staff = createRoute({
  getParentRoute: () => tenant,
  path: "/staff",
  validateSearch: texts("find", "role", "status"),
  component: staffPage,
});

const staffRoles = createRoute({
  getParentRoute: () => tenant,
  path: "/staff/roles",
  component: lazyRouteComponent(() => import("../pages/staff/RolesPage"), "RolesPage"),
});

const staffSigningIn = createRoute({
  getParentRoute: () => tenant,
  path: "/staff/sign-in",
  component: signingInPage,
});

const staffMember = createRoute({
  getParentRoute: () => tenant,
  path: "/staff/$accountId",
  component: staffMemberPage,
});

const platformStaff = createRoute({
  getParentRoute: () => signedIn,
  path: "/platform/staff",
  validateSearch: texts("find", "role", "status"),
  component: staffPage,
});

const platformSigningIn = createRoute({
  getParentRoute: () => signedIn,
  path: "/platform/staff/sign-in",
  component: signingInPage,
});

const platformStaffMember = createRoute({
  getParentRoute: () => signedIn,
  path: "/platform/staff/$accountId",
  component: staffMemberPage,
});

const tree = root.addChildren([
  signIn,
  forgot,
  signedIn.addChildren([
    home,
    tenants,
    keys,
    account,
    platformStaff,
    platformSigningIn,
    platformStaffMember,
    platformAudit,
    tenant.addChildren([
      overview,
      newQueue,
      queue.addChildren([queueLive, queueSettings, queueBranding, queueIntegration]),
      sessions,
      person,
      locations,
      location,
      line,
      counter,
      devices,
      analytics,
      branding,
      staff,
      staffRoles,
      staffSigningIn,
      staffMember,
      apiKeys,
      audit,
      domains,
      tenantSettings,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: "/admin",
  context: { queryClient },
  defaultPreload: "intent",
  defaultPendingComponent: Pending,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
