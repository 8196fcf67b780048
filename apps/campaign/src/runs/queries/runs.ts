import { instantColumn, textColumn, type Tx } from '@perennial/persistence';

import { occasionOf } from '../../domain/triggers/schedule.trigger.js';

/** One instant of a campaign, and how far it is. */
export interface Run {
  readonly campaignId: string;
  readonly dueAt: Date;
  readonly state: 'running' | 'done' | 'stopped';
  /** The last customer who was looked at; '': none yet, or it has ended. */
  readonly cursor: string;
  readonly lookedAt: number;
  readonly decided: number;
  readonly endedAt: Date | undefined;
}

interface Row {
  readonly campaign_id: string;
  readonly due_at: Date;
  readonly state: Run['state'];
  readonly cursor: string;
  readonly looked_at: bigint;
  readonly decided: bigint;
  readonly ended_at: Date | null;
}

const INSERT = /* sql */ `
  insert into campaign_run (campaign_id, occasion, due_at, state)
  select n.*, 'running' from unnest($1::text[], $2::text[], $3::timestamptz[]) as n
      on conflict do nothing`;

/** Enters instants that have come, or will. Those that are there stay as they are. */
export async function enterRuns(tx: Tx, runs: readonly Pick<Run, 'campaignId' | 'dueAt'>[]): Promise<void> {
  if (runs.length === 0) return;
  const columns = [
    textColumn(runs, ({ campaignId }) => campaignId),
    textColumn(runs, ({ dueAt }) => occasionOf(dueAt)),
    instantColumn(runs, ({ dueAt }) => dueAt.getTime()),
  ];
  await tx.query(INSERT, columns, 'runs.enter');
}

const COLUMNS = /* sql */ `campaign_id, due_at, state, cursor, looked_at, decided, ended_at`;

const DUE = /* sql */ `
  select ${COLUMNS} from campaign_run where state = 'running' and due_at <= $1 order by due_at, campaign_id`;

/** Instants that have come and are not over, the earliest first. */
export async function listDueRuns(tx: Tx, now: Date): Promise<Run[]> {
  return (await tx.query<Row>(DUE, [now], 'runs.list-due')).map(runOf);
}

const OF_CAMPAIGNS = /* sql */ `
  select ${COLUMNS}
    from unnest($1::text[]) as wanted (id)
   cross join lateral (select * from campaign_run r where r.campaign_id = wanted.id order by r.due_at desc limit $2) latest
   order by due_at desc, campaign_id`;

/** The latest instants of campaigns, at most so many of each, the latest first. */
export async function listRuns(tx: Tx, campaignIds: readonly string[], most: number): Promise<Run[]> {
  const columns = [textColumn(campaignIds, (id) => id), most];
  return (await tx.query<Row>(OF_CAMPAIGNS, columns, 'runs.list')).map(runOf);
}

const MOVE = /* sql */ `
  update campaign_run
     set cursor = coalesce($4, ''), looked_at = looked_at + $5, decided = decided + $6,
         state = case when $4::text is null then 'done' else state end,
         ended_at = case when $4::text is null then $7::timestamptz end
   where campaign_id = $1 and occasion = $2 and cursor = $3 and state = 'running'
  returning campaign_id`;

export interface Step {
  /** The last customer of the page; undefined: it was the last page. */
  readonly cursor: string | undefined;
  readonly lookedAt: number;
  readonly decided: number;
  readonly now: Date;
}

/** Has a run go on behind a page. @returns false where another instance has, or it was stopped */
export async function moveRun(
  tx: Tx,
  { campaignId, dueAt, cursor: from }: Run,
  { cursor, lookedAt, decided, now }: Step,
): Promise<boolean> {
  const values = [campaignId, occasionOf(dueAt), from, cursor ?? null, lookedAt, decided, now];
  return (await tx.query(MOVE, values, 'runs.move')).length > 0;
}

const STOP = /* sql */ `
  update campaign_run
     set state = 'stopped', cursor = '', ended_at = $2
   where campaign_id = $1 and state = 'running'`;

/** Has no further page of a campaign's instants decided about; what was decided stays. */
export async function stopRuns(tx: Tx, campaignId: string, now: Date): Promise<void> {
  await tx.query(STOP, [campaignId, now], 'runs.stop');
}

function runOf(row: Row): Run {
  return {
    ...{ campaignId: row.campaign_id, dueAt: row.due_at, state: row.state, cursor: row.cursor },
    ...{ lookedAt: Number(row.looked_at), decided: Number(row.decided), endedAt: row.ended_at ?? undefined },
  };
}
