// Runs before everything else, in plain JavaScript, because an older Node.js cannot even load our TypeScript.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Liftline needs Node.js 24 or later and this is ${process.version}: on Linux x64 \`npm ci\` brings it along, elsewhere install Node.js 24.\n`,
  );
  process.exit(2);
}
