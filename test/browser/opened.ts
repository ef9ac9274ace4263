/** A page of a trace in a real browser, with everything it complains of and asks for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { pageOf } from '../../sim/page/page.ts';
import type { Trace } from '../../sim/trace.ts';

/** Pages and pictures of the last run, for people to look at. Git ignores it. */
export const folder = resolve(import.meta.dirname, '..', '..', '.cache', 'browser');

export type Opened = {
  readonly page: Page;
  readonly trace: Trace;
  /** What the browser wrote to its console, errors that nobody caught, dialogs. */
  readonly complaints: string[];
  /** Addresses that were asked for. */
  readonly asked: string[];
};

export type How = {
  readonly name: string;
  readonly trace: Trace;
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
};

/** Writes the page of the trace to the folder, and opens it. */
export async function openTrace(
  browser: Browser,
  { name, trace, scheme = 'light', width = 1440 }: How,
): Promise<Opened> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.html`);
  writeFileSync(path, pageOf(trace));
  const context = await browser.newContext({ viewport: { width, height: 1000 }, colorScheme: scheme });
  // What runs these files gives functions their names by this call, which the browser does not know.
  await context.addInitScript('globalThis.__name = (made) => made;');
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  await page.waitForFunction(() => document.documentElement.dataset['ready'] === 'yes');
  await settled(page);
  return { page, trace, complaints, asked };
}

/** Waits until everything that was asked for is drawn: two frames. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** The place of the selected line. */
export function selectedIn(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.documentElement.dataset['selected']));
}

/** How many lines pass the filter. */
export function shownIn(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.documentElement.dataset['shown']));
}

export type Work = { readonly frames: number; readonly drawn: number; readonly elements: number };

/** What the page did so far: frames of the lanes, marks and lines of the last one, elements beside the graph. */
export function workOf(page: Page): Promise<Work> {
  return page.evaluate(() => {
    const { frames, drawn } = document.getElementById('lanes')?.dataset ?? {};
    const elements = document.querySelectorAll('*').length - document.querySelectorAll('#graph *').length;
    return { frames: Number(frames), drawn: Number(drawn), elements };
  });
}
