export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** @returns undefined when nobody answers, or not within the time: what became of the request is unknown then */
export async function ask(
  method: 'GET' | 'POST',
  url: string,
  {
    body,
    yaml,
    key,
    patienceMs = 5_000,
  }: { readonly body?: object; readonly yaml?: string; readonly key?: string; readonly patienceMs?: number } = {},
): Promise<HttpAnswer | undefined> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...(method === 'POST' ? { 'content-type': yaml === undefined ? 'application/json' : 'application/yaml' } : {}),
        ...(method === 'POST' ? { 'perennial-actor': 'chaos' } : {}),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(yaml === undefined ? {} : { body: yaml }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}
