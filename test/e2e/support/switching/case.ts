import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject, onTestFinished } from 'vitest';
import type { Decision } from '../../../../src/core/switch-shapes.js';
import { operations } from '../../../../src/operations/index.js';
import type { SwitchStatus, SwitchSummary } from '../../../../src/operations/switch/types.js';
import type { Settings } from '../../../../src/sandbox/migrate-yaml.js';
import { onFreePort } from '../../../../src/sandbox/tied-process.js';
import { patience } from '../../../support/patience.js';
import { controls } from '../journey/journey.js';
import type { SharedServer } from '../servers.js';
import { type OpenedCase, openCase } from '../small-case.js';
import { type Backend, startBackend } from './backends.js';
import { type FrontProxy, haproxyFor, nginxFor } from './proxies.js';
import { type Users, usersOf } from './users.js';

/** A proxy before two services, and a config that moves their users. Gone when the test ends. */
export interface SwitchCase {
  readonly case: OpenedCase;
  readonly proxy: FrontProxy;
  readonly source: Backend;
  readonly target: Backend;
  readonly users: Users;
  /** The controller in this process. */
  start(): Running;
  order(command: 'hold' | 'forward' | 'back', withoutData?: boolean): Promise<SwitchSummary>;
  status(): Promise<SwitchStatus>;
  /** Looks until it holds. */
  until(holds: (status: SwitchStatus) => boolean, what: string): Promise<SwitchStatus>;
  report(): Promise<readonly Decision[]>;
}

export interface Running {
  readonly ended: Promise<SwitchSummary>;
  readonly logged: string[];
  stop(): void;
}

const patienceMs = patience.timeout;

export async function openSwitchCase(
  kind: 'haproxy' | 'nginx',
  settings: Readonly<Record<string, unknown>>,
  targetServer?: SharedServer,
  others: Settings = {},
): Promise<SwitchCase> {
  const folder = await mkdtemp(join(inject('folder'), 'switch-'));
  const [source, target] = [await startBackend('source'), await startBackend('target')];
  const proxy = await onFreePort(async (port) => {
    const made = await (kind === 'haproxy' ? haproxyFor : nginxFor)({ source, target }, folder, port);
    await made.start();
    return made;
  });
  const users = usersOf(proxy.port);
  onTestFinished(async () => {
    await users.close();
    await proxy.kill();
    await source.close();
    await target.close();
  });
  const table =
    'CREATE TABLE notes (id int unsigned PRIMARY KEY, biz_id int unsigned NOT NULL, text varchar(50)';
  const opened = await openCase({
    source: `${table});\nINSERT INTO notes VALUES (1, 2, 'one'), (2, 2, 'two');`,
    target: `${table}, tenant_id varchar(50) NOT NULL);`,
    tables: ['notes'],
    ...(targetServer ? { targetServer } : {}),
    settings: {
      ...others,
      switch: {
        plane: proxy.plane,
        strategy: 'canary',
        hold: '1s',
        ...withAddresses(settings, { source, target }),
      },
    },
  });
  const { context } = opened;
  const made: SwitchCase = {
    case: opened,
    proxy,
    source,
    target,
    users,
    start() {
      const { control, stop } = controls();
      const logged: string[] = [];
      const ended = operations.switchStart(
        context,
        (event) => event.type === 'log' && logged.push(event.message),
        control,
      );
      ended.catch(() => undefined);
      onTestFinished(async () => {
        stop();
        await ended.catch(() => undefined);
      });
      return { ended, logged, stop };
    },
    order: (command, withoutData = false) =>
      operations.switchOrder(context, { command, withoutData }, () => undefined, controls().control),
    status: () => operations.switchStatus(context),
    async until(holds, what) {
      const before = Date.now();
      for (;;) {
        const status = await operations.switchStatus(context);
        if (holds(status)) return status;
        if (Date.now() - before > patienceMs)
          throw new Error(`not within time: ${what}; ${JSON.stringify(status)}`);
        await delay(100);
      }
    },
    report: () => operations.switchReport(context),
  };
  return made;
}

/** `{source}` and `{target}` in a text stand for the services' addresses. */
function withAddresses(
  settings: Readonly<Record<string, unknown>>,
  sides: Readonly<Record<'source' | 'target', Backend>>,
): Record<string, unknown> {
  const text = JSON.stringify(settings).replaceAll(
    /\{(source|target)\}/g,
    (_, side: 'source' | 'target') => `http://127.0.0.1:${sides[side].httpPort}`,
  );
  return JSON.parse(text) as Record<string, unknown>;
}
