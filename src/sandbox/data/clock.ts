import type { Random } from './random.js';

const firstMoment = Date.UTC(2024, 0, 1);
const lastMoment = Date.UTC(2026, 5, 30);

/** A point in time with microseconds, as MySQL's datetime(6) writes it. */
type Moment = string;

export interface Clock {
  /** Some moment of the source's life. */
  moment(): Moment;
  /** When a row was made and when it was last changed, in this order. */
  span(): { readonly created_at: Moment; readonly updated_at: Moment };
}

export function createClock(random: Random): Clock {
  const at = (milliseconds: number): Moment => format(milliseconds, random.integer(0, 999));
  const milliseconds = () => random.integer(firstMoment, lastMoment);
  return {
    moment: () => at(milliseconds()),
    span: () => {
      const created = milliseconds();
      // A quarter was never changed since; exact seconds occur, too.
      const updated = random.chance(0.25) ? created : random.integer(created, lastMoment);
      const micros = random.chance(0.1) ? 0 : random.integer(0, 999);
      return { created_at: format(created, micros), updated_at: format(updated, micros) };
    },
  };
}

function format(milliseconds: number, micros: number): Moment {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(micros).padStart(3, '0')}`;
}
