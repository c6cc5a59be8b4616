/** What can be asked of a process at work. */
export const steerActions = ['pause', 'continue', 'parallel', 'rate', 'stop'] as const;
export type SteerAction = (typeof steerActions)[number];

export interface SteerChange {
  readonly action: SteerAction;
  /** parallel: pairs of connections. rate: rows (secrets, files, row changes) a second, null: as the config says. Others: null. */
  readonly value: number | null;
}

/** How a process is steered now. */
export interface Steered {
  readonly paused: boolean;
  readonly parallelism: number;
  /** Null: as the config says. */
  readonly rowsPerSecond: number | null;
}

/** What is said of a process from elsewhere. */
export interface Steerable {
  readonly steer: (change: SteerChange) => void;
  readonly now: () => Steered;
  /** Tells `listener`, in place of the one before, what is changed here; null: nobody. */
  readonly onChange: (listener: ((change: SteerChange) => void) | null) => void;
}
