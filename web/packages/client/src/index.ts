// The client of the Virtual Queue API.
export { type Api, type ApiOptions, createApi, type Data } from "./api.ts";
export {
  BrowserSession,
  type BrowserSessionOptions,
  type SecondStep,
  type SignInState,
} from "./browser-session.ts";
export { type Credentials, fixedToken } from "./credentials.ts";
export { ApiError, NetworkError, type Problem } from "./errors.ts";
export { EventParser, type FollowOptions, follow, type ServerEvent } from "./events.ts";
export {
  Live,
  type LiveOptions,
  type LiveState,
  type QueueHandlers,
  type QueueUpdate,
  type Socket,
} from "./live.ts";
export type { components, paths } from "./schema.ts";
export { TokenSession, type TokenSessionOptions, type Tokens } from "./token-session.ts";
