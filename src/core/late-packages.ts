import { createRequire } from 'node:module';

/**
 * Packages that take long to load beside what most commands do (undici 0.1 s of processor time, node-vault as much): each is read
 * where it is first used, without a wait, and Node keeps it from then on.
 */
const read = createRequire(import.meta.url);

export const undici = (): typeof import('undici') => read('undici');

export const nodeVault = (): typeof import('node-vault') => read('node-vault');

export const stringWidth = (text: string): number =>
  (read('string-width') as typeof import('string-width')).default(text);
