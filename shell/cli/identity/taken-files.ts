/** Files of CESR that others brought, given to the host whole before a command goes on. */
import type { Host } from '../../host.ts';
import type { Report } from '../../report.ts';
import { bytesOf } from '../files.ts';
import { MessageWatch } from '../no-message.ts';

/**
 * What came of the messages of all files, in their order. Who has the keys brought the files: they come by the protected
 * path. Rejects with `cannot-read`, and with `no-message` for a file that holds none.
 */
export async function takeFiles(
  host: Host,
  files: readonly string[],
  source: 'local' | 'remote',
): Promise<readonly Report[]> {
  const contents = await Promise.all(files.map(bytesOf));
  const reports: Report[] = [];
  for (const [at, bytes] of contents.entries()) {
    const watch = new MessageWatch(files[at] ?? '-');
    const onDecision = (report: Report): void => {
      watch.see(report);
      reports.push(report);
    };
    await host.ingest(bytes, { source, onDecision });
    const error = watch.error();
    if (error !== undefined) throw error;
  }
  return reports;
}
