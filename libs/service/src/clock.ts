/** The service's time. Nothing else in a service asks the machine for it. */
export type Clock = () => Date;

/** A clock that runs from `start` on, or the machine's own when none is given. */
export function clockFrom(start?: Date): Clock {
  if (start === undefined) return () => new Date();
  const offsetMs = start.getTime() - Date.now();
  return () => new Date(Date.now() + offsetMs);
}
