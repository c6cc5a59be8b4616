/** The JSON on the last line of a log entry's detail, for reading back what its sentence says; null where there is none. */
export function logFields(detail: string): unknown {
  try {
    return JSON.parse(detail.slice(detail.lastIndexOf('\n') + 1));
  } catch {
    return null;
  }
}
