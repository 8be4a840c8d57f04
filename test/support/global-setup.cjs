// One MongoDB and one Redis for the whole run, on free ports, with their data in a folder that goes with them.
// Workers are started afterwards and inherit the environment, so that is how they learn the addresses.
module.exports = async () => {
  const { startForTests } = await import('../../scripts/lib/test-services.mjs');
  globalThis.__testServices = await startForTests();
  Object.assign(process.env, globalThis.__testServices.env);
};
