// The frame of every page behind the sign-in: where one is, where one can go, whether what is shown is what is.
import { ActionIcon, Burger, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconLogout, IconMoon, IconSun, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useMe } from "../data/me";
import { tenantQuery } from "../data/tenants";
import { may } from "../lib/permissions";
import { SideDialog } from "../ui/Dialog";
import { LiveDot } from "../ui/LiveDot";
import { Mark } from "../ui/Mark";
import { session } from "./connection";
import { type NavItem, PLATFORM_NAV, TENANT_NAV } from "./nav";

export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const main = useFocusOnNavigation(close);
  const burger = useRef<HTMLButtonElement>(null);
  /** Closed without going anywhere. */
  const dismiss = () => {
    close();
    burger.current?.focus();
  };
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      {/* A preview inside the page has a banner, too. */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: it is the page's banner, which may have a name */}
      <header className="bar" aria-label="Dashboard">
        <Burger
          ref={burger}
          className="bar-burger"
          size="sm"
          opened={opened}
          onClick={toggle}
          aria-label={opened ? "Close the menu" : "Open the menu"}
        />
        <Link to="/" className="bar-brand" aria-label="Virtual Queue, to the beginning">
          <Mark />
          <span>Virtual Queue</span>
        </Link>
        <div className="bar-end">
          <LiveDot />
          <SchemeSwitch />
          <AccountMenu />
        </div>
      </header>
      <nav className="side" aria-label="Main">
        <Navigation />
      </nav>
      <SideDialog opened={opened} onClose={dismiss} title="Menu">
        <nav aria-label="Main">
          <Navigation />
        </nav>
      </SideDialog>
      <main id="main" ref={main} tabIndex={-1} className="main" aria-labelledby="page-title">
        <Outlet />
      </main>
    </div>
  );
}

/** After a link was followed the new page is read from its top, and the keyboard goes on there. */
function useFocusOnNavigation(onNavigate: () => void) {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    onNavigate();
    main.current?.focus({ preventScroll: true });
  }, [path, onNavigate]);
  return main;
}

function Navigation() {
  const me = useMe();
  const { tenantId = me.tenantId } = useParams({ strict: false });
  const platform = PLATFORM_NAV.filter(({ needs }) => !needs || may(me, needs));
  return (
    <>
      {tenantId && <TenantAreas tenantId={tenantId} />}
      {platform.length > 0 && (
        <div className="side-group">
          <span className="side-title">Platform</span>
          {platform.map((item) => (
            <NavLink key={item.to} item={item} />
          ))}
        </div>
      )}
    </>
  );
}

function TenantAreas({ tenantId }: { tenantId: string }) {
  const me = useMe();
  const { data: tenant } = useQuery({ ...tenantQuery(tenantId), enabled: may(me, "tenant:read") });
  return (
    <div className="side-group">
      <span className="side-title">{tenant?.name ?? "Tenant"}</span>
      {TENANT_NAV.filter(({ needs }) => !needs || may(me, needs)).map((item) => (
        <NavLink key={item.to} item={item} tenantId={tenantId} />
      ))}
    </div>
  );
}

function NavLink({ item, tenantId }: { item: NavItem; tenantId?: string }) {
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/\/$/, "") });
  const { icon: Icon, label } = item;
  const fill = (to: string) => to.replace("$tenantId", tenantId ?? "");
  const to = fill(item.to);
  // Below the tenant's own path is everything of the tenant.
  const below = item.to === "/t/$tenantId" ? [] : [to];
  const areas = item.covers ? [...below, fill(item.covers)] : below;
  const current = path === to || areas.some((area) => path.startsWith(`${area}/`));
  return (
    <Link
      to={to}
      className="side-link"
      data-current={current || undefined}
      aria-current={current ? "page" : undefined}
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      {label}
    </Link>
  );
}

function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark =
    colorScheme === "dark" ||
    (colorScheme === "auto" && globalThis.matchMedia("(prefers-color-scheme: dark)").matches);
  const label = dark ? "Light colours" : "Dark colours";
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(dark ? "light" : "dark")}
      >
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

function AccountMenu() {
  const me = useMe();
  const navigate = useNavigate();
  const signOut = async () => {
    // Signed out here even if the server cannot be told: the page forgets its token first.
    await session.signOut().catch(() => {});
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className="bar-account" aria-label={`Account of ${me.email}`}>
          <IconUser size={18} aria-hidden />
          <span>{me.email}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.roles.map((role) => role.replace("_", " ")).join(", ")}</Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => navigate({ to: "/account" })}>
          Account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
