// How to put this queue before a site, filled in. Each is complete: it can be pasted and works.

export interface Place {
  /** Where this server is. */
  server: string;
  tenantId: string;
  queueId: string;
  /** Where the site really is. */
  origin: string;
}

export interface Snippet {
  id: string;
  label: string;
  /** What it does, in a sentence or two. */
  about: string;
  /** Whether it leads people back by the queue's target. */
  needsTarget?: boolean;
  code: (place: Place) => string;
}

const GATE = "127.0.0.1:8080";

export const SNIPPETS: readonly Snippet[] = [
  {
    id: "gate",
    label: "Gate",
    about:
      "A reverse proxy that shows the wait page on your own addresses and verifies admissions without asking anybody. Nothing in your site changes.",
    code: ({ server, tenantId, queueId, origin }) => `vqueue gate --listen ${GATE} \\
  --origin ${origin} \\
  --server ${server} \\
  --tenant ${tenantId} \\
  --queue ${queueId}${server.startsWith("http:") ? " \\\n  --public-scheme http" : ""}`,
  },
  {
    id: "nginx",
    label: "nginx",
    about:
      "nginx goes on ending TLS and serving your files; what is to be behind the queue goes through the gate.",
    code: () => `upstream virtual_queue_gate {
  server ${GATE};
  keepalive 32;
}

# In the server block of your site:
location / {
  proxy_pass http://virtual_queue_gate;
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "";
  proxy_buffering off;
}`,
  },
  {
    id: "envoy",
    label: "Envoy",
    about: "A route of your listener leads to the gate, which leads on to your cluster.",
    code: () => {
      const [host, port] = GATE.split(":");
      return `# Under virtual_hosts:
routes:
  - match: { prefix: "/" }
    route:
      cluster: virtual_queue_gate
      timeout: 0s
      upgrade_configs: [{ upgrade_type: websocket }]

# Under clusters:
- name: virtual_queue_gate
  type: STATIC
  connect_timeout: 2s
  load_assignment:
    cluster_name: virtual_queue_gate
    endpoints:
      - lb_endpoints:
          - endpoint:
              address: { socket_address: { address: ${host}, port_value: ${port} } }`;
    },
  },
  {
    id: "kong",
    label: "Kong",
    about: "The service of your site points at the gate instead of the site.",
    code: () => `_format_version: "3.0"
services:
  - name: site-behind-queue
    url: http://${GATE}
    read_timeout: 60000
    routes:
      - name: site
        paths: ["/"]
        preserve_host: true
        strip_path: false`,
  },
  {
    id: "javascript",
    label: "JavaScript",
    about:
      "For pages that have no proxy before them, in the head before everything else. It sends visitors to the wait page, and at their turn they come back with a token. The queue’s target has to be a page of your site that carries the snippet, too. It keeps honest visitors in line; whoever must not be fooled verifies the token on the server.",
    needsTarget: true,
    code: ({ server, queueId }) => `<script src="${server}/snippet.js" data-queue="${queueId}"></script>`,
  },
  {
    id: "own-page",
    label: "Your own page",
    about:
      "For those who make a wait page of their own, with the API. It holds the page until it is the visitor’s turn and hands it the admission token; whoever must not be fooled verifies the token on the server.",
    code: ({ server, tenantId, queueId }) => `<script type="module">
  const api = "${server}/v1", key = "vq-${queueId}";
  const call = async (path, method = "GET", token, body) => {
    const headers = { "Content-Type": "application/json", ...(token && { Authorization: \`Bearer \${token}\` }) };
    const answer = await fetch(api + path, { method, headers, body: body && JSON.stringify(body) });
    const { data, errors } = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(errors[0].message), errors[0]);
    return data;
  };
  const join = () => call("/tenants/${tenantId}/sessions", "POST", null, { queueId: "${queueId}" });
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  const wait = Object.assign(document.createElement("dialog"), { textContent: "One moment…" });
  wait.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(wait);
  wait.showModal();

  let token = localStorage.getItem(key);
  for (;;) {
    try {
      if (!token) localStorage.setItem(key, (token = (await join()).sessionToken));
      const { status, position, estimatedWaitTime, pollAfterSeconds } = await call("/sessions/current", "GET", token);
      if (status === "released" || status === "active") break;
      wait.textContent = \`You are number \${position ?? "…"} in line. About \${estimatedWaitTime}.\`;
      await pause(pollAfterSeconds);
    } catch (error) {
      if (["session_ended", "unauthorized", "token_expired"].includes(error.code)) localStorage.removeItem(key), (token = null);
      else wait.textContent = error.message;
      await pause(5);
    }
  }
  window.admission = (await call("/sessions/current/claim", "POST", token)).admissionToken;
  wait.close();
</script>`,
  },
];
