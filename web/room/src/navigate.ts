// Where Continue leads.

/** Only http(s); a path must be one on this site ("//host" and "/\host" would not be). */
function safe(url: string | null): string | null {
  if (!url) return null;
  if (/^\/(?![/\\])/.test(url)) return url;
  return /^https?:\/\//i.test(url) ? url : null;
}

export function destination(redirectUrl: string | null, returnUrl: string | null): string {
  const own = safe(returnUrl);
  return safe(redirectUrl) ?? (own?.startsWith("/") ? own : null) ?? "/";
}

/** Behind a gate the wait page stands at the very URL the visitor wants: there it is a reload. */
export function go(target: string, location: Location): void {
  const url = new URL(target, location.href);
  url.hash ||= location.hash;
  if (url.href === location.href) location.reload();
  else location.assign(target);
}
