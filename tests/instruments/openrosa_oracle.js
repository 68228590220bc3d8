// Evaluates cases of the table with Enketo's openrosa-xpath-evaluator, in a page: an oracle beside our own evaluator.
import makeEvaluator from "openrosa-xpath-evaluator";

const TYPES = { boolean: "BOOLEAN_TYPE", number: "NUMBER_TYPE", text: "STRING_TYPE", nodes: "ORDERED_NODE_SNAPSHOT_TYPE" };
const evaluator = makeEvaluator();

/** What the oracle makes of an XPath over an XML document, as a value of the wanted type; or why it makes nothing. */
export function asked({ xpath, xml, context, type }) {
  const document = new DOMParser().parseFromString(xml, "text/xml");
  const one = XPathResult.FIRST_ORDERED_NODE_TYPE;
  const node = context ? document.evaluate(context, document, null, one).singleNodeValue : document;
  try {
    return { value: valueOf(evaluator.evaluate(xpath, node, null, XPathResult[TYPES[type]]), type) };
  } catch (error) {
    return { error: String(error) };
  }
}

function valueOf(result, type) {
  if (type === "boolean") return result.booleanValue;
  if (type === "number") return String(result.numberValue);
  if (type === "text") return result.stringValue;
  return Array.from({ length: result.snapshotLength }, (_, index) => result.snapshotItem(index).textContent);
}
