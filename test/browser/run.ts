/**
 * `npm run test:browser [-- --install]`: opens pages of runs in Debian's Chromium and checks what they do and look like.
 *
 * Pages and pictures of the last run are kept in `.cache/browser`. Ends with 1 when a check fails, and with 69
 * when there is no browser, in a sentence that says what to install. `--install` lets it be installed first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import type { Plan } from '../../sim/plan.ts';
import { parsePlan } from '../../sim/plan-read.ts';
import { runPlan } from '../../sim/run.ts';
import type { Trace } from '../../sim/trace.ts';
import { madeTrace } from '../sim/page/made-trace.ts';
import { sayingTrace } from '../sim/page/saying-trace.ts';
import { darkChecks, everyCheck, hostileChecks, longChecks } from './checks.ts';
import type { Check } from './checks.ts';
import { findChromium, installChromium } from './chromium.ts';
import { openTrace } from './opened.ts';
import type { How } from './opened.ts';

const unavailable = 69;

type Page = How & { readonly checks: readonly Check[] };

/** A plan that was kept: forgeries, recoveries, equivocations, partitions, a full disk, crashes. */
const kept = parsePlan(readFileSync(join(import.meta.dirname, 'plan.json'), 'utf8'));

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'';

const pages: readonly Page[] = [
  { name: 'kept', trace: await traceOf(kept), checks: everyCheck },
  { name: 'light', trace: madeTrace({ length: 1000 }), checks: everyCheck },
  { name: 'dark', trace: madeTrace({ length: 1000 }), scheme: 'dark', checks: darkChecks },
  { name: 'long', trace: madeTrace({ length: 10_000, seed: 2 }), checks: longChecks },
  { name: 'hostile', trace: sayingTrace(hostile), checks: hostileChecks },
  { name: 'empty', trace: emptied(madeTrace({ length: 10 })), checks: hostileChecks },
];

/** A run of the real machine. */
async function traceOf(plan: Plan): Promise<Trace> {
  const { lines, traceHash, violations } = await runPlan(plan, { traced: true });
  return { plan, lines, traceHash, findings: violations };
}

/** A trace of nothing: the plan alone. */
function emptied(trace: Trace): Trace {
  return { ...trace, lines: [], findings: [] };
}

async function checkPage(browser: Browser, { checks, ...how }: Page): Promise<number> {
  const opened = await openTrace(browser, how);
  let failed = 0;
  for (const { says, holds } of checks) {
    try {
      await holds(opened, browser);
      console.log(`good   ${how.name}: ${says}`);
    } catch (error) {
      failed += 1;
      console.log(
        `FAILED ${how.name}: ${says}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
  await opened.page.context().close();
  return failed;
}

async function checkPages(path: string): Promise<number> {
  const browser = await chromium.launch({
    executablePath: path,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    let failed = 0;
    for (const page of pages) failed += await checkPage(browser, page);
    return failed;
  } finally {
    await browser.close();
  }
}

if (process.argv.includes('--install') && 'missing' in findChromium()) installChromium();
const found = findChromium();
if ('missing' in found) {
  console.error(`test:browser: ${found.missing}`);
  process.exitCode = unavailable;
} else {
  const failed = await checkPages(found.path);
  const total = pages.reduce((sum, { checks }) => sum + checks.length, 0);
  console.log(`${total - failed} passed, ${failed} failed; pictures are in .cache/browser`);
  if (failed > 0) process.exitCode = 1;
}
