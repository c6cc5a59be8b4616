import { expect, onTestFinished } from 'vitest';
import type { Context } from '../../../../src/config/context.js';
import type { Listener, RunControl, RunEvent } from '../../../../src/core/events.js';
import { operations } from '../../../../src/operations/index.js';
import type { ReportData } from '../../../../src/operations/report-shape.js';
import type { RunSummary } from '../../../../src/operations/result-shapes.js';
import type { RunRequest } from '../../../../src/operations/types.js';
import { loadPreset } from '../../../../src/preset/load.js';
import { schemaProblems } from '../../../report/support/published-schema.js';
import {
  type Bystanders,
  type Comparison,
  captureOtherTenants,
  type DatabasePlace,
  type VaultPlace,
} from '../independent/index.js';
import { createPair, type Pair, type PairOptions, type Side } from '../pair.js';
import { sharedVault } from '../servers.js';

/** A pair with what a test needs to migrate it and to look at it from outside. */
export interface Journey {
  readonly pair: Pair;
  readonly context: Context;
  /** Every event so far. */
  readonly events: RunEvent[];
  readonly listener: Listener;
  run(request?: Partial<RunRequest>, control?: RunControl): Promise<RunSummary>;
  /** What the independent comparison needs. */
  readonly comparison: Comparison;
  /** The same journey with other settings in its config. */
  configured(settings: Parameters<Pair['configure']>[0]): Promise<Journey>;
  /** Everything in both databases and both mounts, as digests. */
  everything(): Promise<readonly [Bystanders, Bystanders]>;
}

/** A run's report, which must fit the published schema whatever became of the run. */
export async function checkedReport(context: Context, runId?: string): Promise<ReportData> {
  const report = await operations.report(context, runId);
  expect(schemaProblems(report)).toEqual([]);
  return report;
}

export async function openJourney(options: PairOptions = {}): Promise<Journey> {
  const pair = await createPair(options);
  return journeyOf(pair, options.vault !== false);
}

/** Into another journey's target: the source is its own, and so is the tenant. */
export async function journeyInto(target: Journey, options: PairOptions): Promise<Journey> {
  const pair = await createPair(options);
  const config = { ...pair.config, target: target.context.config.target };
  return journeyOf({ ...pair, target: target.pair.target }, options.vault !== false, config);
}

/** As openJourney, for one test: dropped when the test ends. */
export async function journeyOfTest(options: PairOptions = {}): Promise<Journey> {
  const journey = await openJourney(options);
  onTestFinished(() => journey.pair.drop());
  return journey;
}

async function journeyOf(pair: Pair, withVault: boolean, config = pair.config): Promise<Journey> {
  const context = { config, preset: await loadPreset('bscp') };
  const events: RunEvent[] = [];
  const listener: Listener = (event) => {
    events.push(event);
  };
  const vaults = withVault ? { sourceVault: vaultOf(pair.source), targetVault: vaultOf(pair.target) } : {};
  const source = placeOf(pair.source);
  const target = placeOf(pair.target);
  return {
    pair,
    context,
    events,
    listener,
    run: async (request, control = controls().control) => {
      const asked = { phase: 'all', confirm: pair.target.database, resume: false, ...request } as const;
      const summary = await operations.run(context, asked, listener, control);
      await checkedReport(context, summary.runId);
      return summary;
    },
    comparison: { source, target, ...vaults, tenantId: pair.tenantId, masterKeys: pair.masterKeys },
    configured: async (settings) => journeyOf(pair, withVault, await pair.configure(settings)),
    everything: () =>
      Promise.all([
        captureOtherTenants({ target: source, ...(withVault ? { vault: vaultOf(pair.source) } : {}) }),
        captureOtherTenants({ target, ...(withVault ? { vault: vaultOf(pair.target) } : {}) }),
      ]),
  };
}

export function placeOf({ server, database }: Side): DatabasePlace {
  const { flavour, host, port, user, password } = server;
  return { flavour, host, port, user, password, database };
}

export function vaultOf({ mount }: Side): VaultPlace {
  const { address, rootToken } = sharedVault();
  return { address, token: rootToken, mount };
}

/** A run's reins. */
export function controls(parallel = 2): { readonly control: RunControl; stop(): void; abort(): void } {
  const stop = new AbortController();
  const abort = new AbortController();
  return {
    control: {
      waitWhilePaused: () => Promise.resolve(),
      parallelism: () => parallel,
      stop: stop.signal,
      abort: abort.signal,
    },
    stop: () => stop.abort(),
    abort: () => {
      stop.abort();
      abort.abort();
    },
  };
}
