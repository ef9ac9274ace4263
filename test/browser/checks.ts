/** What a page of a run has to do and to look like, each with its sentence. A check throws when it does not hold. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { KeyLog } from '../../sim/page/key-logs.ts';
import { pageModel } from '../../sim/page/model.ts';
import { trunkOf } from '../../sim/page/trunk.ts';
import { collisionsOf, inkOf, lookAt, namelessOf, paleMarksOf, paleTextsOf } from './looks.ts';
import { folder, selectedIn, settled, shownIn, workOf } from './opened.ts';
import type { Opened } from './opened.ts';

export type Check = {
  readonly says: string;
  readonly holds: (opened: Opened, browser: Browser) => Promise<void>;
};

/** Places of the lines of a trace that fit. */
function placesOf(
  opened: Opened,
  fits: (line: Opened['trace']['lines'][number]) => boolean,
): readonly number[] {
  return opened.trace.lines.flatMap((line, place) => (fits(line) ? [place] : []));
}

/** Places of the lines in the lane of a node: entries of the plan stand in the lane of the AID's home. */
function inLane(opened: Opened, id: string): readonly number[] {
  const { lanes, laneOfLine } = pageModel(opened.trace);
  return laneOfLine.flatMap((lane, place) => (lanes[lane]?.id === id ? [place] : []));
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
  await settled(page);
}

/** Selects a value as a person does, and waits until it is drawn. */
async function choose(page: Page, id: string, value: string): Promise<void> {
  await page.selectOption(id, value);
  await settled(page);
}

const isQuiet: Check = {
  says: 'the console stays empty, and nothing but the page is asked for',
  holds: async ({ page, complaints, asked }) => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(
      asked.filter((address) => address !== page.url()),
      [],
    );
  },
};

const isThere: Check = {
  says: 'every node has a lane, every log has a graph with its forks',
  holds: async ({ page, trace }) => {
    const model = pageModel(trace);
    assert.equal(await page.locator('#names button').count(), model.lanes.length);
    assert.ok(((await page.locator('#lanes').boundingBox())?.height ?? 0) > 20 * model.lanes.length);
    for (const [at, log] of model.logs.entries()) {
      await choose(page, '#log', String(at));
      assert.equal(await page.locator('#graph g[data-event]').count(), log.events.length);
      assert.equal(
        await page.locator('#graph path').count(),
        log.events.filter(({ parent }) => parent !== undefined).length,
      );
    }
  },
};

const obeysKeys: Check = {
  says: 'left, right, home, end lead from step to step, n to the next finding, m to the other end of a message',
  holds: async (opened) => {
    const { page, trace } = opened;
    const last = trace.lines.length - 1;
    await press(page, 'Home');
    assert.equal(await selectedIn(page), 0);
    await press(page, 'ArrowLeft');
    assert.equal(await selectedIn(page), 0);
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft');
    assert.equal(await selectedIn(page), 2);
    await press(page, 'End', 'ArrowRight');
    assert.equal(await selectedIn(page), last);
    const findings = pageModel(trace).findings.flatMap(({ line }) => (line === undefined ? [] : [line]));
    await press(page, 'Home', 'n');
    assert.equal(await selectedIn(page), findings.find((line) => line > 0) ?? 0);
    const message = pageModel(trace).messages.find(({ from, to }) => from !== to);
    assert.ok(message !== undefined);
    await press(page, 'Home');
    await page.evaluate((at) => document.getElementById('table')?.scrollTo(0, 24 * at), message.from);
    await settled(page);
    await page.click(`[data-line="${message.from}"]`);
    await press(page, 'm');
    assert.equal(await selectedIn(page), message.to);
    await page.focus('#table');
    await press(page, 'Home', 'PageDown', 'ArrowDown', 'ArrowUp', 'ArrowUp');
    assert.equal(await selectedIn(page), 13);
    assert.equal(await page.getAttribute('#table', 'aria-activedescendant'), 'line-13');
  },
};

