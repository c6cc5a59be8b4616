import { readFile } from 'node:fs/promises';
import { codeOf } from '../../core/refused.js';
import { Secret } from '../../core/secret.js';
import { refuse } from '../../isolation/words.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { tell } from './isolation-audit.js';

interface ProbeFlags extends SharedFlags {
  readonly user?: string;
  readonly passwordFile?: string;
  readonly tenant?: string;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands['isolation probe'].flags;
  command
    .option('--user <account>', told.user)
    .option('--password-file <file>', told['password-file'])
    .option('--tenant <id>', told.tenant)
    .action(act(probe, { readsOnly: true }));
};

async function probe(execution: Execution<ProbeFlags>): Promise<number> {
  const { user, passwordFile, tenant } = execution.flags;
  const given = [user, passwordFile, tenant].filter((flag) => flag !== undefined).length;
  if (given !== 0 && given !== 3) throw refuse('probe.half-account');
  const account =
    user !== undefined && passwordFile !== undefined && tenant !== undefined
      ? { user, tenant, password: await passwordIn(passwordFile) }
      : undefined;
  const context = await loadContext(execution);
  const { probeTenants } = await execution.cli.services.operations();
  return tell(execution, await probeTenants(context, { account }));
}

async function passwordIn(file: string): Promise<Secret> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refuse('probe.no-password', { file, error: codeOf(error) });
  });
  return new Secret(text.replace(/\r?\n$/, ''));
}
