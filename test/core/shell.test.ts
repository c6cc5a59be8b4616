import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shell, shellWord } from '../../src/core/shell.js';

describe('a command line to copy', () => {
  it('is plain where its words are', () => {
    expect(shell`tenantferry run -c ${'./conf/migrate.yaml'} --confirm ${'bk_bscp'}`).toBe(
      'tenantferry run -c ./conf/migrate.yaml --confirm bk_bscp',
    );
  });

  it.each([
    'tonight’s run/migrate.yaml',
    "o'clock",
    '$HOME',
    'a b;c',
    '*',
    '',
    '~/x',
    '配置.yaml',
    'a\\b',
    'a\nb',
  ])('gives a shell %j as one word', (word) => {
    const command = shell`printf %s ${word}`;
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(word);
  });

  it('quotes only what needs it', () => {
    expect(shellWord('migrate.yaml')).toBe('migrate.yaml');
    expect(shellWord('my config.yaml')).toBe("'my config.yaml'");
  });
});
