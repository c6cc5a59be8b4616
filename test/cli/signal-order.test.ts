import { describe, expect, it } from 'vitest';
import { createSignals, type StopSignal } from '../../src/cli/signals.js';

function recorded() {
  const heard: string[] = [];
  const signals = createSignals((signal) => heard.push(`nobody ${signal}`));
  const listen = (name: string) => signals.listen((signal: StopSignal) => heard.push(`${name} ${signal}`));
  return { heard, signals, listen };
}

describe('a signal', () => {
  it('goes to the newest listener, and to the one before it once that has let go', () => {
    const { heard, signals, listen } = recorded();
    const leaveCommand = listen('command');
    const leaveRun = listen('run');
    signals.receive('SIGINT');
    leaveRun();
    signals.receive('SIGTERM');
    leaveCommand();
    signals.receive('SIGHUP');
    expect(heard).toEqual(['run SIGINT', 'command SIGTERM', 'nobody SIGHUP']);
  });

  it('finds the newer listener when an older one lets go first', () => {
    const { heard, signals, listen } = recorded();
    const leaveCommand = listen('command');
    listen('run');
    leaveCommand();
    leaveCommand();
    signals.receive('SIGINT');
    expect(heard).toEqual(['run SIGINT']);
  });
});
