import { describe, expect, it } from 'vitest';
import { load, refusalOf } from './support.js';

const haproxy = '{ haproxy: { socket: s, map: m, users: u, source: be_source, target: be_target } }';
const nginx =
  '{ nginx: { include: i, reload: "nginx -s reload", log: l, source: be_source, target: be_target } }';

const file = (plane: string, more: string, watch = '') => `
migration: { target_tenant_id: acme }
source: { mysql: { host: db, database: s, user: u, password: p } }
target: { mysql: { host: db2, database: t, user: u, password: p } }
${watch}
switch:
  plane: ${plane}
  strategy: canary
${more.replaceAll(/^/gm, '  ')}
`;
const alerts = (rule: string) => `gates: [ { metric: alerts, rules: [${rule}] } ]`;
const watch = `watch: { signals: true, channels: {}, rules: [ { id: own, sql: "SELECT 1", when: "> 0" } ] }`;

const tellsDisk = 'watch: { signals: true, channels: {}, rules: [ { id: full, signal: disk } ] }';

describe('the block switch', () => {
  it('has gates that go by rules of the watch, its own and the built-in ones', async () => {
    const config = await load(file(haproxy, alerts('own, lag'), watch));
    expect(config.switch?.gates).toEqual([{ metric: 'alerts', rules: ['own', 'lag'] }]);
  });

  it.each([
    ['a rule that there is not', haproxy, alerts('nobody'), watch, 'watch has no rule nobody'],
    ['a rule without a watch', haproxy, alerts('lag'), '', 'no block watch'],
    ['a signal that a rule tells', haproxy, alerts('disk'), tellsDisk, 'told by the rule full'],
    ['the rule of these gates', haproxy, alerts('switch-gate'), watch, 'would fail for ever'],
    ['networks for an HAProxy without a map of them', haproxy, 'networks: ["10.0.0.0/8"]', '', 'need a map'],
    ['a network that is none', nginx, 'networks: ["10.0.0.0/99"]', '', '10.0.0.0/99 is no network'],
  ])('refuses %s', async (_, plane, more, watching, problem) => {
    const { message, key } = await refusalOf(file(plane, more, watching));
    expect(message).toContain(problem);
    expect(key).toMatch(/^switch\./);
  });
});
