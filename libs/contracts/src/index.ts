export * from './asks';
export * from './common-errors';
export * from './errors';
export * from './events';
export * from './notifications';
export * from './permissions';
export * from './roles';
export * from './services';
