// Runs once, on an empty volume. Each service may read and write its own database and nothing else.
const users = {
  auth: ['dongbaejul_auth', process.env.AUTH_DB_PASSWORD],
  core: ['dongbaejul_core', process.env.CORE_DB_PASSWORD],
  'chat-socket': ['dongbaejul_chat', process.env.CHAT_DB_PASSWORD],
  'band-sync': ['dongbaejul_band', process.env.BAND_SYNC_DB_PASSWORD],
};

// At its start a service checks transactionLifetimeLimitSeconds; looking is all this allows.
db.getSiblingDB('admin').createRole({
  role: 'readServerParameters',
  privileges: [{ resource: { cluster: true }, actions: ['getParameter'] }],
  roles: [],
});

for (const [user, [database, pwd]] of Object.entries(users)) {
  if (!pwd) throw new Error(`no password is set for the database user ${user}`);
  db.getSiblingDB(database).createUser({
    user,
    pwd,
    roles: [
      { role: 'readWrite', db: database },
      { role: 'readServerParameters', db: 'admin' },
    ],
  });
}
