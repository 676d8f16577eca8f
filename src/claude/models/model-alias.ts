const SNAPSHOT_DATE = /-\d{8}$/;

/** Removes the date of a snapshot: `claude-haiku-4-5-20251001` is a snapshot of `claude-haiku-4-5`. */
export function aliasOf(model: string): string {
  return model.replace(SNAPSHOT_DATE, '');
}
