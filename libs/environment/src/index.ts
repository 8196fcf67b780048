export { readVariables, type Environment, type VariableProblem, type Variables } from './read-variables.js';
