// Those who can sign in: the people of a tenant, or of the platform where the realm is `null`.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { everyPage } from "./tenants";

export type Person = components["schemas"]["Person"];
export type PersonChange = components["schemas"]["PersonChange"];
export type Invitation = components["schemas"]["InvitationView"];
export type InvitationInput = components["schemas"]["InvitationInput"];
export type Role = components["schemas"]["RoleView"];
export type Policy = components["schemas"]["Policy"];
export type Provider = components["schemas"]["ProviderView"];
export type ProviderInput = components["schemas"]["ProviderInput"];

/** Whose people: a tenant's, or the platform's own. */
export type Realm = string | null;

const PEOPLE = "/v1/tenants/{tenantId}/people";
const PERSON = "/v1/tenants/{tenantId}/people/{accountId}";
const OUR_PEOPLE = "/v1/platform/people";
const OUR_PERSON = "/v1/platform/people/{accountId}";
const INVITATIONS = "/v1/tenants/{tenantId}/invitations";
const OUR_INVITATIONS = "/v1/platform/invitations";
const ROLES = "/v1/tenants/{tenantId}/roles";
const ROLE = "/v1/tenants/{tenantId}/roles/{roleId}";
const POLICY = "/v1/tenants/{tenantId}/sign-in-policy";
const OUR_POLICY = "/v1/platform/sign-in-policy";
const PROVIDERS = "/v1/tenants/{tenantId}/identity-providers";
const PROVIDER = "/v1/tenants/{tenantId}/identity-providers/{providerId}";

const of = (tenantId: string) => ({ params: { path: { tenantId } } });

export const staffQuery = (realm: Realm) =>
  queryOptions({
    queryKey: ["staff", realm],
    queryFn: ({ signal }) =>
      everyPage<Person>((cursor) => {
        const query = { limit: 200, ...cursor };
        return realm
          ? api.get(PEOPLE, { params: { path: { tenantId: realm }, query }, signal })
          : api.get(OUR_PEOPLE, { params: { query }, signal });
      }),
  });

export const staffMemberQuery = (realm: Realm, accountId: string) =>
  queryOptions({
    queryKey: ["staff-member", realm, accountId],
    queryFn: ({ signal }) =>
      realm
        ? api.get(PERSON, { params: { path: { tenantId: realm, accountId } }, signal })
        : api.get(OUR_PERSON, { params: { path: { accountId } }, signal }),
    refetchInterval: 10_000,
  });

export const invitationsQuery = (realm: Realm) =>
  queryOptions({
    queryKey: ["invitations", realm],
    queryFn: ({ signal }) =>
      everyPage<Invitation>((cursor) => {
        const query = { limit: 200, ...cursor };
        return realm
          ? api.get(INVITATIONS, { params: { path: { tenantId: realm }, query }, signal })
          : api.get(OUR_INVITATIONS, { params: { query }, signal });
      }),
    refetchInterval: 10_000,
  });

/** What there is to give. The platform's own people have one role, which stands in no list. */
export const rolesQuery = (realm: Realm) =>
  queryOptions({
    queryKey: ["roles", realm],
    queryFn: async ({ signal }): Promise<Role[]> =>
      realm ? (await api.get(ROLES, { ...of(realm), signal })).items : PLATFORM_ROLES,
  });

const PLATFORM_ROLES: Role[] = [
  { id: "platform_admin", name: "platform_admin", builtIn: true, permissions: [], version: 0 },
];

export const policyQuery = (realm: Realm) =>
  queryOptions({
    queryKey: ["sign-in-policy", realm],
    queryFn: ({ signal }) =>
      realm ? api.get(POLICY, { ...of(realm), signal }) : api.get(OUR_POLICY, { signal }),
  });

export const providersQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["providers", tenantId],
    queryFn: async ({ signal }) => (await api.get(PROVIDERS, { ...of(tenantId), signal })).items,
  });

