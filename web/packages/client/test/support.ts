// A server that answers from a script and writes down what it was asked.

export interface Asked {
  method: string;
  path: string;
  token: string | null;
  body: unknown;
}

export type Answer = { status?: number; data?: unknown; errors?: unknown; headers?: Record<string, string> };

/** Answers each request with what `script` says to it. */
export function server(script: (asked: Asked, count: number) => Answer | Promise<Answer>) {
  const asked: Asked[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const text = await request.text();
    const one: Asked = {
      method: request.method,
      path: new URL(request.url).pathname + new URL(request.url).search,
      token: request.headers.get("authorization"),
      body: text ? JSON.parse(text) : null,
    };
    asked.push(one);
    const { status = 200, data = null, errors = null, headers = {} } = await script(one, asked.length);
    const metadata = { timestamp: "2026-01-01T00:00:00.000Z", version: "1.0", requestId: "req-1" };
    const body = { success: status < 400, data, metadata, errors };
    return new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
  };
  return { asked, fetch, baseUrl: "http://queue.test" };
}

export const refusal = (status: number, code: string, field: string | null = null): Answer => ({
  status,
  errors: [{ code, message: `It is ${code}.`, field }],
});
