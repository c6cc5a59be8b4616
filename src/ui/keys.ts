/** The one key table: what a key does, what the footer shows and what help explains all come from here. */

export interface KeyBinding {
  /** Names as `terminal/key-press.ts` gives them. */
  readonly keys: readonly string[];
  /** As the footer and the help show it. */
  readonly shown: string;
  /** Shown in the footer; help shows every binding of the screen but `silent` ones. */
  readonly footer: boolean;
  /** Explained together with another binding. */
  readonly silent?: boolean;
  /**
   * As a letter it counts only when no other comes before or after it (alone: it writes, answers or stops something), only as the first of
   * a row (default), or always (it only moves, or is pressed behind another key): `wizard/keyboard.ts`.
   */
  readonly typed?: 'alone' | 'always';
}

function bind(keys: readonly string[], shown: string, options: Partial<KeyBinding> = {}): KeyBinding {
  return { keys, shown, footer: true, ...options };
}

const alone = { typed: 'alone' } as const;
const always = { typed: 'always' } as const;

export const keyTable = {
  next: bind(['enter'], 'Enter'),
  accept: bind(['enter'], 'Enter'),
  choose: bind(['enter'], 'Enter'),
  cancel: bind(['escape'], 'Esc'),
  back: bind(['b', 'escape'], 'b'),
  up: bind(['up', 'k'], '↑↓', always),
  down: bind(['down', 'j'], '↓', { footer: false, silent: true, ...always }),
  scrollUp: bind(['up'], '↑↓'),
  scrollDown: bind(['down'], '↓', { footer: false, silent: true }),
  pageUp: bind(['pageup'], 'PgUp PgDn', { footer: false }),
  pageDown: bind(['pagedown'], 'PgDn', { footer: false, silent: true }),
  first: bind(['home', 'g'], 'Home End', { footer: false, ...always }),
  last: bind(['end', 'G'], 'End', { footer: false, silent: true, ...always }),
  section: bind(['tab'], 'Tab'),
  endpoint: bind(['tab'], 'Tab'),
  includeChanged: bind(['tab'], 'Tab'),
  sectionBack: bind(['shift+tab'], 'Shift-Tab', { footer: false, silent: true }),
  toggle: bind(['space'], 'Space'),
  leaveAlong: bind(['x'], 'x', alone),
  writeTables: bind(['w'], 'w', alone),
  savePlan: bind(['w'], 'w', alone),
  businesses: bind(['o'], 'o'),
  allBusinesses: bind(['a'], 'a'),
  filter: bind(['/'], '/'),
  again: bind(['r'], 'r'),
  create: bind(['c'], 'c'),
  writeFile: bind(['enter'], 'Enter'),
  changeAnswer: bind(['e', 'space'], 'e'),
  editConfig: bind(['e'], 'e'),
  start: bind(['s'], 's', alone),
  begin: bind(['enter', 's'], 'Enter', alone),
  look: bind(['enter', 's'], 'Enter', alone),
  skip: bind(['n'], 'n', alone),
  cancelWork: bind(['escape'], 'Esc'),
  goOn: bind(['f'], 'f', alone),
  takeBack: bind(['u'], 'u', alone),
  wasDone: bind(['d'], 'd', alone),
  wasNotDone: bind(['n'], 'n', alone),
  resume: bind(['r'], 'r', alone),
  pause: bind(['p'], 'p', alone),
  continue: bind(['p'], 'p', alone),
  more: bind(['+', '='], '+ -', always),
  less: bind(['-', '_'], '-', { footer: false, silent: true, ...always }),
  rateCap: bind(['m'], 'm', alone),
  log: bind(['l'], 'l'),
  follow: bind(['f'], 'f'),
  stopFollowing: bind(['s'], 's', alone),
  callOff: bind(['x'], 'x', alone),
  /** The same where letters are typed. */
  callOffTyping: bind(['escape'], 'Esc'),
  withoutWayBack: bind(['w'], 'w', alone),
  returnToSource: bind(['u'], 'u', alone),
  endWindow: bind(['e'], 'e', alone),
  moveReaders: bind(['f'], 'f', alone),
  holdReaders: bind(['h'], 'h', alone),
  readersBack: bind(['u'], 'u', alone),
  stopControlling: bind(['x'], 'x', alone),
  withoutData: bind(['tab'], 'Tab'),
  giveUp: bind(['tab'], 'Tab'),
  details: bind(['d'], 'd'),
  nextSteps: bind(['n'], 'n'),
  rollBack: bind(['u'], 'u', alone),
  tableDetails: bind(['i'], 'i'),
  nextTable: bind(['right', 'n'], '← →', always),
  previousTable: bind(['left', 'p'], '←', { footer: false, silent: true, ...always }),
  rowDetails: bind(['d'], 'd'),
  /** The same where letters are typed. */
  rowsTyping: bind(['ctrl+d'], 'Ctrl-D'),
  closeRow: bind(['escape', 'b'], 'Esc'),
  allColumns: bind(['a'], 'a'),
  nextRow: bind(['right', 'n'], '← →', always),
  previousRow: bind(['left', 'p'], '←', { footer: false, silent: true, ...always }),
  repair: bind(['f'], 'f', alone),
  deleteExtra: bind(['tab'], 'Tab'),
  probe: bind(['t'], 't', alone),
  apart: bind(['v'], 'v', { footer: false }),
  listen: bind(['l'], 'l', alone),
  dataKeys: bind(['K'], 'K', { footer: false }),
  rotateKey: bind(['n'], 'n', alone),
  rewrapValues: bind(['w'], 'w', alone),
  retireVersion: bind(['x'], 'x', alone),
  alerts: bind(['!'], '!'),
  acknowledge: bind(['a'], 'a', alone),
  endAlert: bind(['x'], 'x', alone),
  silenceRule: bind(['s'], 's', alone),
  copyText: bind(['y'], 'y'),
  /** The same where letters are typed. */
  copyTyping: bind(['ctrl+y'], 'Ctrl-Y'),
  palette: bind([':', 'ctrl+p'], ':', { footer: false }),
  /** The same where letters are typed. */
  paletteTyping: bind(['ctrl+p'], 'Ctrl-P', { footer: false }),
  copyAgain: bind(['y', 'ctrl+y'], 'y'),
  checklist: bind(['c'], 'c'),
  /** The same where letters are typed. */
  beforeItems: bind(['tab'], 'Tab'),
  /** Where letters are typed, too. */
  goAhead: bind(['ctrl+f'], 'Ctrl-F'),
  withFiles: bind(['ctrl+f'], 'Ctrl-F'),
  closeChecklist: bind(['escape', 'b'], 'Esc'),
  nextOpen: bind(['tab'], 'Tab'),
  exportChecklist: bind(['x'], 'x'),
  pass: bind(['p'], 'p', alone),
  fail: bind(['f'], 'f', alone),
  notApplicable: bind(['n'], 'n', alone),
  reopen: bind(['o'], 'o', alone),
  note: bind(['e'], 'e'),
  name: bind(['w'], 'w'),
  exportJson: bind(['j'], 'j'),
  exportMarkdown: bind(['m'], 'm'),
  exportHtml: bind(['h'], 'h'),
  exportAll: bind(['a'], 'a'),
  finish: bind(['x'], 'x', always),
  stop: bind(['s'], 's', always),
  leave: bind(['x'], 'x', always),
  help: bind(['?'], '?'),
  quit: bind(['q'], 'q'),
  interrupt: bind(['ctrl+c'], 'Ctrl-C', { footer: false }),
  /** The same, on screens where it stops work or is the only way out. */
  stopNow: bind(['ctrl+c'], 'Ctrl-C', { silent: true }),
  leaveNow: bind(['ctrl+c'], 'Ctrl-C', { silent: true }),
} as const satisfies Record<string, KeyBinding>;

export type KeyId = keyof typeof keyTable;

/** On every screen. */
export const globalKeys: readonly KeyId[] = [
  'checklist',
  'tableDetails',
  'alerts',
  'apart',
  'dataKeys',
  'copyText',
  'palette',
  'help',
  'quit',
  'interrupt',
];

/** What moves in a list, and scrolls a text. */
export const listKeys: readonly KeyId[] = ['up', 'down', 'pageUp', 'pageDown', 'first', 'last'];

/** What scrolls where text is typed. */
export const scrollKeys: readonly KeyId[] = ['scrollUp', 'scrollDown', 'pageUp', 'pageDown'];

/** The binding among `active` that a pressed key means. */
export function findKey(name: string, active: readonly KeyId[]): KeyId | undefined {
  return active.find((id) => {
    const binding: KeyBinding = keyTable[id];
    return binding.keys.includes(name);
  });
}
