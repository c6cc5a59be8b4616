/** Why the wizard can open here, or cannot, so that the caller takes line mode instead. */
type CanOpen = { readonly ok: true } | { readonly ok: false; readonly why: string };

interface Terminal {
  readonly isTTY?: boolean;
}

/** The wizard needs a terminal on both ends that can move its cursor, and a person at it. */
export function canOpenWizard(
  env: Readonly<Record<string, string | undefined>>,
  stdin: Terminal,
  stdout: Terminal,
): CanOpen {
  if (stdout.isTTY !== true) return { ok: false, why: 'standard output is not a terminal' };
  if (stdin.isTTY !== true) return { ok: false, why: 'standard input is not a terminal' };
  if (env.TERM === 'dumb') return { ok: false, why: 'TERM=dumb: the terminal cannot move its cursor' };
  const ci = env.CI;
  if (ci !== undefined && ci !== '' && ci !== '0' && ci !== 'false') {
    return { ok: false, why: 'the CI environment variable is set' };
  }
  return { ok: true };
}
