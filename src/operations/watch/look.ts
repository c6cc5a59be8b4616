import type { Context } from '../../config/context.js';
import type { WatchRule } from '../../config/watch.js';
import type { Signal } from '../../config/watch-schema.js';
import { type Sentence, saidBy } from '../../core/sentence.js';
import type { MysqlError } from '../../mysql/errors.js';
import type { Phase } from '../../phases/phase.js';
import type { Observed } from '../../watch/life.js';
import { compares } from '../../watch/sql-rules.js';
import { say } from '../../watch/words.js';
import { type Eye, type Eyes, openEyes, type See } from './eyes.js';
import { createLanes } from './lanes.js';
import { createPulse } from './pulse.js';
import { rulesOnSide } from './rules.js';
import { createTokenWatch, signalGroups, type Values } from './signals.js';

type Side = 'source' | 'target';
const sides = ['source', 'target'] as const;

/** Looks at all rules by themselves, on read-only sessions to both sides that are its own. */
export interface Looker extends AsyncDisposable, Pick<Eyes, 'wait' | 'take' | 'forgetFailures'> {
  /** null: the target answers. */
  readonly askTarget: () => Promise<MysqlError | null>;
}

interface Looking {
  readonly phases: readonly Phase[];
  readonly context: Context;
  readonly rules: readonly WatchRule[];
  readonly everyMs: number;
  /** Told each time that the target was asked in vain. */
  readonly targetDown: (error: MysqlError) => void;
}

export function openLooker({ phases, context, rules, everyMs, targetDown }: Looking): Looker {
  const { config } = context;
  const pulses = {
    source: createPulse(config.source.mysql, 'source'),
    target: createPulse(config.target.mysql, 'target'),
  };
  const downSides = new Set<Side>();
  const lanes = createLanes(context);

  const ofSignal = (signal: Signal) =>
    rules.filter(({ source }) => source.kind === 'signal' && source.signal === signal);
  const valuesOf = (signal: Signal, values: Values): readonly Observed[] =>
    ofSignal(signal).map(({ id: rule, when }) => ({
      rule,
      held: values.filter(({ value }) => compares(value, when)),
    }));
  const failures = (signals: readonly Signal[], failed: string | Sentence): readonly Observed[] =>
    signals.flatMap(ofSignal).map(({ id: rule }) => ({ rule, failed }));

  /** Whether a side answers, which is told at once. */
  async function feel(side: Side, see: See): Promise<boolean> {
    const error = await pulses[side].ask();
    if (error) {
      downSides.add(side);
      if (side === 'target') targetDown(error);
    } else if (downSides.delete(side)) eyes.forgetFailures();
    see(...valuesOf(`${side}-down`, error ? [{ key: '', value: 1 }] : []));
    return error === null;
  }

  const ofServer = (side: Side): Eye => ({
    always: true,
    look: async (see) => void (await feel(side, see)),
  });

  const ofRules = (side: Side) => rulesOnSide({ side, rules, lanes, feel, tenantId: config.tenantId });

  const tokens = createTokenWatch(context);
  const ofSignals = signalGroups({ phases, context, tokens })
    .filter(({ signals }) => signals.some((signal) => ofSignal(signal).length > 0))
    .map(({ signals, read }): Eye => {
      const [lane = ''] = signals;
      return {
        async look(see) {
          try {
            const found = await read((side) => lanes.open(side, lane));
            for (const [signal, values] of found) see(...valuesOf(signal, values));
          } catch (error) {
            for (const side of sides) lanes.leave(side, lane);
            see(...failures(signals, saidBy(error)));
          }
        },
        late: (seconds) => failures(signals, say('rule.late', { seconds })),
      };
    });

  const eyes = openEyes(
    [...sides.flatMap((side) => [ofServer(side), ...ofRules(side)]), ...ofSignals],
    everyMs,
  );

  return {
    wait: eyes.wait,
    take: eyes.take,
    forgetFailures: eyes.forgetFailures,
    askTarget: () => pulses.target.ask(),
    async [Symbol.asyncDispose]() {
      await eyes[Symbol.asyncDispose]();
      await lanes[Symbol.asyncDispose]();
      for (const side of sides) await pulses[side][Symbol.asyncDispose]();
    },
  };
}
