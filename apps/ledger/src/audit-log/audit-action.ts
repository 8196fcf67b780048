export const PROGRAMME_APPLIED = 'programme.applied';

/** What people do by hand and the audit log keeps. Names are stable: never changed, never used for something else. */
export const auditActions = [
  PROGRAMME_APPLIED,
  'adjustment.proposed',
  'adjustment.approved',
  'adjustment.declined',
  'adjustment.withdrawn',
  'points.reinstated',
  'expiry.extended',
  'transfer.made',
  'household.formed',
  'household.left',
  'redemption.reversed',
  'member.corrected',
] as const;

export type AuditAction = (typeof auditActions)[number];
