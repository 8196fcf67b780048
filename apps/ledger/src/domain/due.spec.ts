import type { ProgrammeHistory, ProgrammeVersion } from '@perennial/programme';

import type { Fact } from './fact.js';
import { fold, foldInSteps } from './fold/fold.js';
import { programmes } from './ledger-trial.fixture.js';
import { balanceOf } from './member-state.js';

const DAY_MS = 86_400_000;
const START = Date.parse('2027-01-05T10:00:00Z');

/** Points that a campaign gives, one member after the other, an hour apart. */
function grants(members: number, each: number): Fact[] {
  return Array.from({ length: members * each }, (_, order) => ({
    ...({ kind: 'points-granted', account: `account-${order % members}`, campaignId: 'spring' } as const),
    ...{
      at: START + order * 3_600_000,
      source: '/campaign',
      id: `g-${order}`,
      thing: `grant:${order}` as const,
      points: 10n,
    },
  }));
}

/** Every look at whether something is due asks for the versions of the programme. */
function counted({ versions, ...rest }: ProgrammeHistory) {
  const counts = { looks: 0 };
  const watched = [...versions];
  const find = (wanted: (version: ProgrammeVersion) => boolean) => {
    counts.looks += 1;
    return versions.find(wanted);
  };
  Object.defineProperty(watched, 'find', { value: find });
  return { programmes: { ...rest, versions: watched }, counts };
}

describe('who is due next', () => {
  it.each(['jeweller', 'travel-club', 'boutique'] as const)(
    'is found for 500 members of the %s with some looks at each fact, not with 500',
    (id) => {
      const facts = grants(500, 4);
      const { programmes: watched, counts } = counted(programmes[id]);
      fold(watched, facts, START + 5_000 * DAY_MS);
      expect(counts.looks).toBeGreaterThan(facts.length);
      expect(counts.looks).toBeLessThan(facts.length * 20);
    },
  );

  it.each(['jeweller', 'travel-club', 'boutique'] as const)(
    'gives each of 60 members of the %s what each has alone, whenever it is looked at',
    (id) => {
      const facts = grants(60, 5);
      for (const days of [1, 20, 800, 5_000]) {
        const until = START + days * DAY_MS;
        const known = facts.filter(({ at }) => at <= until);
        const together = fold(programmes[id], known, until);
        for (const [account, state] of together.members) {
          const own = known.filter((fact) => fact.account === account);
          const alone = fold(programmes[id], own, until);
          expect(balanceOf(state)).toEqual(balanceOf(alone.members.get(account)!));
          expect(together.movements.filter((movement) => movement.account === account)).toEqual(alone.movements);
        }
      }
    },
  );

  it.each([5, 30])('is the member who came first, of %i at one instant', (members) => {
    const at = START;
    const facts = grants(members, 1).map((fact) => ({ ...fact, at }));
    const { movements } = fold(programmes.jeweller, facts, START + 5_000 * DAY_MS);
    const expired = movements.filter(({ kind }) => kind === 'expiry').map(({ account }) => account);
    expect(expired).toHaveLength(members);
    expect(expired).toEqual(facts.map(({ account }) => account));
  });
});

describe('a fold of 2,000 facts', () => {
  it('can be left lying 20 times, and comes to the same', () => {
    const facts = grants(100, 20);
    const work = foldInSteps(programmes.jeweller, facts);
    let stops = 0;
    let step = work.next();
    for (; !step.done; step = work.next()) stops += 1;
    expect(stops).toBe(20);
    expect(step.value.movements).toEqual(fold(programmes.jeweller, facts).movements);
  });
});
