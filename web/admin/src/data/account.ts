// One's own account: profile, sign-ins, second factor.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { meQuery } from "./me";

export type SignIn = components["schemas"]["SignInView"];

export const signInsQuery = queryOptions({
  queryKey: ["sign-ins"],
  queryFn: async ({ signal }) => (await api.get("/v1/auth/sessions", { signal })).items,
  refetchInterval: 30_000,
});

export const secondFactorQuery = queryOptions({
  queryKey: ["second-factor"],
  queryFn: ({ signal }) => api.get("/v1/auth/second-factor", { signal }),
});

export function useChangeMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: components["schemas"]["ChangeMe"]) => api.put("/v1/auth/me", { body }),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: components["schemas"]["ChangePassword"]) => api.put("/v1/auth/password", { body }),
    // It ends the other sign-ins.
    onSuccess: () => client.invalidateQueries({ queryKey: signInsQuery.queryKey }),
  });
}

export const useAskForVerification = () =>
  useMutation({ mutationFn: () => api.post("/v1/auth/email-verification") });

/** It is gone from the list at once; where ending it fails, it is there again. */
export function useEndSignIn() {
  const client = useQueryClient();
  const { queryKey } = signInsQuery;
  return useMutation({
    mutationFn: (signInId: string) =>
      api.delete("/v1/auth/sessions/{signInId}", { params: { path: { signInId } } }),
    onMutate: async (signInId) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (all) => all?.filter(({ id }) => id !== signInId));
    },
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

export function useEndOtherSignIns() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post("/v1/auth/sessions/revoke-others"),
    onSuccess: () => client.invalidateQueries({ queryKey: signInsQuery.queryKey }),
  });
}

/** A secret for an authenticator; nothing holds before its first code was sent. */
export const useStartEnrolment = () =>
  useMutation({
    mutationFn: (password: string) => api.post("/v1/auth/second-factor", { body: { password } }),
  });

function useSecondFactorMutation<T>(work: (code: string) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: secondFactorQuery.queryKey }),
        client.invalidateQueries({ queryKey: meQuery.queryKey }),
      ]);
    },
  });
}

export const useConfirmEnrolment = () =>
  useSecondFactorMutation((code) => api.post("/v1/auth/second-factor/confirm", { body: { code } }));

export const useRenewRecoveryCodes = () =>
  useSecondFactorMutation((code) => api.post("/v1/auth/second-factor/recovery-codes", { body: { code } }));

export const useDisableSecondFactor = () =>
  useSecondFactorMutation((code) => api.post("/v1/auth/second-factor/disable", { body: { code } }));
