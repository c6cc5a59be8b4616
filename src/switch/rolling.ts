import { setTimeout as delay } from 'node:timers/promises';
import type { SwitchConfig } from '../config/switch.js';
import type { Sentence } from '../core/sentence.js';
import type { Move } from './decide.js';
import type { Instances, Plane } from './plane.js';
import { runShell } from './shell.js';
import type { SwitchState } from './state.js';
import { say } from './words.js';

/** Renewing the target's instances, as many as the next step needs, before it is taken. */

/** The next instance to renew before a move; null: none, or another strategy. */
export async function nextToRenew(
  { config, plane }: { readonly config: SwitchConfig; readonly plane: Plane },
  move: Move,
  { renewed }: SwitchState,
): Promise<string | null> {
  if (config.strategy !== 'rolling' || move.kind !== 'forward' || !plane.instances) return null;
  const all = await plane.instances.list();
  return all.slice(0, instancesFor(move.to, all.length)).find((one) => !renewed.includes(one)) ?? null;
}

/** One at least; all at 100 %. */
export const instancesFor = (share: number, all: number): number =>
  Math.min(all, Math.max(1, Math.ceil((share * all) / 100)));

const everyMs = 100;
const steadyLooks = 10;

/** Drains an instance, has it renewed, and puts it back once it is healthy. Gives what went wrong: it is left drained then. */
export async function renewInstance(
  { config: { rolling }, plane: { instances } }: { readonly config: SwitchConfig; readonly plane: Plane },
  instance: string,
  renewed: readonly string[],
  signal: AbortSignal,
): Promise<Sentence | null> {
  if (!rolling || !instances) return null;
  // Those that are not renewed yet take nobody of the target's users.
  for (const one of await instances.list()) if (!renewed.includes(one)) await instances.drain(one);
  const isDrained = await within(
    rolling.drainMs,
    signal,
    async () => (await instances.sessions(instance)) === 0,
  );
  if (!isDrained) {
    const sessions = await instances.sessions(instance);
    return say('rolling.drain', { instance, sessions });
  }
  const { code } = await runShell(rolling.command, { TENANTFERRY_INSTANCE: instance });
  if (code !== 0) return say('rolling.command', { instance, code });
  // For a while without a break: right after the command the proxy still knows the check before it.
  let looks = 0;
  const isSteady = async () => {
    looks = (await instances.isHealthy(instance)) ? looks + 1 : 0;
    return looks >= steadyLooks;
  };
  if (!(await within(rolling.healthMs, signal, isSteady))) return say('rolling.health', { instance });
  await instances.ready(instance);
  return null;
}

/** Puts every instance back, after users went back. */
export async function readyAll(instances: Instances): Promise<void> {
  for (const instance of await instances.list()) await instances.ready(instance);
}

async function within(ms: number, signal: AbortSignal, holds: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > until || signal.aborted) return false;
    await delay(everyMs);
  }
  return true;
}