const obeysZoom: Check = {
  says: 'plus and minus zoom, shift and an arrow pan, zero shows the whole run, the wheel and a drag work',
  holds: async ({ page }) => {
    await press(page, '0', 'Home');
    const whole = (await workOf(page)).drawn;
    await press(page, '+', '+', '+', '+');
    const near = (await workOf(page)).drawn;
    assert.ok(near < whole / 3, `${near} drawn near, ${whole} in all`);
    const looks = async (): Promise<string> => (await page.locator('#lanes').screenshot()).toString('base64');
    const before = await looks();
    await press(page, 'Shift+ArrowRight');
    assert.notEqual(await looks(), before);
    const box = await page.locator('#lanes').boundingBox();
    assert.ok(box !== null);
    const panned = await looks();
    const selected = await selectedIn(page);
    await page.mouse.move(box.x + 600, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await settled(page);
    assert.notEqual(await looks(), panned);
    assert.equal(await selectedIn(page), selected);
    await press(page, '-', '-', '-', '-', '-', '-');
    assert.equal((await workOf(page)).drawn, whole);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await settled(page);
    assert.ok((await workOf(page)).drawn < whole);
    await page.click('#by-time');
    await settled(page);
    assert.equal(await page.getAttribute('#by-time', 'aria-pressed'), 'true');
    await page.click('#by-time');
    await press(page, '0');
  },
};

const obeysClicks: Check = {
  says: 'a click on a lane, a row, a finding or an event of the graph selects its step and shows every column',
  holds: async (opened) => {
    const { page, trace } = opened;
    await press(page, 'Home', '0', '+', '+', '+', '+');
    const box = await page.locator('#lanes').boundingBox();
    const name = await page.locator('#names button[data-node="w0"]').boundingBox();
    assert.ok(box !== null && name !== null);
    const hit: number[] = [];
    for (let x = 20; x < box.width; x += 6) {
      await page.mouse.click(box.x + x, name.y + name.height / 2);
      hit.push(await selectedIn(page));
    }
    const chosen = [...new Set(hit)].filter((place) => trace.lines[place]?.node === 'w0');
    assert.ok(chosen.length >= 3, `clicks along the lane of w0 hit ${chosen.join(' ')}`);
    await press(page, '0', 'Home');
    await page.click('[data-line="3"]');
    assert.equal(await selectedIn(page), 3);
    const details = await page.locator('#columns dd').allTextContents();
    const line = trace.lines[3];
    assert.ok(line !== undefined);
    for (const value of [line.node, line.kind, line.what, line.said, line.detail]) {
      assert.ok(
        details.some((text) => text === (value === '' ? '–' : value)),
        `no column says ${value}`,
      );
    }
    for (const [at, { line: place }] of pageModel(trace).findings.entries()) {
      if (place === undefined) continue;
      await page.click(`[data-finding="${at}"]`);
      assert.equal(await selectedIn(page), place);
    }
  },
};

const obeysFilters: Check = {
  says: 'filters by node, AID, kind, outcome and text show exactly what fits, and the keys stay within it',
  holds: async (opened) => {
    const { page, trace } = opened;
    const [log] = pageModel(trace).logs;
    assert.ok(log !== undefined);
    const cases = [
      ['#by-node', 'w1', inLane(opened, 'w1')],
      ['#by-kind', 'lost', placesOf(opened, ({ kind }) => kind === 'lost')],
      ['#by-outcome', 'escrowed', placesOf(opened, ({ outcome }) => outcome === 'escrowed')],
      ['#by-prefix', log.prefix, placesOf(opened, ({ prefix }) => prefix === log.prefix)],
    ] as const;
    for (const [id, value, expected] of cases) {
      assert.ok(expected.length > 0, `the trace has nothing of ${value}`);
      await choose(page, id, value);
      assert.equal(await shownIn(page), expected.length, `${id} ${value}`);
      await press(page, 'Home');
      assert.equal(await selectedIn(page), expected[0]);
      await press(page, 'ArrowRight');
      assert.equal(await selectedIn(page), expected[1] ?? expected[0]);
      await page.click('#clear');
    }
    const two = placesOf(opened, ({ node, kind }) => node === 'w1' && kind === 'step');
    await choose(page, '#by-node', 'w1');
    await choose(page, '#by-kind', 'step');
    assert.equal(await shownIn(page), two.length);
    await page.click('#clear');
    const said = trace.lines.find(({ said: own }) => own !== '')?.said ?? '';
    await page.fill('#by-text', said.slice(0, 12).toUpperCase());
    await settled(page);
    assert.equal(
      await shownIn(page),
      placesOf(opened, (line) =>
        Object.values(line).some((value) =>
          String(value).toLowerCase().includes(said.slice(0, 12).toLowerCase()),
        ),
      ).length,
    );
    await page.click('#clear');
    assert.equal(await shownIn(page), trace.lines.length);
    await page.click('#names button[data-node="w1"]');
    assert.equal(await shownIn(page), inLane(opened, 'w1').length);
    await page.click('#clear');
  },
};

/** Events of a log that are on the trunk of some nodes only: not of all that accepted them, or beside a rival. */
function contestedOf({ events, takings }: KeyLog): number {
  const parents = events.map(({ parent }) => parent);
  const accepted = takings.filter(({ outcome }) => outcome === 'accepted');
  const nodes = [...new Set(accepted.map(({ node }) => node))];
  const trunks = nodes.flatMap((node) =>
    trunkOf(
      parents,
      accepted.filter((taking) => taking.node === node).map(({ event }) => event),
    ),
  );
  const onSome = [...new Set(trunks)];
  return onSome.filter((event) => {
    const holders = new Set(accepted.filter((taking) => taking.event === event).map(({ node }) => node)).size;
    const isEverywhere = trunks.filter((other) => other === event).length === holders;
    return (
      !isEverywhere ||
      onSome.some((other) => other !== event && events[other]?.column === events[event]?.column)
    );
  }).length;
}

const showsLogs: Check = {
  says: 'the log follows the node and the step that are looked at, and its keys lead along the branches',
  holds: async ({ page, trace }) => {
    const { logs } = pageModel(trace);
    const at = logs.findIndex(({ events }) => events.some(({ row }) => row > 0));
    assert.ok(at >= 0, 'no log of the trace has a fork');
    await choose(page, '#log', String(at));
    const count = (name: string): Promise<number> => page.locator(`#graph g.${name}`).count();
    const all = logs[at]?.events.length ?? 0;
    assert.equal(
      (await count('trunk')) +
        (await count('contested')) +
        (await count('superseded')) +
        (await count('refused')),
      all,
    );
    assert.ok((await count('superseded')) + (await count('contested')) + (await count('refused')) > 0);
    for (const [other, log] of logs.entries()) {
      await choose(page, '#log', String(other));
      assert.equal(await count('contested'), contestedOf(log), `contested events of ${log.prefix}`);
    }
    await choose(page, '#log', String(at));
    const holder = logs[at]?.takings.find(({ outcome }) => outcome === 'accepted')?.node ?? '';
    await choose(page, '#holder', holder);
    assert.equal(await count('contested'), 0);
    assert.ok((await count('trunk')) > 0);
    await choose(page, '#holder', '');
    await press(page, 'Home');
    await choose(page, '#log', String(at));
    await page.check('#as-of');
    await settled(page);
    assert.ok((await count('unseen')) > all / 2);
    await page.uncheck('#as-of');
    await page.focus('#graph g[data-event="0"]');
    await press(page, 'ArrowRight');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-event'));
    assert.notEqual(focused, '0');
    const place = await selectedIn(page);
    assert.equal(trace.lines[place]?.said, logs[at]?.events[Number(focused)]?.said);
    assert.equal(await page.locator('#graph g.chosen').count(), 1);
  },
};

const staysCheap: Check = {
  says: 'work grows with what is in sight: few frames, few elements, marks no more than steps and messages',
  holds: async ({ page, trace }) => {
    const steps = trace.lines.length;
    const { messages } = pageModel(trace);
    await press(page, '0');
    const before = await workOf(page);
    assert.ok(before.drawn <= steps + messages.length, `${before.drawn} marks for ${steps} steps`);
    assert.ok(before.elements < 1200, `${before.elements} elements`);
    for (let at = 0; at < 20; at++) await page.keyboard.press('ArrowRight');
    await settled(page);
    const after = await workOf(page);
    assert.ok(after.frames - before.frames <= 44, `${after.frames - before.frames} frames for 20 keys`);
    assert.ok(after.elements < 1200, `${after.elements} elements after moving`);
    await press(page, '+', '+', '+', '+');
    const still = await workOf(page);
    await page.evaluate(() => {
      for (let at = 0; at < 50; at++) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
      }
    });
    await settled(page);
    const coalesced = (await workOf(page)).frames - still.frames;
    assert.ok(coalesced <= 2, `${coalesced} frames for 50 keys at once`);
  },
};

