/** `keelson sim …`: the deterministic simulator from the command line. docs/SIMULATOR.md. */
import { buildRouteMap } from '@stricli/core';
import { simMutantsCommand } from './sim-mutants.ts';
import { simReportCommand } from './sim-report.ts';
import { simRunCommand } from './sim-run.ts';
import { simShrinkCommand } from './sim-shrink.ts';
import { simSwarmCommand } from './sim-swarm.ts';

export const simRoutes = buildRouteMap({
  routes: {
    run: simRunCommand,
    swarm: simSwarmCommand,
    shrink: simShrinkCommand,
    mutants: simMutantsCommand,
    report: simReportCommand,
  },
  docs: { brief: 'Run seeds and plans under the simulator, shrink what fails, try planted bugs' },
});
