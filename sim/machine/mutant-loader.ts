/**
 * Plants the mutant that the environment names: `node --import …/mutant-loader.js`, with its name in
 * `KEELSON_MUTANT`. Nothing else of the process knows of it.
 */
import { register } from 'node:module';
import { mutants } from '../mutants/registry.ts';
import type { Planting } from './mutant-hooks.ts';

const name = process.env['KEELSON_MUTANT'] ?? '';
const mutant = mutants.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
const data: Planting = { root: new URL('../../', import.meta.url).href, patches: mutant.patches };
register(new URL('./mutant-hooks.js', import.meta.url), { data });