const looksRight: Check = {
  says: 'nothing lies over anything else, texts and marks stand out, every control has a name',
  holds: async ({ page }) => {
    const own = page.viewportSize() ?? { width: 1440, height: 1000 };
    for (const width of [own.width, 1024, 768, 390]) {
      await page.setViewportSize({ width, height: 1000 });
      await settled(page);
      assert.deepEqual(await collisionsOf(page), [], `at a width of ${width}`);
    }
    await page.setViewportSize(own);
    await settled(page);
    assert.deepEqual(await paleTextsOf(page), []);
    assert.deepEqual(await paleMarksOf(page), []);
    assert.deepEqual(await namelessOf(page), []);
  },
};

const makesPicture: Check = {
  says: 'its picture is that of a page: many colours, little that is blank, light or dark as asked',
  holds: async ({ page }, browser) => {
    await press(page, '0');
    const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    const png = await page.screenshot({ fullPage: true });
    const name = basename(new URL(page.url()).pathname, '.html');
    writeFileSync(join(folder, `${name}.png`), png);
    const whole = await lookAt(browser, png);
    assert.ok(whole.colours > 60, `${whole.colours} colours`);
    assert.ok(whole.blankTiles < 0.45, `${whole.blankTiles} of the tiles are blank`);
    assert.equal(whole.isDark, isDark);
    for (const [mark, points] of Object.entries(await inkOf(page))) {
      assert.ok(points > 10, `${points} points of the lanes have the colour of ${mark}`);
    }
    const lanes = await lookAt(browser, await page.locator('#lanes').screenshot());
    assert.ok(lanes.colours > 40, `${lanes.colours} colours in the lanes`);
    assert.ok(lanes.blankTiles < 0.15, `${lanes.blankTiles} of the lanes are blank`);
  },
};

/** What holds of every page. */
export const everyCheck: readonly Check[] = [
  isThere,
  obeysKeys,
  obeysZoom,
  obeysClicks,
  obeysFilters,
  showsLogs,
  staysCheap,
  looksRight,
  makesPicture,
  isQuiet,
];
/** What holds of a page in the other scheme. */
export const darkChecks: readonly Check[] = [looksRight, makesPicture, isQuiet];
/** What holds of a page of ten thousand steps. */
export const longChecks: readonly Check[] = [isThere, obeysKeys, obeysZoom, staysCheap, isQuiet];
/** What holds of a page whose trace says hostile things. */
export const hostileChecks: readonly Check[] = [isQuiet];
