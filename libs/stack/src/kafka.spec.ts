import { newClusterId } from './kafka.js';

describe('a new cluster id', () => {
  it('is a uuid as Kafka writes it, and never looks like an option of a command', () => {
    const ids = Array.from({ length: 256 }, (_, first) => newClusterId(Buffer.alloc(16, first)));
    for (const id of ids) expect(id).toMatch(/^[\w][\w-]{21}$/);
    expect(newClusterId()).not.toBe(newClusterId());
  });
});
