// Every address of the dashboard. Pages load when they are opened.
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "../data/me";
import { Failed, NotFound, Pending } from "../ui/states";
import { queryClient, session } from "./connection";
import { Shell } from "./Shell";

const root = createRootRouteWithContext<{ queryClient: typeof queryClient }>()({
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

export interface SignInSearch {
  /** Where to go on after signing in. */
  next?: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch => {
    // A path of this application and nothing else: an address that somebody sends must not lead away.
    const next = text(search.next);
    return next?.startsWith("/") && !next.startsWith("//") ? { next } : {};
  },
  component: lazyRouteComponent(() => import("../pages/SignInPage"), "SignInPage"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    if ((await session.resume()) !== "in") {
      const next = location.href;
      throw redirect({ to: "/sign-in", search: next === "/" ? {} : { next } });
    }
    return { me: await queryClient.ensureQueryData(meQuery) };
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
  validateSearch: (search: Record<string, unknown>): { find?: string } => {
    const find = text(search.find);
    return find ? { find } : {};
  },
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
  component: lazyRouteComponent(() => import("../pages/AccountPage"), "AccountPage"),
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
  validateSearch: (search: Record<string, unknown>): SessionSearch => {
    const names = ["queue", "status", "who", "cursor"] as const;
    const given = names.map((name) => [name, text(search[name])] as const).filter(([, value]) => value);
    return Object.fromEntries(given);
  },
  component: lazyRouteComponent(() => import("../pages/sessions/SessionsPage"), "SessionsPage"),
});

const person = createRoute({
  getParentRoute: () => tenant,
  path: "/sessions/$sessionId",
  component: lazyRouteComponent(() => import("../pages/sessions/SessionPage"), "SessionPage"),
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

const counter = createRoute({
  getParentRoute: () => tenant,
  path: "/counters/$counterId",
  component: lazyRouteComponent(() => import("../pages/locations/CounterPage"), "CounterPage"),
});

const tenantSettings = createRoute({
  getParentRoute: () => tenant,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/tenants/TenantSettingsPage"), "TenantSettingsPage"),
});

const tree = root.addChildren([
  signIn,
  signedIn.addChildren([
    home,
    tenants,
    keys,
    account,
    tenant.addChildren([
      overview,
      newQueue,
      queue.addChildren([queueLive, queueSettings, queueIntegration]),
      sessions,
      person,
      locations,
      location,
      counter,
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
