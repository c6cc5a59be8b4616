import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import type { Execution } from '../execute.js';

export const define: Define = (command, { help, act }) => {
  command
    .argument('<file>', help.commands['preset lint'].flags.file)
    .action(act(presetLint, { readsOnly: true }));
};

async function presetLint({ cli, reporter, text }: Execution, file: string): Promise<number> {
  const problems = await cli.services.lintPreset(file);
  if (problems.length === 0) {
    const preset = await cli.services.loadPreset(file);
    reporter.note(text.presetOk(preset.name, String(preset.tables.length)));
    return exitCodes.done;
  }
  for (const problem of problems) {
    reporter.finding({
      code: 'preset.problem',
      severity: 'blocker',
      subject: 'config',
      title: `${file}:${problem.line}: ${problem.message}`,
      params: {
        file,
        line: problem.line,
        key: problem.path,
        said: problem.said ?? problem.message,
      },
    });
  }
  reporter.note(text.presetBad(String(problems.length)));
  return exitCodes.refused;
}
