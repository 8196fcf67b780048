import { Agenda } from './agenda.js';
import type { MemberState } from './member-state.js';
import { nextTierInstant } from './tier.js';
import { goneAt } from './wallet.js';
import { programmeOf, type World } from './world.js';

interface Due {
  readonly account: string;
  readonly state: MemberState;
  readonly at: number;
}

/** So many members are looked at one by one: the most there are, but for who hangs together with many. */
const LOOKED_AT = 16;

/** Whom time changes next, up to and including an instant; of several at one instant, who came to the world first. */
export function nextDue(world: World, to: number): Due | undefined {
  return world.members.size > LOOKED_AT ? dueByAgenda(world, to) : dueAmong(world, to);
}

function dueAmong(world: World, to: number): Due | undefined {
  let first: Due | undefined;
  for (const [account, state] of world.members) {
    const due = dueNoEarlier(world, state);
    if (due > to || (first && due >= first.at)) continue;
    state.dueAt = nextInstant(world, state);
    if (state.dueAt <= to && (!first || state.dueAt < first.at)) first = { account, state, at: state.dueAt };
  }
  return first;
}

function dueByAgenda(world: World, to: number): Due | undefined {
  const agenda = agendaOf(world);
  for (let first = agenda.first(); first && first.at <= to; first = agenda.first()) {
    const { account, at } = first;
    const state = world.members.get(account);
    if (!state) return undefined;
    state.dueAt = nextInstant(world, state);
    agenda.postpone(account, state.dueAt);
    if (state.dueAt === at) return { account, state, at };
  }
  return undefined;
}

/** Made when it is first needed, and anew when somebody came to the world past it. */
function agendaOf(world: World): Agenda {
  const { agenda, members } = world;
  if (agenda) expectAll(world, agenda, agenda.takeTouched());
  if (agenda?.size === members.size) return agenda;
  const made = new Agenda();
  expectAll(world, made, members.keys());
  world.agenda = made;
  return made;
}

function expectAll(world: World, agenda: Agenda, accounts: Iterable<string>): void {
  for (const account of accounts) {
    const state = world.members.get(account);
    if (state) agenda.expect(account, dueNoEarlier(world, state));
  }
}

function dueNoEarlier(world: World, state: MemberState): number {
  return Math.min(state.dueAt, nextVersionStart(world, state));
}

/** The first instant after what has passed at which something is due; Infinity: none. */
export function nextInstant(world: Pick<World, 'programmes'>, state: MemberState): number {
  // Nothing of theirs is left here.
  if (state.mergedInto || state.erased) return Infinity;
  let next = Infinity;
  const consider = (at: number | undefined) => {
    if (at !== undefined && at < next && at > state.passedTo) next = at;
  };
  for (const lot of state.lots.holding()) {
    if (lot.points === 0n) continue;
    if (lot.pending) consider(lot.availableAt);
    consider(goneAt(state, lot));
  }
  consider(state.lots.elsewhere?.nextAt);
  consider(state.expiresAll);
  for (const { until } of state.reservations.values()) consider(until);
  // At every fact the tier has been judged.
  const judgedTo = Math.max(state.passedTo, state.last?.at ?? 0);
  const { tiers } = programmeOf(world, judgedTo);
  if (tiers) consider(nextTierInstant(tiers, state.tier, judgedTo));
  consider(nextVersionStart(world, state));
  return next;
}

/** When the next version of the programme starts, which may have other tiers. Whoever has no fact yet begins with it. */
function nextVersionStart(
  { programmes: { versions } }: Pick<World, 'programmes'>,
  { last, passedTo }: MemberState,
): number {
  if (!last) return Infinity;
  const reached = Math.max(last.at, passedTo);
  return versions.find(({ effectiveFrom }) => effectiveFrom > reached)?.effectiveFrom ?? Infinity;
}
