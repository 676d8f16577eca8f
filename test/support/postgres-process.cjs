// A PostgreSQL of one's own, as a process that is told by messages: jest cannot import the embedded server itself.
const { startEmbeddedPostgres } = require('./postgres-server.cjs');

startEmbeddedPostgres().then((server) => {
  process.on('message', async (what) => {
    await server[what]();
    if (what === 'stop') process.disconnect();
    else process.send(what);
  });
  process.send(server.url);
});
