import { readFile } from 'node:fs/promises';
import { codeOf, RefusedError } from '../../core/refused.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { checklistFile, readChecklistFile } from '../../report/checklist-file.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { writePrivateFile } from '../private-file.js';

interface ChecklistFlags extends SharedFlags {
  readonly run?: string;
  readonly probe?: true;
  readonly import?: string;
  readonly export?: string;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.checklist.flags;
  command
    .option('--run <id>', told.run)
    .option('--probe', told.probe)
    .option('--import <file>', told.import)
    .option('--export <file>', told.export)
    .action(act(checklist));
};

/** Probes, import, export, and the checklist as it stands afterwards. */
async function checklist(execution: Execution<ChecklistFlags>): Promise<number> {
  const { cli, flags, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  let exitCode: number = exitCodes.done;
  const { runId } = await operations.checklistState(context, flags.run);
  const run = runId ?? undefined;
  if (flags.probe) {
    reporter.note(text.probing);
    const made = await operations.probe(context, run, new AbortController().signal);
    if (made.some(({ state }) => state === 'fail')) exitCode = exitCodes.differences;
  }
  if (flags.import !== undefined) {
    const answers = readChecklistFile(await contentOf(flags.import), flags.import, context.config.tenantId);
    const { imported, kept, conflicts } = await operations.importAnswers(context, run, answers);
    reporter.checklistImported(flags.import, imported.length, kept.length, conflicts);
  }
  const state = await operations.checklistState(context, run);
  reporter.checklist(state);
  if (flags.export !== undefined) {
    await writePrivateFile(flags.export, checklistFile(state, context.config.tenantId));
    reporter.checklistSaved(flags.export, state.entries.length);
  }
  return exitCode;
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    throw new RefusedError(`the checklist file ${path} cannot be read (${code})`, {
      where: { file: path },
      remedy: 'Name a file that `checklist --export` wrote.',
      because: { code: 'checklist.unreadable', params: { path, error: code } },
      cause: error,
    });
  }
}
