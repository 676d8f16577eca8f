const SNAPSHOT_DATE = /-\d{8}$/;

/** A dated snapshot (`claude-haiku-4-5-20251001`) is what its alias stands for; nothing looser ever matches. */
export function aliasOf(model: string): string {
  return model.replace(SNAPSHOT_DATE, '');
}
