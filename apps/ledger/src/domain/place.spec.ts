import { compareTurns, turnAfter, type Place, type Turn } from './place.js';

const place = (at: number, id: string, source = '/shop'): Place => ({ at, source, id });
const inOrder = (turns: readonly Turn[]) =>
  turns.toSorted(compareTurns).map(({ id, then }) => (then ? `${then.id} after ${id}` : id));

describe('the turn of what comes back', () => {
  const purchase = place(10, 'b');

  it('is its own instant, where that is later than the purchase', () => {
    expect(turnAfter(place(11, 'a'), purchase)).toEqual(place(11, 'a'));
  });

  it.each([
    ['dated before it', place(9, 'z')],
    ['of the same instant, by a name that sorts before it', place(10, 'a')],
    ['of the same instant, by a name that sorts after it', place(10, 'z')],
  ])('is directly after the purchase: %s', (_title, own) => {
    expect(inOrder([place(10, 'c'), turnAfter(own, purchase), purchase])).toEqual(['b', `${own.id} after b`, 'c']);
  });

  it('is that of their own order among several of one purchase', () => {
    const turns = [place(10, 'z'), place(10, 'a'), place(9, 'y')].map((own) => turnAfter(own, purchase));
    expect(inOrder([...turns, purchase])).toEqual(['b', 'y after b', 'a after b', 'z after b']);
  });
});
