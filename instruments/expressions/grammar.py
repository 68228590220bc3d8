"""The grammar of expressions: XPath 1.0's order of precedence and its paths, and XLSForm's ``${name}``.

Of XPath's paths there are the steps that ODK has: to children, to the parent and to the node itself.
"""

NAME = r"[^\W\d][\w.-]*"
WORDS = r"(?!(?:or|and|div|mod)(?![\w.-]))"  # these are operators wherever they stand

GRAMMAR = rf"""
?start: disjunction
?disjunction: conjunction
    | conjunction (OR conjunction)+ -> logic
?conjunction: equality
    | equality (AND equality)+ -> logic
?equality: relation
    | equality (EQUAL | UNEQUAL) relation -> operation
?relation: sum
    | relation (LESS_EQUAL | LESS | MORE_EQUAL | MORE) sum -> operation
?sum: product
    | sum (PLUS | MINUS) product -> operation
?product: operand
    | product (STAR | DIV | MOD) operand -> operation
?operand: MINUS operand -> negation
    | TEXT -> text
    | NUMBER -> number
    | location
?location: first
    | first predicate+ -> chosen
    | first predicate* ("/" step)+ -> path
    | step ("/" step)* -> relative
    | "/" step ("/" step)* -> absolute
?first: "(" disjunction ")"
    | ANSWER -> answer
    | FUNCTION "(" [disjunction ("," disjunction)*] ")" -> call
step: (STEP | STAR | SELF | PARENT) predicate*
predicate: "[" disjunction "]"

OR: /or(?![\w.-])/
AND: /and(?![\w.-])/
DIV: /div(?![\w.-])/
MOD: /mod(?![\w.-])/
EQUAL: "="
UNEQUAL: "!="
LESS_EQUAL: "<="
LESS: "<"
MORE_EQUAL: ">="
MORE: ">"
PLUS: "+"
MINUS: "-"
STAR: "*"
FUNCTION.2: /{WORDS}{NAME}(:{NAME})?(?=[ \t\r\n]*\()/
STEP: /{WORDS}{NAME}(:(?!:){NAME})?(?![\w.-]*[ \t\r\n]*\()/
ANSWER: /\$\{{[ \t]*(last-saved#)?{NAME}[ \t]*\}}/
TEXT: /"[^"]*"|'[^']*'/
NUMBER: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
PARENT: ".."
SELF: /\.(?![0-9.])/
%ignore /[ \t\r\n\u00a0]+/
"""
