// Actions of the audit log in words.

/** What an action is about, where its own name does not say it well. */
const SUBJECTS: Readonly<Record<string, string>> = {
  account: "staff account",
  api_key: "API key",
  session: "person in line",
  sign_in: "sign-in",
  sign_in_policy: "sign-in policy",
  data: "personal data",
  signing_key: "signing key",
  data_key: "data key",
};

/** What was done to it, where that is more than a past tense. */
const DEEDS: Readonly<Record<string, string>> = {
  create: "created",
  update: "changed",
  message: "given a message",
  begin: "begun",
  reuse: "refused: a token was used twice",
  codes: "given new recovery codes",
  password: "given a new password",
  verify: "confirmed",
  token: "given a new token",
  gather: "gathering",
  drain: "draining",
  admit: "booked or let in",
  prioritise: "given a priority",
  annotate: "given notes",
  call_next: "called as the next",
  recall: "called again",
  start: "being served",
  no_show: "did not come",
  return: "sent back to the line",
  hold: "put aside",
  transfer: "passed on",
  add_service: "given another service",
  check_in: "checked in",
  read: "shown in full",
  report: "reported on",
  retention: "given a retention",
  primary: "chosen for links",
  rewrap: "wrapped anew",
};

/** `queue.create` as `Queue created`, `look.people` as `List of people seen`. */
export function actionName(action: string): string {
  const [about = "", deed = ""] = action.split(".");
  const one = about === "look" ? ONES[deed] : undefined;
  if (one !== undefined) return `${one} seen`;
  if (about === "look") return `List of ${LISTS[deed] ?? deed.replaceAll("_", " ")} seen`;
  const subject = SUBJECTS[about] ?? about.replaceAll("_", " ");
  const past = DEEDS[deed] ?? pastOf(deed.replaceAll("_", " "));
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)} ${past}`;
}

/** What is looked at that is no list of people. */
const ONES: Readonly<Record<string, string>> = {
  session: "Person in line",
  audit: "Audit log",
};

/** Lists that say who people are, where their own name does not. */
const LISTS: Readonly<Record<string, string>> = {
  sessions: "people in line",
  counters: "people at counters",
  people: "staff",
};

/** Of regular verbs, which all the others are. */
const pastOf = (verb: string): string => (verb.endsWith("e") ? `${verb}d` : `${verb}ed`);
