// How a site gets behind this queue, and whether it would work.
import { Button, Tabs, TextInput } from "@mantine/core";
import { IconCheck, IconCircle, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useHome } from "../../data/domains";
import { Code } from "../../ui/Code";
import { Copy } from "../../ui/Copy";
import { Fact, Facts, Panel } from "../../ui/Page";
import { CHECKS, explain } from "./checks";
import { NO_TARGET } from "./QueueForm";
import { useQueue } from "./QueueFrame";
import { SNIPPETS } from "./snippets";

export function IntegrationPage() {
  const { id: queueId, tenantId, targetUrl } = useQueue();
  const [origin, setOrigin] = useState(originOf(targetUrl) ?? "http://127.0.0.1:3000");
  const settings = `/t/${tenantId}/queues/${queueId}/settings`;
  const server = useHome(tenantId);
  const revoked = `/.well-known/vq-revoked.json?queueId=${queueId}`;
  const place = { server, tenantId, queueId, origin };
  return (
    <div className="columns">
      <div className="stack">
        {!targetUrl && (
          <p className="note" data-tone="warn">
            {NO_TARGET} <Link to={settings}>Settings</Link>
          </p>
        )}
        <Panel title="Put it before your site">
          <TextInput
            label="Your site’s own server"
            description="Where the gate sends those whose turn it is"
            value={origin}
            onChange={(event) => setOrigin(event.currentTarget.value)}
            maw={420}
          />
          <Tabs defaultValue="gate" keepMounted={false}>
            <Tabs.List>
              {SNIPPETS.map(({ id, label }) => (
                <Tabs.Tab key={id} value={id}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {SNIPPETS.map(({ id, label, about, needsTarget, code }) => (
              <Tabs.Panel key={id} value={id} pt="md">
                <div className="form">
                  <p className="soft">{about}</p>
                  {needsTarget && !targetUrl && (
                    <p className="note" data-tone="warn">
                      This queue has no target yet: <Link to={settings}>set it</Link>, or nobody comes back to
                      your site.
                    </p>
                  )}
                  <Code text={code(place)} label={`${label} configuration`} />
                  <div>
                    <Copy text={code(place)} />
                  </div>
                </div>
              </Tabs.Panel>
            ))}
          </Tabs>
        </Panel>
      </div>
      <div className="stack">
        <Checks tenantId={tenantId} queueId={queueId} />
        <Panel title="This queue">
          <Facts>
            <Fact name="Wait page">
              <a href={`${server}/q/${queueId}`}>{`${server}/q/${queueId}`}</a>
            </Fact>
            <Fact name="Queue (aud of admissions)">
              <code>{queueId}</code>
            </Fact>
            <Fact name="Tenant">
              <code>{tenantId}</code>
            </Fact>
            <Fact name="Keys">
              <a href="/.well-known/jwks.json">/.well-known/jwks.json</a>
            </Fact>
            <Fact name="Revoked admissions">
              <a href={revoked}>{revoked}</a>
            </Fact>
          </Facts>
        </Panel>
      </div>
    </div>
  );
}

interface Result {
  good: boolean;
  text: string;
}

function Checks(place: { tenantId: string; queueId: string }) {
  const [results, setResults] = useState<Record<string, Result>>({});
  const [running, setRunning] = useState(false);
  const test = async () => {
    setRunning(true);
    setResults({});
    for (const { name, run } of CHECKS) {
      const result = await run(place).then(
        (text) => ({ good: true, text }),
        (error: unknown) => ({ good: false, text: explain(error) }),
      );
      setResults((before) => ({ ...before, [name]: result }));
    }
    setRunning(false);
  };
  return (
    <Panel title="Does it work?">
      <p className="soft small">
        Does from this browser what a visitor’s browser and a verifier do. It takes one place for a moment.
      </p>
      <ul className="checks" aria-live="polite">
        {CHECKS.map(({ name }) => (
          <CheckRow key={name} name={name} result={results[name]} />
        ))}
      </ul>
      <div>
        <Button onClick={test} loading={running}>
          Test it
        </Button>
      </div>
    </Panel>
  );
}

function CheckRow({ name, result }: { name: string; result: Result | undefined }) {
  return (
    <li data-result={result && (result.good ? "good" : "bad")}>
      {!result && <IconCircle size={18} className="soft" aria-hidden />}
      {result?.good && <IconCheck size={18} color="var(--good)" aria-label="Works" />}
      {result && !result.good && (
        <IconX size={18} color="var(--mantine-color-error)" aria-label="Does not work" />
      )}
      <div>
        <div>{name}</div>
        {result && <div className="small soft wrap">{result.text}</div>}
      </div>
    </li>
  );
}

function originOf(url: string | null | undefined): string | null {
  try {
    return url ? new URL(url).origin : null;
  } catch {
    return null;
  }
}
