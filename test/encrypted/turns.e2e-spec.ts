import '../support/encrypted.js';
import '../turns.e2e-spec.js';
