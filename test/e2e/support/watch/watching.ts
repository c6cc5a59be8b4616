import { expect, onTestFinished, vi } from 'vitest';
import type { RunEvent } from '../../../../src/core/events.js';
import { operations } from '../../../../src/operations/index.js';
import { patience } from '../../../support/patience.js';
import { controls } from '../journey/journey.js';
import type { OpenedCase } from '../small-case.js';
import { openReceiver, type Posted } from './receivers.js';

/** A watch in this process, until the test ends or stops it. */
export function startWatch({ context }: Pick<OpenedCase, 'context'>) {
  const { control, stop } = controls();
  const events: RunEvent[] = [];
  const ended = operations.watch(context, { language: 'en' }, (event) => events.push(event), control);
  ended.catch(() => undefined);
  onTestFinished(async () => {
    stop();
    await ended.catch(() => undefined);
  });
  return { ended, events, stop };
}

export const of = (posts: readonly Posted[], path: string, rule: string) =>
  posts.filter(({ path: own, body }) => own === path && body.rule === rule);

/** A receiver, and a config that tells it what these rules say, and nothing else. */
export async function openTold(rules: readonly Readonly<Record<string, unknown>>[]) {
  const { port, posts } = await openReceiver();
  const bodies = (rule: string) => of(posts, '/ops', rule).map(({ body }) => body);
  return {
    settings: {
      every: '100ms',
      signals: false,
      channels: { ops: { type: 'webhook', url: `http://127.0.0.1:${port}/ops` } },
      rules,
    },
    bodies,
    /** Waits until this is the latest that was told of a rule; gives that message. Attempts at recovery are passed over. */
    async until(rule: string, status: string) {
      const latest = () => bodies(rule).findLast(({ kind }) => kind !== 'recovery');
      await vi.waitFor(() => expect(latest()?.status, rule).toBe(status), patience);
      return latest() ?? {};
    },
    /** Of all the alerts of which a rule told this. */
    keys: (rule: string, status: string) =>
      bodies(rule)
        .filter((body) => body.kind === 'alert' && body.status === status)
        .flatMap(({ alerts }) => (alerts as readonly { readonly key: string }[]).map(({ key }) => key)),
    /** Waits until so many attempts at recovery were told of a rule. */
    async attempts(rule: string, count: number) {
      const made = () => bodies(rule).filter(({ kind }) => kind === 'recovery');
      await vi.waitFor(() => expect(made(), rule).toHaveLength(count), patience);
      return made().map(({ recovery }) => recovery as Readonly<Record<string, unknown>>);
    },
  };
}
