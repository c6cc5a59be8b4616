import type { VerifiedMinute } from '../../ledger/verified.js';

type Figures = Omit<VerifiedMinute, 'minute'>;

/** Rows compared, by the minute of their first reading. */
export interface Minutes {
  /** The minute that it is. */
  readonly now: () => string;
  readonly add: (minute: string, figures: Figures) => void;
  /** What was added since it was taken last. */
  readonly take: () => readonly VerifiedMinute[];
  /** Puts back what could not be kept. */
  readonly giveBack: (minutes: readonly VerifiedMinute[]) => void;
}

export function createMinutes(clock: () => Date = () => new Date()): Minutes {
  let counted = new Map<string, Figures>();

  function add(minute: string, { compared, equalFirst, equalLast }: Figures): void {
    const before = counted.get(minute);
    counted.set(minute, {
      compared: (before?.compared ?? 0) + compared,
      equalFirst: (before?.equalFirst ?? 0) + equalFirst,
      equalLast: (before?.equalLast ?? 0) + equalLast,
    });
  }

  return {
    now: () => `${clock().toISOString().slice(0, 16)}:00.000Z`,
    add,
    take() {
      const taken = [...counted].map(([minute, figures]) => ({ minute, ...figures }));
      counted = new Map();
      return taken;
    },
    giveBack(minutes) {
      for (const { minute, ...figures } of minutes) add(minute, figures);
    },
  };
}

/** Rows compared in all these minutes. */
export function sumOf(minutes: readonly Figures[]): Figures {
  const sum = (name: keyof Figures) => minutes.reduce((total, one) => total + one[name], 0);
  return { compared: sum('compared'), equalFirst: sum('equalFirst'), equalLast: sum('equalLast') };
}

/** Shares of rows that were equal when they were read first, and last, 0 to 1; null: none was compared. */
export function scoreOf(
  minutes: readonly Figures[],
): { readonly first: number; readonly last: number } | null {
  const { compared, equalFirst, equalLast } = sumOf(minutes);
  return compared === 0 ? null : { first: equalFirst / compared, last: equalLast / compared };
}
