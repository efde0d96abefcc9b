// What those who verify admission tokens read.
import { queryOptions } from "@tanstack/react-query";
import { api } from "../app/connection";

/** A public key (RFC 8037). */
export interface Jwk {
  kid: string;
  kty: string;
  crv: string;
  x: string;
  alg?: string;
  use?: string;
}

/** The key set as any verifier gets it. */
export const readKeys = async (signal?: AbortSignal): Promise<Jwk[]> => {
  const set = await api.get("/.well-known/jwks.json", signal ? { signal } : {});
  return (set as unknown as { keys: Jwk[] }).keys;
};

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => readKeys(signal),
  refetchInterval: 30_000,
});
