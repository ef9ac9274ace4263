/** Keys in memory. */
import { openMemoryKeys } from '../../shell/keys/index.ts';
import { providerSuite } from './provider-suite.ts';

providerSuite('memory', () => Promise.resolve(openMemoryKeys()));
