import '../support/encrypted.js';
import '../turns-failures.e2e-spec.js';
