/**
 * The door `keelson/testing`: histories, deliveries and mishaps for the suites of users, and the judges that
 * look at their hosts. docs/guides/testing.md.
 */
export { lifeCommands, openModel } from './commands.ts';
export type { LifeCommand, LifeModel } from './commands.ts';
export { chunksOf, deliveries, faithful } from './deliveries.ts';
export type { Delivery, DeliveryOptions } from './deliveries.ts';
export { historyOf } from './history.ts';
export type { History, Said } from './history.ts';
export { assertPromises, judgeHost, PromiseBroken } from './judge-host.ts';
export type { JudgedHost } from './judge-host.ts';
export { Life, liveThrough, openLife } from './life.ts';
export type { LifeReport } from './life.ts';
export { plainMachine, simulatedMachine } from './machine.ts';
export type { Machine, SimulatedMachineOptions } from './machine.ts';
export { anyMishap, mishaps } from './mishaps.ts';
export type { Mishap, Mishaps } from './mishaps.ts';
export { plans } from './plans.ts';
