/**
 * Gathering: the person behind a controller looks on at what its own node takes in, keeps the receipts that
 * come for its events, and asks witnesses again that were not heard from.
 *
 * Source: dst.md 3.1 (controller: gathers receipts, spreads them).
 */
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Said } from '../../kernel/cesr/qualified.ts';
import type { Write } from '../../kernel/state/effect.ts';
import type { Host } from '../../shell/host.ts';
import { mailOf } from './company.ts';
import type { Authored } from './author.ts';
import type { Company } from './company.ts';
import { nodeOf, personOf } from './scene.ts';
import type { Scene } from './scene.ts';
import { catchUpWitnesses } from './telling.ts';
import { spread, tellReceipts } from './spread.ts';

/** Looks on at the node of a person from now on, until it stops. */
export function listen(scene: Scene, node: string): void {
  const { stage, company } = scene;
  const host = stage.host(node);
  if (host === undefined || company.listening.get(node) === host) return;
  const isKnown = company.listening.has(node);
  company.listening.set(node, host);
  host.subscribe((event) => {
    if (event.kind !== 'decision') return;
    for (const write of event.outcome.step.writes) taken(scene, node, write);
  });
  if (isKnown) readAgain(scene, node, host);
}

/** A node that opened again may have taken receipts while nobody looked on. */
function readAgain(scene: Scene, node: string, host: Host): void {
  for (const { prefix, node: own } of scene.company.persons.values()) {
    if (own !== node || host.keyState(prefix) === undefined) continue;
    for (const { stored, attachments } of host.kel(prefix, { all: false }))
      note(scene, node, stored.event.said, attachments);
  }
}

function taken(scene: Scene, node: string, write: Write): void {
  if (write.kind === 'append-event') note(scene, node, write.stored.event.said, write.attachments);
  else if (write.kind === 'append-attachments') note(scene, node, write.said, write.attachments);
}

/** Keeps the receipts of an own event; once there are enough, it is told to everybody. */
function note(scene: Scene, node: string, said: Said, attachments: Attachments): void {
  const { company, stage } = scene;
  const authored = company.events.get(said);
  if (authored === undefined || nodeOf(scene, authored.event.prefix) !== node) return;
  const mail = company.mail.get(said);
  if (mail === undefined || attachments.witnessSignatures.length === 0) return;
  const had = mail.receipts.size;
  for (const { index, raw } of attachments.witnessSignatures) {
    const witness = authored.after.witnesses[index];
    if (witness !== undefined) mail.receipts.set(witness, raw);
  }
  const { toad } = authored.after;
  if (had >= toad || mail.receipts.size < toad) return;
  stage.later(patience(company), () => {
    if (mail.told === undefined) spread(scene, authored);
    else if (mail.told < mail.receipts.size) tellReceipts(scene, authored);
  });
}

/** Time for the receipts that are still under way. */
function patience({ plan: { options } }: Company): number {
  return options.delayMin + options.delaySpread;
}

const triesMax = 4;
const firstWait = 3_000_000;

/** Looks after an event until its receipts are in: asks again, each time after twice as long. */
export function lookAfter(scene: Scene, authored: Authored, tries = 0): void {
  const { company, stage } = scene;
  const { witnesses } = authored.after;
  if (witnesses.length === 0 || tries === triesMax) return;
  const wait = (firstWait + patience(company) * 4) << tries;
  stage.later(wait, () => {
    const mail = mailOf(company, authored.event.said);
    if (mail.told !== undefined && mail.told < mail.receipts.size) tellReceipts(scene, authored);
    if (mail.receipts.size === witnesses.length) return;
    const person = personOf(scene, authored.aid);
    if (person !== undefined) catchUpWitnesses(scene, person);
    lookAfter(scene, authored, tries + 1);
  });
}
