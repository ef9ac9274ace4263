/** The lane on images of a real LMDB file: every disk a power loss may leave is one that the model allows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { crashPointsOf, openDiskMoment } from '../../../sim/machine/crash-images.ts';
import type * as Images from '../../../sim/machine/images.ts';
import type { ImagesReport } from '../../../sim/machine/images.ts';
import { compileJournal } from '../../../sim/machine/write-journal.ts';
import type { Deed } from '../../../sim/machine/write-journal.ts';
import { builtModule } from '../../support/built-tree.ts';

const { imagesLane } = await builtModule<typeof Images>('sim/machine/images.ts');

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-test-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('images from a journal', () => {
  const filled = (byte: number, size: number): Uint8Array => new Uint8Array(size).fill(byte);
  const deeds: readonly Deed[] = [
    { kind: 'write', offset: 0, bytes: filled(1, 1024) },
    { kind: 'mark', text: 'open' },
    { kind: 'mark', text: 'begin' },
    { kind: 'sync' },
    { kind: 'write', offset: 512, bytes: filled(2, 1024) },
    { kind: 'write-through', offset: 40, bytes: filled(3, 100) },
    { kind: 'mark', text: 'end' },
    { kind: 'write', offset: 0, bytes: filled(4, 10) },
  ];

  /** Every distinct image at a deed, as the bytes at a few places. */
  function imagesAt(at: number, ignoresSyncs: boolean): readonly string[] {
    const moment = openDiskMoment(deeds, { seed: 'x', ignoresSyncs });
    moment.advance(at);
    const images = Array.from({ length: 1000 }, (_, choice) => {
      const image = moment.image(moment.drawn(choice));
      return [0, 40, 600, 1100].map((place) => image[place] ?? '-').join('');
    });
    return [...new Set(images)].sort();
  }

  test('what was synced is always there; of the rest any sectors', () => {
    expect(imagesAt(0, false)).toEqual(['----', '001-', '11--', '111-']);
    expect(imagesAt(3, false)).toEqual(['----', '001-', '11--', '111-']);
    expect(imagesAt(4, false)).toEqual(['111-', '1112', '112-', '1122'].sort());
    expect(imagesAt(7, false)).toEqual(expect.arrayContaining(['131-', '1322', '431-', '4322']));
    expect(imagesAt(7, false).every((image) => image[1] === '3')).toBe(true);
  });

  test('control: a disk that ignores syncs may lose anything', () => {
    expect(imagesAt(7, true)).toEqual(expect.arrayContaining(['----', '432-', '4322', '131-']));
  });

  test('crash points know which part of a commit they are in', () => {
    expect(crashPointsOf(deeds).map(({ part, returned }) => `${part} ${String(returned)}`)).toEqual([
      'opening 0',
      'opening 0',
      'between 0',
      'sync 0',
      'pages 0',
      'meta 0',
      'after 0',
      'between 1',
    ]);
  });
});

const library = compileJournal(newFolder());
const missing = 'missing' in library ? library.missing : undefined;

describe.skipIf(missing !== undefined)(
  `real files${missing === undefined ? '' : ` (needs ${missing})`}`,
  () => {
    async function lane(ignoresSyncs: boolean): Promise<ImagesReport> {
      const report = await imagesLane({
        folder: newFolder(),
        images: 600,
        commits: 8,
        seed: 'test',
        ignoresSyncs,
        processes: 1,
      });
      if ('missing' in report) throw new Error(report.missing);
      return report;
    }

    test('no image is outside of the model', { timeout: 240_000 }, async () => {
      const report = await lane(false);
      expect(report.examples).toEqual([]);
      expect(report.outside).toBe(0);
      expect(report.images).toBeGreaterThan(200);
      for (const part of ['between', 'pages', 'sync', 'meta', 'after', 'opening'])
        expect(report.outcomes.get(`${part} ok`)).toBeGreaterThan(0);
    });

    test('control: on a disk that ignores syncs commits are lost and torn', {
      timeout: 240_000,
    }, async () => {
      const { outcomes } = await lane(true);
      const sum = (verdicts: readonly string[]): number =>
        [...outcomes].reduce(
          (all, [name, count]) => all + (verdicts.some((one) => name.endsWith(one)) ? count : 0),
          0,
        );
      expect(sum(['lost'])).toBeGreaterThan(10);
      expect(sum(['torn', 'refused', 'cannot-go-on', 'died'])).toBeGreaterThan(10);
    });
  },
);
