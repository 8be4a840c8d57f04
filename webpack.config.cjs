// One bundle per app, its own code and the libs inside, node_modules outside.
// swc only strips types here: `yarn typecheck` is what checks them.
const path = require('node:path');
const { BannerPlugin } = require('webpack');
const nodeExternals = require('webpack-node-externals');
const { TsconfigPathsPlugin } = require('tsconfig-paths-webpack-plugin');
const swc = require('./swc.config.cjs');

/**
 * `--enable-source-maps` has Node read and keep the map of every library as well: a tenth of the time of a start, and 7 MB.
 * The map of this file is read before its first line runs.
 */
const line = (banner, footer) => new BannerPlugin({ banner, footer, raw: true });
const ourMapsOnly = [
  line('process.setSourceMapsEnabled(false);', false),
  line('process.setSourceMapsEnabled(true);', true),
];

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
  // These take the place of Nest's defaults: a type checker and a watch-ignore plugin, neither wanted in this build.
  plugins: ourMapsOnly,
  optimization: { nodeEnv: false },
});
