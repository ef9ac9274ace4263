/**
 * The script of the page, joined from its parts. It is plain JavaScript that needs no building; its types are
 * in comments, and `test/sim/page/script.test.ts` checks them against the model by the compiler.
 */
import { controlsScript } from './script/controls.ts';
import { graphScript } from './script/graph.ts';
import { lanesScript } from './script/lanes.ts';
import { marksScript } from './script/marks.ts';
import { stateScript } from './script/state.ts';
import { stepsScript } from './script/steps.ts';

const parts = [stateScript, marksScript, lanesScript, stepsScript, graphScript, controlsScript];

export const pageScript = `'use strict';\n(() => {${parts.join('')}})();\n`;
