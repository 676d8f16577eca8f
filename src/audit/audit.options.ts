export interface AuditModuleOptions {
  /** Whether a trail is kept at all. @default true */
  readonly isEnabled?: boolean;
}

export const AUDIT_OPTIONS = Symbol('AUDIT_OPTIONS');
