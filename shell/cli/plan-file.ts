/** Plans for the simulator: from a seed, from a file that holds a plan, or from a trace, which carries its plan. */
import type { ProfileName } from '../../sim/expand/index.ts';
import type { Plan } from '../../sim/plan.ts';
import { KeelsonError } from '../errors.ts';
import { readText } from './files.ts';

export const defaultProfile: ProfileName = 'smoke';

/** The profile of that name. */
export async function profileOf(name: string): Promise<ProfileName> {
  const { profileNames } = await import('../../sim/expand/index.ts');
  const known = profileNames.find((profile) => profile === name);
  if (known !== undefined) return known;
  throw new KeelsonError('usage', {
    says: `there is no profile ${name}; known are ${profileNames.join(', ')}`,
  });
}

/** The plan of a seed. */
export async function planOfSeed(seed: string, profile: string): Promise<Plan> {
  const { expandSeed } = await import('../../sim/expand/index.ts');
  return expandSeed(seed, await profileOf(profile));
}

/** The plan in a file. */
export async function planOfFile(path: string): Promise<Plan> {
  const text = readText(path);
  const { parseTrace } = await import('../../sim/trace.ts');
  const { parsePlan } = await import('../../sim/plan-read.ts');
  try {
    return parseTrace(text)?.plan ?? parsePlan(text);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new KeelsonError('usage', { says: `${path} holds neither a plan nor a trace: ${why}` });
  }
}
