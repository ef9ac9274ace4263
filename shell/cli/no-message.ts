/** That a stream held no message at all: what was named is no CESR, or not all of it, and what to do. DESIGN 5. */
import { KeelsonError } from '../errors.ts';
import type { Report } from '../report.ts';

/** Listens to what the messages of one stream come to; `-` names standard input. */
export class MessageWatch {
  readonly #name: string;
  #first: Pick<Report, 'offset' | 'reason' | 'says'> | undefined;
  #isStream = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes the next report, or the next fault of a stream that is only read. */
  see(report: Pick<Report, 'offset' | 'reason' | 'says' | 'isFraming'>): void {
    this.#isStream ||= !report.isFraming;
    this.#first ??= report;
  }

  /** What is wrong with a stream that held nothing; undefined when it held something. Standard input may be empty. */
  error(): KeelsonError | undefined {
    if (this.#isStream || (this.#first === undefined && this.#name === '-')) return undefined;
    return new KeelsonError('no-message', { says: this.#words() });
  }

  #words(): string {
    const name = this.#name === '-' ? 'standard input' : this.#name;
    if (this.#first === undefined) return `${name} is empty; name a file of CESR`;
    const { offset, reason, says } = this.#first;
    if (reason === 'truncated') return `${name} holds no whole message (${says}); bring the rest of it`;
    return (
      `${name} holds no message of KERI (byte ${offset}: ${says}); ` +
      'name a file of CESR, such as `keelson export` writes'
    );
  }
}
