import { expect, it, onTestFinished, vi } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { patience } from '../../support/patience.js';
import { controls } from '../support/journey/journey.js';
import { openCase } from '../support/small-case.js';
import { startAlertmanager } from '../support/watch/alertmanager.js';

it('tells a real Alertmanager each alert by itself, and its end with the same labels', async () => {
  const manager = await startAlertmanager();
  const opened = await openCase({
    source: 'CREATE TABLE kvs (id INT UNSIGNED PRIMARY KEY);\n',
    target:
      "CREATE TABLE kvs (id INT UNSIGNED PRIMARY KEY, tenant_id VARCHAR(64) NOT NULL DEFAULT \"\");\nCREATE TABLE bad (name VARCHAR(50), n INT);\nINSERT INTO bad VALUES ('a', 3), ('b', 4);\n",
    tables: ['kvs'],
    settings: {
      watch: {
        every: '200ms',
        signals: false,
        channels: { am: { type: 'alertmanager', url: `${manager.url}/` } },
        rules: [{ id: 'bad-rows', sql: 'SELECT name, n FROM bad', when: '> 0', severity: 'error' }],
      },
    },
  });
  const { control, stop } = controls();
  const ended = operations.watch(opened.context, { language: 'en' }, () => undefined, control);
  onTestFinished(async () => {
    stop();
    await ended.catch(() => undefined);
  });
  await vi.waitFor(async () => expect(await manager.alerts()).toHaveLength(2), patience);
  const [one] = (await manager.alerts()).toSorted((a, b) =>
    (a.labels.key ?? '').localeCompare(b.labels.key ?? ''),
  );
  expect(one?.labels).toMatchObject({
    alertname: 'bad-rows',
    severity: 'error',
    key: 'a',
    database: opened.targetDatabase,
    tenant: 'acme',
  });
  await opened.target.query("DELETE FROM bad WHERE name = 'a'");
  await vi.waitFor(async () => {
    expect((await manager.alerts()).map(({ labels }) => labels.key)).toEqual(['b']);
  }, patience);
  expect(await operations.testChannels(opened.context, { channel: 'am', language: 'en' })).toEqual([
    { channel: 'am', ok: true, why: null },
  ]);
});
