// An API that never answers: the dashboard's preview shows an example and joins nothing.
import type { Api } from "./api";

const never = () => new Promise<never>(() => {});

export const silent: Api = {
  join: never,
  challenge: never,
  current: never,
  leave: never,
  claim: never,
  extend: never,
  recovery: never,
  frame: never,
  eventsUrl: "",
};
