export {
  readVariables,
  withVariables,
  type Environment,
  type VariableProblem,
  type Variables,
} from './read-variables.js';
