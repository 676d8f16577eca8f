import '../support/encrypted.js';
import '../turns-again.e2e-spec.js';
