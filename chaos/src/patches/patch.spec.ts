import { workspaceRoot } from '../workspace.js';
import { checkPatches, patched, PatchOutdated } from './patch.js';

const patch = { file: 'a.js', find: 'commit();', replace: "reached('$&'); commit();" };

describe('a patch', () => {
  it('replaces what it names, taken literally', () => {
    expect(patched('begin(); commit(); end();', patch)).toBe("begin(); reached('$&'); commit(); end();");
  });

  it.each([
    ['is not there', 'begin(); end();', '0 times'],
    ['stands there twice', 'commit(); commit();', '2 times'],
  ])('refuses a file in which the text %s', (_what, text, words) => {
    expect(() => patched(text, patch)).toThrow(PatchOutdated);
    expect(() => patched(text, patch)).toThrow(words);
  });

  it('is found outdated before anything is started', () => {
    const outdated = { file: 'package.json', find: '"no such line"', replace: '' };
    expect(() => checkPatches(workspaceRoot, [outdated])).toThrow(PatchOutdated);
  });
});
