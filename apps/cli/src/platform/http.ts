const TIMEOUT_MS = 15_000;

/** @throws Error when the service does not answer, or answers with another status than 200 */
export async function getJson<T>(url: string): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { connection: 'close' } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  const body: T = JSON.parse(text);
  return body;
}
