import type { InjectionToken } from '@nestjs/common';
import type { OptionRules } from '../common/index.js';
import { DEFAULT_DATA_SOURCE } from '../database/index.js';
import { ROUTES_RULES, ROUTES_SHAPE, type RoutesShape } from '../http/index.js';

/** What has to be known of a mount before its options are. */
export interface RepriseShape extends RoutesShape {
  /** The token of the host's DataSource, such as `getDataSourceToken('billing')`. @default that of the default one */
  readonly dataSource?: InjectionToken;
  /** What the names of the tables begin with, as given to `repriseEntities`. @default '' */
  readonly tablePrefix?: string;
}

export const REPRISE_SHAPE: Required<RepriseShape> = {
  ...ROUTES_SHAPE,
  dataSource: DEFAULT_DATA_SOURCE,
  tablePrefix: '',
};

export const SHAPE_RULES: OptionRules<RepriseShape> = {
  ...ROUTES_RULES,
  // `DatabaseModule` refuses what these must not be.
  dataSource: () => [],
  tablePrefix: () => [],
};
