import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';

/**
 * A field that is one object, checked by its own class. ValidateNested alone takes a list of such objects as well, and
 * an empty one without a look at any field: `score: []` would reach code that reads `score.team1`.
 * @param type in a function, as the class may stand further down in the file
 */
export const Nested = (type: () => new () => object): PropertyDecorator =>
  applyDecorators(IsObject(), ValidateNested(), Type(type));
