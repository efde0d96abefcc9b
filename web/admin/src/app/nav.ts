// What the dashboard has, for whom. A new area is a row here and a route in router.tsx.
import {
  IconApi,
  IconBuilding,
  IconChartBar,
  IconDeviceTablet,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconMapPin,
  IconPalette,
  IconSettings,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
  IconWorld,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Permission } from "../lib/permissions";

export interface NavItem {
  label: string;
  icon: TablerIcon;
  to: string;
  /** Only for those who may; absent for everybody. */
  needs?: Permission;
  /** What else belongs to the area; absent: what is below its own path. */
  covers?: string;
}

/** Areas of a tenant; `$tenantId` is filled in. */
export const TENANT_NAV: readonly NavItem[] = [
  {
    label: "Queues",
    icon: IconLayoutDashboard,
    to: "/t/$tenantId",
    covers: "/t/$tenantId/queues",
    needs: "queue:read",
  },
  { label: "People", icon: IconUsers, to: "/t/$tenantId/sessions", needs: "session:read" },
  {
    label: "Locations",
    icon: IconMapPin,
    to: "/t/$tenantId/locations",
    covers: "/t/$tenantId/counters",
    needs: "location:read",
  },
  { label: "Devices", icon: IconDeviceTablet, to: "/t/$tenantId/devices", needs: "location:read" },
  { label: "Analytics", icon: IconChartBar, to: "/t/$tenantId/analytics", needs: "analytics:read" },
  { label: "Branding", icon: IconPalette, to: "/t/$tenantId/branding", needs: "tenant:read" },
  { label: "Staff", icon: IconUsersGroup, to: "/t/$tenantId/staff", needs: "account:read" },
  { label: "API keys", icon: IconApi, to: "/t/$tenantId/api-keys", needs: "key:write" },
  { label: "Domains", icon: IconWorld, to: "/t/$tenantId/domains", needs: "tenant:read" },
  { label: "Audit log", icon: IconHistory, to: "/t/$tenantId/audit", needs: "audit:read" },
  { label: "Settings", icon: IconSettings, to: "/t/$tenantId/settings", needs: "tenant:read" },
];

/** Areas of the platform. */
export const PLATFORM_NAV: readonly NavItem[] = [
  { label: "Tenants", icon: IconBuilding, to: "/tenants", needs: "platform:admin" },
  { label: "Platform staff", icon: IconUserShield, to: "/platform/staff", needs: "platform:admin" },
  { label: "Platform audit log", icon: IconHistory, to: "/platform/audit", needs: "platform:admin" },
  { label: "Signing keys", icon: IconKey, to: "/keys", needs: "platform:admin" },
];
