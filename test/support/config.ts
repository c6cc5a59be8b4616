import type { Config } from '../../src/config/config.js';
import { Secret } from '../../src/core/secret.js';

/** A config of the small preset with nothing unusual in it. */
export function smallConfig(more: Partial<Config> = {}): Config {
  const environment = (name: string) => ({
    mysql: { host: '127.0.0.1', port: 3306, database: name, user: 'u', password: new Secret('pw') },
    vault: {
      address: 'http://127.0.0.1:8200',
      auth: { kind: 'token' as const, token: new Secret('t') },
      mount: `bk_${name}`,
    },
    production: false,
  });
  return {
    path: '/tmp/migrate.yaml',
    tenantId: 'acme',
    preset: 'small',
    ids: 'preserve',
    source: environment('source'),
    target: environment('target'),
    options: { batchSize: 1000, parallel: 2, onError: 'stop' },
    tables: { skip: [], include: [] },
    users: {},
    targetRows: {},
    ...more,
  };
}
