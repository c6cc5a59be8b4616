import type { Context } from '../../config/context.js';
import type { SwitchConfig } from '../../config/switch.js';
import { RefusedError } from '../../core/refused.js';
import { told } from '../../core/sentence.js';
import { findLedger } from '../../ledger/version.js';
import { stageOf } from '../../switch/decide.js';
import { readFacts } from '../../switch/facts.js';
import { noFigures } from '../../switch/figures.js';
import { judge } from '../../switch/gates.js';
import { isControlled, readDecisions, readState, switchName } from '../../switch/ledger.js';
import { type Look, look, markNow } from '../../switch/look.js';
import { openPlane } from '../../switch/open-plane.js';
import type { Plane } from '../../switch/plane.js';
import { countOpenCalls } from '../../switch/service-metrics.js';
import { newStage } from '../../switch/state.js';
import { withTarget } from '../target-ledger.js';
import { switchConfig } from './desk.js';
import type { SwitchReportOperation, SwitchStatus, SwitchStatusOperation } from './types.js';

/** Where traffic stands: the proxy's share, and the gates by what was counted since the step began. */
export const switchStatus: SwitchStatusOperation = (context) =>
  withTarget(context, async (session) => {
    const config = switchConfig(context);
    const { database, tenantId, location } = await placeOf(context, session);
    const runId = switchName(database, tenantId);
    const ledger = location && { session, location, runId };
    const known = ledger ? await readState(ledger) : undefined;
    const facts = await readFacts({ session, location, database, tenantId, config });
    const plane = openPlane(config);
    const found = await unlessAway(async () => {
      const now = new Date();
      const share = await plane.readShare();
      const state = known ?? newStage(now, 'idle', { share, mark: await markNow({ config, plane }) });
      const looked = await look({ config, plane, state, facts, now, shadows: false });
      return { share, looked, oldSessions: await oldSessionsOf(config, plane) };
    });
    const [seen, away] = found instanceof RefusedError ? [null, found] : [found, null];
    const { judged, metrics } = seen?.looked ?? unseen(config);
    return {
      strategy: config.strategy,
      state: known?.phase ?? 'idle',
      stage: stageOf(config, seen?.share ?? known?.share ?? 0),
      share: seen?.share ?? null,
      metrics: [...metrics],
      gates: judged.map(({ metric, verdict, why }) => {
        const { message: detail, because } = told(why);
        return { metric, verdict, detail, ...(because ? { because } : {}) };
      }),
      isControlled: await isControlled({ session, runId }),
      oldSessions: seen?.oldSessions ?? null,
      since: known?.since ?? null,
      lossy: facts.lossy && told(facts.lossy),
      problem: away && problemOf(away),
    };
  });

/** The proxy's own count, or the service's where that has none. */
async function oldSessionsOf({ metrics }: SwitchConfig, plane: Plane): Promise<number | null> {
  const counted = await plane.countOldSessions();
  return counted === null && metrics ? countOpenCalls(metrics.source) : counted;
}

async function placeOf({ config }: Context, session: Parameters<typeof findLedger>[0]) {
  const { database } = config.target.mysql;
  return { database, tenantId: config.tenantId, location: await findLedger(session, database) };
}

/** Gives why, where the proxy does not answer or tells nothing. */
async function unlessAway<Result>(work: () => Promise<Result>): Promise<Result | RefusedError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
}

function problemOf({ message, remedy, because }: RefusedError): SwitchStatus['problem'] {
  return { message, ...(remedy === undefined ? {} : { remedy }), ...(because ? { because } : {}) };
}

/** Gates while the proxy is away: nothing is known of them. */
function unseen(config: ReturnType<typeof switchConfig>): Pick<Look, 'judged' | 'metrics'> {
  const judged = judge(config.gates, {
    figures: noFigures,
    sourceBefore: null,
    isPartial: true,
    consistency: null,
    shadow: null,
    alerting: null,
    probes: new Map(),
  });
  return { judged, metrics: [] };
}

/** Every decision that the ledger has of this target database. */
export const switchReport: SwitchReportOperation = (context) =>
  withTarget(context, async (session) => {
    switchConfig(context);
    const { database, tenantId, location } = await placeOf(context, session);
    return location ? readDecisions({ session, location, runId: switchName(database, tenantId) }) : [];
  });
