const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the ledger can have given this id, in the form it gave it: anything else is unknown, not malformed. */
export function isGivenId(id: string): boolean {
  return UUID.test(id);
}
