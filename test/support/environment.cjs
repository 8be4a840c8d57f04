const { TestEnvironment } = require('jest-environment-node');
const { keepCompiled } = require('./compile-once.cjs');

keepCompiled();

module.exports = TestEnvironment;
