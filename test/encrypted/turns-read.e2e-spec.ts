import '../support/encrypted.js';
import '../turns-read.e2e-spec.js';