function usePersonMutation<V>(realm: Realm, work: (value: V) => Promise<Person>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (person) => {
      client.setQueryData(staffMemberQuery(realm, person.id).queryKey, person);
      return client.invalidateQueries({ queryKey: staffQuery(realm).queryKey });
    },
  });
}

export const useChangeStaffMember = (realm: Realm, accountId: string) =>
  usePersonMutation(realm, (body: PersonChange) =>
    realm
      ? api.put(PERSON, { params: { path: { tenantId: realm, accountId } }, body })
      : api.put(OUR_PERSON, { params: { path: { accountId } }, body }),
  );

export function useDeleteStaffMember(realm: Realm, accountId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      realm
        ? api.delete(PERSON, { params: { path: { tenantId: realm, accountId } } })
        : api.delete(OUR_PERSON, { params: { path: { accountId } } }),
    onSuccess: () => {
      client.removeQueries({ queryKey: staffMemberQuery(realm, accountId).queryKey });
      return client.invalidateQueries({ queryKey: staffQuery(realm).queryKey });
    },
  });
}

export const useSignOutStaffMember = (realm: Realm, accountId: string) =>
  useMutation({
    mutationFn: () =>
      realm
        ? api.post(`${PERSON}/sign-out`, { params: { path: { tenantId: realm, accountId } } })
        : api.post(`${OUR_PERSON}/sign-out`, { params: { path: { accountId } } }),
  });

export function useResetSecondFactor(realm: Realm, accountId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      realm
        ? api.post(`${PERSON}/reset-second-factor`, { params: { path: { tenantId: realm, accountId } } })
        : api.post(`${OUR_PERSON}/reset-second-factor`, { params: { path: { accountId } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: staffMemberQuery(realm, accountId).queryKey }),
  });
}

/** Inviting the same address again replaces the invitation, and sends another mail. */
export function useInvite(realm: Realm) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: InvitationInput) =>
      realm ? api.post(INVITATIONS, { ...of(realm), body }) : api.post(OUR_INVITATIONS, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery(realm).queryKey }),
  });
}

export function useRevokeInvitation(realm: Realm) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (invitationId: string) =>
      realm
        ? api.delete(`${INVITATIONS}/{invitationId}`, { params: { path: { tenantId: realm, invitationId } } })
        : api.delete(`${OUR_INVITATIONS}/{invitationId}`, { params: { path: { invitationId } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery(realm).queryKey }),
  });
}

function useRoleMutation<V>(tenantId: string, work: (value: V) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => client.invalidateQueries({ queryKey: rolesQuery(tenantId).queryKey }),
  });
}

export const useCreateRole = (tenantId: string) =>
  useRoleMutation(tenantId, (body: components["schemas"]["RoleInput"]) =>
    api.post(ROLES, { ...of(tenantId), body }),
  );

export const useChangeRole = (tenantId: string, roleId: string) =>
  useRoleMutation(tenantId, (body: components["schemas"]["RoleChange"]) =>
    api.put(ROLE, { params: { path: { tenantId, roleId } }, body }),
  );

export const useDeleteRole = (tenantId: string) =>
  useRoleMutation(tenantId, (roleId: string) => api.delete(ROLE, { params: { path: { tenantId, roleId } } }));

export function useChangePolicy(realm: Realm) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Policy) =>
      realm ? api.put(POLICY, { ...of(realm), body }) : api.put(OUR_POLICY, { body }),
    onSuccess: (policy) => client.setQueryData(policyQuery(realm).queryKey, policy),
  });
}

export function useSaveProvider(tenantId: string, providerId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ProviderInput) =>
      providerId
        ? api.put(PROVIDER, { params: { path: { tenantId, providerId } }, body })
        : api.post(PROVIDERS, { ...of(tenantId), body }),
    onSuccess: () => client.invalidateQueries({ queryKey: providersQuery(tenantId).queryKey }),
  });
}

export function useDeleteProvider(tenantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (providerId: string) => api.delete(PROVIDER, { params: { path: { tenantId, providerId } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: providersQuery(tenantId).queryKey }),
  });
}
