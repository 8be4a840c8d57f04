import mongoose, { mongo } from 'mongoose';
import { isDuplicateKey, mapMongoError } from './mongo-errors';

const server = (code: number, message = ''): mongo.MongoServerError => new mongo.MongoServerError({ code, message });

describe('mapMongoError', () => {
  it.each<[string, unknown, string]>([
    ['no primary to select', new mongoose.Error.MongooseServerSelectionError('x'), 'SERVICE_UNAVAILABLE'],
    ['not the primary', server(10107), 'SERVICE_UNAVAILABLE'],
    ['stepping down', server(189), 'SERVICE_UNAVAILABLE'],
    ['shutting down', server(91), 'SERVICE_UNAVAILABLE'],
    ['a write conflict nobody retried', server(112), 'SERVICE_UNAVAILABLE'],
    ['the network', new mongo.MongoNetworkError('x'), 'SERVICE_UNAVAILABLE'],
    ['a socket ended by the other party', Object.assign(new Error('x'), { code: 'EPIPE' }), 'SERVICE_UNAVAILABLE'],
    ['a silent network', new mongo.MongoNetworkTimeoutError('x'), 'SERVICE_TIMEOUT'],
    ['MaxTimeMSExpired', server(50), 'SERVICE_TIMEOUT'],
    ['a unique index', server(11000), 'CONFLICT'],
    ['a value that does not fit', new mongoose.Error.CastError('ObjectId', 'x', 'author_id'), 'INVALID_INPUT'],
  ])('%s', (_name, error, code) => {
    expect(mapMongoError(error)).toMatchObject({ code, cause: error });
  });

  it('names the field that does not fit, and not its value', () => {
    const details = mapMongoError(new mongoose.Error.CastError('ObjectId', 'secret', 'author_id'))?.details;
    expect(JSON.stringify(details)).toContain('author_id');
    expect(JSON.stringify(details)).not.toContain('secret');
  });

  it.each([new Error('x'), server(2), null, 'x', { code: 11000 }])(
    'leaves alone what it does not know: %s',
    (error) => {
      expect(mapMongoError(error)).toBeUndefined();
    },
  );
});

describe('isDuplicateKey', () => {
  const error = server(11000, 'E11000 duplicate key error collection: a.users index: email_1 dup key: { email: "x" }');
  it('tells the index', () => {
    expect(isDuplicateKey(error)).toBe(true);
    expect(isDuplicateKey(error, 'email_1')).toBe(true);
    expect(isDuplicateKey(error, 'email')).toBe(false);
    expect(isDuplicateKey(server(50))).toBe(false);
  });
});
