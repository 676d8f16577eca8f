import '../support/encrypted.js';
import '../turns-idempotency.e2e-spec.js';
