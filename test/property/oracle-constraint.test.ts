import { constraintSchemas } from './oracle/constraint-schemas.ts';
import { testUnseen } from './oracle/property.ts';

testUnseen(constraintSchemas);
