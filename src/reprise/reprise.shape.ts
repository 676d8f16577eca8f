import type { InjectionToken } from '@nestjs/common';
import type { OptionRules } from '../common/index.js';
import { DEFAULT_DATA_SOURCE } from '../database/index.js';
import { ROUTES_RULES, ROUTES_SHAPE, type RoutesShape } from '../http/index.js';

/** Options of a mount that must be known synchronously, even with `forRootAsync`. */
export interface RepriseShape extends RoutesShape {
  /** Injection token of the host's DataSource, such as `getDataSourceToken('billing')`. @default the default DataSource */
  readonly dataSource?: InjectionToken;
  /** Prefix of the table names, the same as that given to `repriseEntities`. @default '' */
  readonly tablePrefix?: string;
}

export const REPRISE_SHAPE: Required<RepriseShape> = {
  ...ROUTES_SHAPE,
  dataSource: DEFAULT_DATA_SOURCE,
  tablePrefix: '',
};

export const SHAPE_RULES: OptionRules<RepriseShape> = {
  ...ROUTES_RULES,
  // `DatabaseModule` validates these.
  dataSource: () => [],
  tablePrefix: () => [],
};
