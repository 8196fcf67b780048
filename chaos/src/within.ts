/** @throws Error with `otherwise` when the work is not done in time; it goes on then, and nobody waits for it */
export async function within<T>(ms: number, work: Promise<T>, otherwise: () => string): Promise<T> {
  work.catch(() => undefined); // it may fail when nobody waits any more
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise())), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
