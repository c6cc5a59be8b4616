import { Argument } from 'commander';
import { timeMs } from '../../config/times.js';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Operations } from '../../operations/types.js';
import { refuse } from '../../watch/words.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { number, type SharedFlags } from '../flags.js';

interface AlertsFlags extends SharedFlags {
  readonly for?: string;
  readonly days?: number;
}

const actions = ['list', 'ack', 'resolve', 'silence', 'stats', 'test'] as const;
type Action = (typeof actions)[number];

const defaultSilence = '1h';
const defaultDays = 7;

export const define: Define = (command, { help, act }) => {
  const told = help.commands.alerts.flags;
  command
    .addArgument(new Argument('<action>').choices(actions))
    .argument('[name]', told.name)
    .option('--for <time>', told.for)
    .option('--days <days>', told.days, number(help.problems.count, /^[1-9]\d{0,3}$/))
    .action(act((execution, action, name) => alerts(execution, action as Action, name)));
};

async function alerts(
  execution: Execution<AlertsFlags>,
  action: Action,
  name: string | undefined,
): Promise<number> {
  const { cli, flags, reporter, lang } = execution;
  const context = await loadContext(execution);
  const operations: Operations = await cli.services.operations();
  switch (action) {
    case 'list':
      reporter.alerts(await operations.alerts(context));
      return exitCodes.done;
    case 'ack':
    case 'resolve': {
      if (name === undefined) throw refuse('watch.no-id', { action });
      reporter.alerts([await operations.orderAlert(context, { action, id: name })]);
      return exitCodes.done;
    }
    case 'silence': {
      if (name === undefined) throw refuse('watch.no-rule-named', { action });
      const given = flags.for ?? defaultSilence;
      const forMs = timeMs(given);
      if (forMs === undefined) throw refuse('watch.no-time', { text: given });
      reporter.silenced(await operations.silence(context, { rule: name, forMs }));
      return exitCodes.done;
    }
    case 'stats':
      reporter.alertStats(await operations.alertStats(context, flags.days ?? defaultDays));
      return exitCodes.done;
    case 'test': {
      const tests = await operations.testChannels(context, { channel: name, language: lang });
      reporter.channelsTested(tests);
      return tests.every(({ ok }) => ok) ? exitCodes.done : exitCodes.differences;
    }
  }
}
