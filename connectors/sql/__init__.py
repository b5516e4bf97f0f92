"""What connectors to SQL databases share: a printer of bound trees, and a prover.

How to add a dialect (see `connectors.postgres` for a whole one):

1. Signature tables (`signatures.Signatures`): one text block each for scalar calls, aggregates,
   window functions and table functions. An entry both *allows* the call and may say how it prints:

       length (text) : char_length({0})
       sum (int4) : CAST(sum({distinct}{0}) AS DECIMAL(38))

   Template fields: `{0}` … are operands (safe beside any operator), `{all}`, `{type}`, and for
   aggregates `{distinct}` ("DISTINCT " or ""). Without template: infix symbol, `name(…)`, or the
   special forms in `scalars.plain_call`. Server versions gate entries (`since 80017`).

2. `class MyRenderer(queries.Renderer)`: SCALARS, AGGREGATES, WINDOWS; `identifier`, `literal`,
   `placeholder`, `type_name`; and overrides where spelling differs: `cast`, `ordered` (null
   placement), `key`, `join`, `limit`, `values_item`, `aggregate` (FILTER as CASE), `call`,
   `output` (conversion of an outermost output to the form its value travels in). Set
   REUSES_VALUES = False where placeholders are positional. `MyRenderer(version).fragment(f)` gives
   a `Statement(text, values)`; a renderer serves one statement.

3. `class MyProver(prove.Prover)`: the same tables plus TABLES, FEATURES (a subset of
   `prove.FEATURES`), and hooks that `refuse(reason, detail)`: `column`, `constant`, `cast`
   (refuses all until overridden), `call`, `aggregate`, `comparison` (IN, ANY, rows; default: the
   signature of the operator), `equality` (GROUP BY, DISTINCT, UNION of a type), `key`, `ordered`,
   `filter` (may answer SUPERSET), `range_offset`. A hook that narrows calls super() first.
   `MyProver(server_version(fragment.query)).supports(fragment, operation)` is a connector's
   `supports`: pure, as the version is read from `RelationSchema.details["version"]`, an int.

Renderer and prover take the text a node stands for from the same tables, so that nothing is printed
that was not proven, and nothing proven that cannot be printed.
"""
