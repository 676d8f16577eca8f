import '../support/encrypted.js';
import '../idempotency.e2e-spec.js';
