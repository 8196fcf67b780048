import { boundedEnvironment, parseExpression, summaryOf } from './condition-grammar.js';

/** What a condition looks at. Fields that are undefined are not there. */
export interface ConditionVariables {
  /** The event's data, as its contract has it. Absent where no event is looked at. */
  readonly data?: object;
  /** Of an earn rule: the member just before the event. */
  readonly member?: { readonly tier?: string | undefined } | undefined;
  /** Of a campaign: what is known of the customer; see `SUBJECT_FIELDS`. */
  readonly customer?: object | undefined;
}

/** A condition ready to be asked. The same variables give the same answer, always. */
export interface CompiledCondition {
  /** Whether it holds. One that cannot be answered, say because a field is not there, does not hold. */
  (variables: ConditionVariables): boolean;
  /** Why it does not hold, in words for support; undefined when it holds. */
  whyNot(variables: ConditionVariables): string | undefined;
  /** Whether it is false, and not only without an answer. */
  isFalse(variables: ConditionVariables): boolean;
}

/** Each text is compiled once. The limit is for a process that is sent new programmes all day. */
const COMPILED_MAX = 1_000;
const compiled = new Map<string, CompiledCondition>();

const environment = boundedEnvironment()
  .registerVariable('data', 'map')
  .registerVariable('member', 'map')
  .registerVariable('customer', 'map');

/**
 * Makes a condition of its CEL text. Whole numbers of the data are CEL's `int`: they compare with any number, and divide
 * to whole numbers. Asking takes at most as many steps as the text has parts, times the entries of the longest list.
 *
 * @throws RangeError when the text is no condition; those of a programme were checked when it was read
 */
export function compileCondition(text: string): CompiledCondition {
  const known = compiled.get(text);
  if (known) return known;
  const condition = compile(text);
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(text, condition);
  return condition;
}

function compile(text: string): CompiledCondition {
  const expression = parseExpression(text, environment);
  if ('message' in expression) throw new RangeError(`the condition ${text} ${expression.message}`);
  const answerTo = ({ data = {}, member = {}, customer = {} }: ConditionVariables): unknown =>
    expression({ data: celValue(data), member: celValue(member), customer: celValue(customer) });
  const whyNot = (variables: ConditionVariables): string | undefined => {
    let answer: unknown;
    try {
      answer = answerTo(variables);
    } catch (error) {
      return `${text} cannot be answered: ${summaryOf(error)}`;
    }
    return answer === true ? undefined : answer === false ? `${text} is false` : `${text} is neither true nor false`;
  };
  const isFalse = (variables: ConditionVariables): boolean => {
    try {
      return answerTo(variables) === false;
    } catch {
      return false;
    }
  };
  return Object.assign((variables: ConditionVariables) => whyNot(variables) === undefined, { whyNot, isFalse });
}

/** JSON has one kind of number; for CEL a whole one is a bigint, and a plain number would divide with a fraction. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, celValue(field)]));
}
