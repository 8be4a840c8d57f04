export { ApiClient, type ApiAnswer, patiently, type RequestOptions } from './api-client';
export { OwnMongod, OwnRedis } from './backing-servers';
export { Cable } from './cable';
export { Child } from './child';
export { giveBackDatabase, takeDatabase } from './databases';
export { freePorts } from './free-ports';
export { DEMO_PASSWORD, Platform, type PlatformOptions, ServiceProcess } from './platform';
export { expectIndexed } from './query-plans';
export { bound, until } from './wait';
