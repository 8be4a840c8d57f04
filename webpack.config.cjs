// One bundle per app, its own code and the libs inside, node_modules outside.
// swc only strips types here: `yarn typecheck` is what checks them.
const path = require('node:path');
const nodeExternals = require('webpack-node-externals');
const { TsconfigPathsPlugin } = require('tsconfig-paths-webpack-plugin');
const swc = require('./swc.config.cjs');

module.exports = (options) => ({
  ...options,
  mode: 'none',
  devtool: 'source-map',
  externals: [nodeExternals()],
  module: {
    rules: [{ test: /\.ts$/, exclude: /node_modules/, use: { loader: 'swc-loader', options: swc } }],
  },
  resolve: {
    extensions: ['.ts', '.js'],
    plugins: [new TsconfigPathsPlugin({ configFile: path.join(__dirname, 'tsconfig.json') })],
  },
  // Nest's defaults add a type checker and a watch-ignore plugin; neither is wanted in this build.
  plugins: [],
  optimization: { nodeEnv: false },
});
