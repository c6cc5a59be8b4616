import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildProgram } from '../../src/cli/program.js';
import { realServices } from '../../src/cli/real-services.js';
import { processTerminal } from '../../src/cli/terminal.js';
import { configFileSchema } from '../../src/config/schema.js';
import { exitCodes } from '../../src/operations/exit-codes.js';

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
const terminal = processTerminal();
const program = await buildProgram({ terminal, services: realServices(terminal), exitCode: 0 }, 'en').whole();

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

/** Names of all keys, in every depth. */
function keysOf({ properties = {}, anyOf = [] }: JsonSchema): string[] {
  const own = Object.entries(properties).flatMap(([name, inner]) => [name, ...keysOf(inner)]);
  return [...own, ...anyOf.flatMap(keysOf)];
}

describe('README', () => {
  it('shows a config that the schema takes', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(configFileSchema.safeParse(load(yaml)).error).toBeUndefined();
  });

  it('explains every config key', () => {
    const [, reference = ''] = /^## Config$([\s\S]*?)^### /m.exec(readme) ?? [];
    const keys = new Set(keysOf(z.toJSONSchema(configFileSchema, { io: 'input' }) as JsonSchema));
    expect(keys.size).toBeGreaterThan(40);
    const missing = [...keys].filter((key) => !new RegExp(`[\`.\\s{,…]${key}\\b`).test(reference));
    // Written as `…_file` beside the secret it stands for.
    expect(missing.filter((key) => key !== 'credential_master_key_file')).toEqual([]);
  });

  it('names every command and every flag', () => {
    for (const command of program.commands) {
      expect(readme).toMatch(new RegExp(`^\\| \`${command.name()}\\b`, 'm'));
      for (const option of command.options) expect(readme).toContain(option.short ?? option.long ?? '');
    }
    for (const option of program.options.filter((one) => one.long !== '--version')) {
      expect(readme).toContain(option.short ?? option.long ?? '');
    }
  });

  it('explains every exit code', () => {
    for (const code of Object.values(exitCodes)) expect(readme).toMatch(new RegExp(`^\\| ${code} \\| `, 'm'));
  });
});
