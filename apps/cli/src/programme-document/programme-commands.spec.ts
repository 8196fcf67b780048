import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { usualProgramme } from '../platform/workspace.js';
import { UserError } from '../user-error.js';
import { apply } from './apply.js';
import { describe as describeDocument } from './describe.js';
import { diff } from './diff.js';
import { LedgerClient } from './ledger-client.js';
import { LedgerStandIn } from './ledger-stand-in.fixture.js';
import { simulate } from './simulate.js';
import { validate } from './validate.js';

const NOW = new Date('2027-03-01T10:00:00Z');
const jeweller = readFileSync(usualProgramme, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'perennial-programme-'));

const pages: string[] = [];
const out = { write: (text: string) => pages.push(text) };
const said = () => pages.join('');

let standIn: LedgerStandIn;
let ledger: LedgerClient;

beforeEach(async () => {
  pages.length = 0;
  standIn = new LedgerStandIn(jeweller, NOW.getTime());
  ledger = new LedgerClient(await standIn.listen());
});
afterEach(() => standIn.close());
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with a document: the jeweller's after these changes. */
function file(...changes: [search: string, replacement: string][]): string {
  let text = jeweller;
  for (const [search, replacement] of changes) {
    expect(text).toContain(search);
    text = text.replace(search, replacement);
  }
  return written('next.yaml', text);
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const second: [string, string] = ['version: 1\n', 'version: 2\n'];
const cheaper: [string, string] = ['USD: 1000', 'USD: 800'];
const posts = () => standIn.requests.filter(({ method }) => method === 'POST');

describe('programme validate', () => {
  it('answers 0 for a document that can be used, and says what is in it', async () => {
    const path = file();
    expect(await validate(path, {}, out)).toBe(0);
    expect(said()).toBe(`${path} is valid: jeweller, version 1, 5 rules, 3 tiers, 4 rewards, 10 campaigns\n`);
  });

  it('answers 1 and names every mistake with its line and column', async () => {
    const path = file(['percent: 20', 'percent: 200'], ['unit:', 'unti:']);
    expect(await validate(path, {}, out)).toBe(1);
    expect(said()).toContain(`${path}:10:1 unti is not a key of the programme here; did you mean unit?\n`);
    expect(said()).toMatch(/:\d+:30 campaigns\.0\.offer\.percent must be at most 100\n/);
    expect(said()).toMatch(/\n3 mistakes\n$/);
  });

  it('gives the same as JSON', async () => {
    const path = file(['percent: 20', 'percent: 200']);
    expect(await validate(path, { json: true }, out)).toBe(1);
    expect(JSON.parse(said())).toEqual({
      valid: false,
      file: path,
      mistakes: [
        { line: expect.any(Number), column: 30, where: 'campaigns.0.offer.percent', message: 'must be at most 100' },
      ],
    });
  });

  it('takes a file that is not there for a mistake in the command', async () => {
    await expect(validate('/nowhere/p.yaml', {}, out)).rejects.toThrow(UserError);
  });
});

describe('programme diff', () => {
  it('answers 0 when a file says what is in force', async () => {
    expect(await diff('current', file(), {}, ledger, out)).toBe(0);
    expect(said()).toBe('No difference.\n');
  });

  it('answers 1 and says what differs from what is in force, also by its address', async () => {
    const path = file(second, cheaper);
    const lines = 'version: 1 → 2\nrules.purchase.perFullMinor.USD: 1000 → 800\n';
    expect(await diff('current', path, {}, ledger, out)).toBe(1);
    expect(said()).toBe(lines);
    pages.length = 0;
    expect(await diff(`${ledger.url}/v1/programme`, path, {}, ledger, out)).toBe(1);
    expect(said()).toBe(lines);
  });

  it('gives the same as JSON', async () => {
    await diff('current', file(second), { json: true }, ledger, out);
    expect(JSON.parse(said())).toEqual({
      from: { id: 'jeweller', version: 1 },
      to: { id: 'jeweller', version: 2 },
      differences: [{ path: 'version', from: 1, to: 2 }],
    });
  });

  it('takes a document that cannot be read for a mistake in the command, not for a difference', async () => {
    await expect(diff('current', file(['unit:', 'unti:']), {}, ledger, out)).rejects.toThrow(UserError);
    const nobody = new LedgerClient('http://127.0.0.1:9');
    await expect(diff('current', file(), {}, nobody, out)).rejects.toThrow('No ledger answers at http://127.0.0.1:9');
  });
});

describe('programme apply', () => {
  it('puts the document in force, says what changes, and sends it as it stands in the file', async () => {
    const path = file(second, cheaper);
    expect(await apply(path, {}, ledger, NOW, out)).toBe(0);
    expect(said()).toBe(
      '  version: 1 → 2\n  rules.purchase.perFullMinor.USD: 1000 → 800\nApplied: version 2 decides from 2027-03-01T10:00:00.000Z on.\n',
    );
    expect(standIn.document).toBe(readFileSync(path, 'utf8'));
    expect(posts()[0]?.headers).toMatchObject({
      'content-type': 'application/yaml',
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('names who applies it to the ledger where --actor does, and nobody else', async () => {
    await apply(file(second), { actor: 'ann' }, ledger, NOW, out);
    await apply(file(second), {}, ledger, NOW, out);
    expect(posts().map(({ headers }) => headers['perennial-actor'])).toEqual(['ann', undefined]);
  });

  it.each(['', ' ann', 'Zoë', 'a\nb'])('takes --actor %j for a mistake in the command', async (actor) => {
    await expect(apply(file(second), { actor }, ledger, NOW, out)).rejects.toThrow(UserError);
    expect(standIn.requests).toEqual([]);
  });

  it('changes nothing the second time', async () => {
    const path = file(second, cheaper);
    await apply(path, {}, ledger, NOW, out);
    pages.length = 0;
    expect(await apply(path, {}, ledger, NOW, out)).toBe(0);
    expect(said()).toBe('Nothing to do: version 2 is there already; it decides from 2027-03-01T10:00:00.000Z on.\n');
    expect(standIn.versions).toEqual([1, 2]);
  });

  it('gives it the start that was asked for, and keeps its comments', async () => {
    expect(await apply(file(second), { effectiveFrom: '2027-04-01T00:00:00+02:00' }, ledger, NOW, out)).toBe(0);
    expect(said()).toContain('Applied: version 2 decides from 2027-03-31T22:00:00.000Z on.');
    expect(standIn.document).toContain('effectiveFrom: 2027-04-01T00:00:00+02:00');
    expect(standIn.document).toContain('# never by stars');
  });

  it('answers 1 with the ledger’s reasons and their places when it is refused', async () => {
    const path = file(cheaper);
    expect(await apply(path, {}, ledger, NOW, out)).toBe(1);
    expect(said()).toContain(`${path}:8:1 version 1 is there already with other content`);
    expect(said()).toMatch(/\nNot applied \(PROGRAMME_VERSION_TAKEN\)\.\n$/);
    expect(standIn.versions).toEqual([1]);
  });

  it('answers 1 and asks nobody when the document has a mistake', async () => {
    expect(await apply(file(['unit:', 'unti:']), {}, ledger, NOW, out)).toBe(1);
    expect(said()).toContain('did you mean unit?');
    expect(standIn.requests).toEqual([]);
  });

  it('that gets no answer in time, or half of one, does not claim that nothing was applied', async () => {
    const hasty = new LedgerClient(ledger.url, { applyMs: 300 });
    for (const instead of ['silence', 'hang-up'] as const) {
      standIn.insteadOfApplying = instead;
      const applying = apply(file(second), {}, hasty, NOW, out);
      await expect(applying).rejects.toThrow(/may have been applied.* same command again/);
    }
    standIn.close();
    await expect(ledger.apply(jeweller)).rejects.toThrow(/^No ledger answers at \S+ \(ECONNREFUSED\)/);
  });

  it('takes an instant without a zone for a mistake in the command', async () => {
    await expect(apply(file(second), { effectiveFrom: '2027-04-01' }, ledger, NOW, out)).rejects.toThrow(UserError);
  });

  describe('--dry-run', () => {
    const dry = { dryRun: true };

    it('says what would change and changes nothing', async () => {
      expect(await apply(file(second, cheaper), dry, ledger, NOW, out)).toBe(0);
      expect(said()).toBe(
        '  version: 1 → 2\n  rules.purchase.perFullMinor.USD: 1000 → 800\nVersion 2 could be applied. Nothing has been changed.\n',
      );
      expect(posts()).toEqual([]);
    });

    it('says so when it is in force already', async () => {
      expect(await apply(file(), dry, ledger, NOW, out)).toBe(0);
      expect(said()).toBe('Nothing would change: this is the version in force.\n');
    });

    it.each<[string, [string, string][], string]>([
      ['the same number with other content', [cheaper], 'PROGRAMME_VERSION_TAKEN'],
      ['another unit', [second, ['unit: points', 'unit: stars']], 'PROGRAMME_CHANGE_REFUSED'],
      [
        'a start in the past',
        [second, ['unit: points', 'unit: points\neffectiveFrom: 2027-02-01T00:00:00Z']],
        'PROGRAMME_STARTS_TOO_EARLY',
      ],
    ])('answers 1 when it would be refused: %s', async (_title, changes, code) => {
      const path = file(...changes);
      expect(await apply(path, dry, ledger, NOW, out)).toBe(1);
      expect(said()).toMatch(new RegExp(`${path}:\\d+:1 \\S+ .*\\nIt would be refused \\(${code}\\)\\.\\n$`));
      expect(posts()).toEqual([]);
    });

    it('knows of versions that have not started', async () => {
      await apply(file(second), { effectiveFrom: '2027-06-01T00:00:00Z' }, ledger, NOW, out);
      expect(await apply(file(['version: 1\n', 'version: 3\n']), dry, ledger, NOW, out)).toBe(1);
      expect(said()).toContain('must be after version 2, which starts at 2027-06-01T00:00:00.000Z');
      expect(await apply(file(second), dry, ledger, NOW, out)).toBe(0);
      expect(said()).toContain('Version 2 is there already.');
    });
  });
});

describe('programme simulate', () => {
  const event = () => written('event.json', JSON.stringify({ id: 'e-1', type: 'commerce.purchase.completed.v1' }));

  it('says outcome, rules with their reasons, messages and balance', async () => {
    standIn.simulation = {
      outcome: 'accepted',
      rules: [
        { rule: 'purchase', result: 'awarded', points: 1 },
        { rule: 'review', result: 'skipped', reason: 'not-verified' },
      ],
      messages: [{}],
      balance: { available: 10, pending: 0 },
      programmeVersion: 1,
    };
    expect(await simulate(undefined, { event: event() }, ledger, out)).toBe(0);
    expect(said()).toBe(
      'accepted, by version 1\n  purchase  awarded 1 point\n  review    skipped: not-verified\n  would publish 1 message\n  balance then: 10 available, 0 pending\n',
    );
    expect(posts()[0]?.headers).not.toHaveProperty('idempotency-key');
  });

  it('sends the event, and the document that shall decide', async () => {
    standIn.simulation = { outcome: 'accepted', programmeVersion: 2 };
    const path = file(second);
    expect(await simulate(path, { event: event(), json: true }, ledger, out)).toBe(0);
    const document = readFileSync(path, 'utf8');
    expect(JSON.parse(said()).asked).toEqual({
      event: { id: 'e-1', type: 'commerce.purchase.completed.v1' },
      document,
    });
  });

  it('does not pass off the version in force for the document', async () => {
    standIn.simulation = { outcome: 'accepted', programmeVersion: 1 };
    await expect(simulate(file(second), { event: event() }, ledger, out)).rejects.toThrow(
      'cannot simulate by another document',
    );
    expect(said()).toBe('');
  });

  it('asks for a version of its own for a document that differs from the one in force', async () => {
    await expect(simulate(file(cheaper), { event: event() }, ledger, out)).rejects.toThrow('give it another version');
    expect(posts()).toEqual([]);
  });

  it('takes what is no JSON for a mistake in the command', async () => {
    await expect(simulate(undefined, { event: written('e.json', '{') }, ledger, out)).rejects.toThrow(UserError);
  });
});

describe('programme describe', () => {
  it('explains the version in force, and a file', async () => {
    expect(await describeDocument('current', ledger, out)).toBe(0);
    expect(said()).toMatch(
      /^jeweller, version 1\n\nHow to get points\n {2}Points for your purchase: 1 point for every full 10\.00 USD/,
    );
    pages.length = 0;
    expect(await describeDocument(file(second), ledger, out)).toBe(0);
    expect(said()).toMatch(/^jeweller, version 2\n/);
  });
});
