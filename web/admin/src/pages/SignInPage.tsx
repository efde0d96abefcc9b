// The door: e-mail and password or single sign-on, and the second factor where there is one or a role demands one.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import type { SecondStep } from "@virtual-queue/client";
import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { session, strangers } from "../app/connection";
import { tenantOfDoor } from "../lib/lastTenant";
import { ErrorNote, Pending } from "../ui/states";
import { Door } from "./door/Door";

// Few need it, and it brings the QR code with it.
const Enrolment = lazy(() => import("../ui/Enrolment").then(({ Enrolment }) => ({ default: Enrolment })));
const RecoveryCodes = lazy(() =>
  import("../ui/Once").then(({ RecoveryCodes }) => ({ default: RecoveryCodes })),
);

interface Step extends SecondStep {
  secret?: { secret: string; uri: string };
}

/** What is said of a sign-in at a provider that came to nothing, by error code. */
const SSO_ERRORS: Record<string, string> = {
  confirmation_required:
    "This address has an account with a password here. Sign in with the password once, now: from then on this way in works, too.",
  forbidden: "You were recognised, but you may not sign in here. Ask an admin to invite you.",
  tenant_suspended: "The tenant is suspended.",
  unauthorized: "The sign-in was not finished, or it took too long. Try once more.",
};

export function SignInPage() {
  const search = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const router = useRouter();
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [step, setStep] = useState<Step | null>(null);
  const [recoveryCodes, setRecoveryCodes] = useState<string[]>([]);

  const enter = async () => {
    await router.invalidate();
    await navigate({ to: search.next ?? "/" });
  };

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };

  const submit = (work: (form: FormData) => Promise<void>) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void attempt(() => work(form));
  };

  const goOn = async (more: SecondStep | null) => {
    if (!more) return enter();
    setStep(more.enrolment ? { ...more, secret: await session.enrol(more.challenge) } : more);
  };

  const signIn = submit(async (form) =>
    goOn(await session.signIn(String(form.get("email")), String(form.get("password")))),
  );

  const secondStep = submit(async (form) => {
    const codes = await session.secondStep(step?.challenge ?? "", String(form.get("code")).trim());
    if (codes.length === 0) return enter();
    setRecoveryCodes(codes);
  });

  // Back from a provider: what it brought is taken out of the address before anything else.
  const back = useRef(false);
  useEffect(() => {
    const brought = new URLSearchParams(window.location.hash.slice(1));
    const [code, refusal] = [brought.get("sso"), brought.get("sso_error")];
    if (back.current || !(code || refusal)) return;
    back.current = true;
    window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
    void attempt(async () => {
      if (code) return goOn(await session.completeSso(code));
      throw new Error(
        SSO_ERRORS[refusal ?? ""] ?? "Signing in did not work just now. Try again in a moment.",
      );
    });
  });

  const startOver = () => {
    setError(null);
    setStep(null);
  };

  if (recoveryCodes.length > 0) {
    return (
      <Door title="Your recovery codes">
        <form onSubmit={submit(enter)}>
          <Suspense fallback={<Pending />}>
            <RecoveryCodes codes={recoveryCodes} />
          </Suspense>
          <ErrorNote error={error} />
          <Button type="submit" size="md" loading={busy}>
            I have kept them
          </Button>
        </form>
      </Door>
    );
  }
  if (step) {
    return (
      <Door title={step.secret ? "Set up your second factor" : "Second factor"}>
        <form onSubmit={secondStep} key="second-step">
          {step.secret && (
            <>
              <p>Your role asks for a second factor. Scan this with your authenticator:</p>
              <Suspense fallback={<Pending />}>
                <Enrolment {...step.secret} />
              </Suspense>
            </>
          )}
          <TextInput
            name="code"
            label={step.secret ? "Its first code" : "Code of your authenticator, or a recovery code"}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            autoFocus
          />
          <ErrorNote error={error} />
          <Button type="submit" size="md" loading={busy}>
            Sign in
          </Button>
          <Button variant="subtle" onClick={startOver}>
            Sign in as somebody else
          </Button>
        </form>
      </Door>
    );
  }
  return (
    <Door title="Sign in">
      <form onSubmit={signIn} key="first-step">
        <TextInput
          name="email"
          type="email"
          label="E-mail"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
        />
        <ErrorNote error={error} />
        <Button type="submit" size="md" loading={busy}>
          Sign in
        </Button>
      </form>
      <SingleSignOn search={search} />
      <Link to="/forgot-password">I forgot my password</Link>
    </Door>
  );
}

/** The ways in that the tenant's own provider of identities offers. */
function SingleSignOn({ search }: { search: { tenant?: string; next?: string } }) {
  const tenantId = tenantOfDoor(search);
  const { data: offers } = useQuery({
    queryKey: ["sso", tenantId],
    queryFn: async ({ signal }) => {
      const path = { tenantId: tenantId ?? "" };
      return (await strangers.get("/v1/tenants/{tenantId}/sso", { params: { path }, signal })).items;
    },
    enabled: tenantId !== null,
    retry: false,
    staleTime: 60_000,
  });
  if (!offers?.length) return null;
  const given = Object.entries(search).filter(([, value]) => value) as [string, string][];
  const query = new URLSearchParams(given).toString();
  const returnTo = encodeURIComponent(`/admin/sign-in${query && `?${query}`}`);
  return (
    <div className="door-others">
      <span className="door-or">or</span>
      {offers.map(({ id, name }) => (
        <Button
          key={id}
          component="a"
          href={`/v1/auth/sso/${id}?returnTo=${returnTo}`}
          variant="default"
          size="md"
          fullWidth
        >
          Sign in with {name}
        </Button>
      ))}
    </div>
  );
}
