// The ruleset of `npm run openapi:lint`, where editors with Spectral look for one. No rule is off.
import { oas } from '@stoplight/spectral-rulesets';

export default { extends: [[oas, 'recommended']] };
