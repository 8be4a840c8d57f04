module.exports = async () => {
  await globalThis.__testServices?.stop();
};
