"""What of PostgreSQL is to be had through a gateway that reads only.

SQLAlchemy's requirements are closed unless a dialect opens them. What is not named here has the
suite's own default.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.testing import exclusions
from sqlalchemy.testing.requirements import SuiteRequirements

_OPEN = (
    # Queries.
    "aggregate_order_by", "array_type", "boolean_col_expressions", "ctes", "ctes_with_values",
    "except_", "fetch_first", "fetch_no_order_by", "fetch_offset_with_options",
    "fetch_ties", "intersect", "json_type", "legacy_unconditional_json_extract",
    "mod_operator_as_percent_sign", "nullsordering", "percent_schema_names", "regexp_match",
    "regexp_replace", "supports_bitwise_and", "supports_bitwise_not", "supports_bitwise_or",
    "supports_bitwise_shift", "supports_bitwise_xor", "supports_distinct_on",
    "table_value_constructor", "tuple_in", "window_functions", "window_range",
    "window_range_non_numeric", "window_range_numeric",
    # Values.
    "date_historic", "datetime_historic", "datetime_interval", "datetime_literals",
    "datetime_timezone", "datetime_timezone_historic",
    "float_or_double_precision_behaves_generically", "infinity_floats",
    "precision_numerics_enotation_small", "precision_numerics_many_significant_digits",
    "precision_numerics_retains_significant_digits", "time_timezone", "timestamp_microseconds",
    "unicode_ddl", "uuid_data_type",
    # Reflection.
    "check_constraint_reflection", "comment_reflection",
    "comment_reflection_full_unicode", "create_or_replace_view", "create_table_as",
    "cross_schema_fk_reflection", "default_schema_name_switch",
    "fk_constraint_option_reflection_ondelete_noaction",
    "fk_constraint_option_reflection_ondelete_restrict",
    "fk_constraint_option_reflection_onupdate_restrict", "foreign_key_constraint_name_reflection",
    "foreign_key_constraint_option_reflection_ondelete",
    "foreign_key_constraint_option_reflection_onupdate", "implicit_default_schema",
    "indexes_check_column_order", "indexes_with_expressions", "inline_check_constraint_reflection",
    "materialized_views", "reflect_indexes_with_expressions", "reflect_table_options",
    "reflect_tables_no_columns", "reflects_pk_names", "repeated_column_foreign_keys",
    "schema_create_delete", "unique_constraint_reflection", "unique_constraints_reflect_as_index",
    "views",
)  # fmt: skip
"""PostgreSQL has it, and so has the gateway."""

_WRITES = "a writing statement: the gateway reads only"
_TEMPORARY = "temporary relations are a session's own at the source: the gateway cannot see them"
_LIMIT = "LIMIT, OFFSET and FETCH take a number or a parameter: an expression is refused"
_TRANSACTIONS = "the dialect has no transactions: there is nothing to commit"
_NOT_KEPT = "the catalog does not keep it"

_EXCLUDED = {
    "autocommit": _TRANSACTIONS,
    "column_collation_reflection": "text is compared by its bytes, whatever the source's collation",
    "computed_columns": _NOT_KEPT,
    "computed_columns_default_persisted": _NOT_KEPT,
    "computed_columns_reflect_persisted": _NOT_KEPT,
    "computed_columns_stored": _NOT_KEPT,
    "computed_columns_virtual": _NOT_KEPT,
    "constraint_comment_reflection": _NOT_KEPT,
    "create_temp_table_as": _TEMPORARY,
    "ctes_on_dml": _WRITES,
    "ctes_with_update_delete": _WRITES,
    "delete_returning": _WRITES,
    "expression_server_defaults": _NOT_KEPT,
    "fetch_expression": _LIMIT,
    "has_temp_table": _TEMPORARY,
    "identity_columns": _NOT_KEPT,
    "identity_columns_standard": _NOT_KEPT,
    "index_reflects_included_columns": "the options of an index are told by PostgreSQL's name",
    "insert_executemany_returning": _WRITES,
    "insert_returning": _WRITES,
    "isolation_level": _TRANSACTIONS,
    "savepoints": _TRANSACTIONS,
    "sequences": "nextval changes a sequence: a writing statement",
    "server_defaults": _NOT_KEPT,
    "skip_autocommit_rollback": _TRANSACTIONS,
    "sql_expression_limit_offset": _LIMIT,
    "temp_table_comment_reflection": _TEMPORARY,
    "temp_table_names": _TEMPORARY,
    "temp_table_reflection": _TEMPORARY,
    "temporary_tables": _TEMPORARY,
    "temporary_views": _TEMPORARY,
    "two_phase_transactions": _TRANSACTIONS,
    "update_returning": _WRITES,
}
"""Why not."""


class Requirements(SuiteRequirements):
    """PostgreSQL's, but for what a reader cannot have."""

    def get_order_by_collation(self, config: Any) -> str:
        """A collation to ask for by name."""
        return "POSIX"


def _skipped(reason: str) -> exclusions.compound:
    return exclusions.skip_if(exclusions.BooleanPredicate(True, reason))


for _name in _OPEN:
    getattr(SuiteRequirements, _name)
    setattr(Requirements, _name, property(lambda self: exclusions.open()))
for _name, _reason in _EXCLUDED.items():
    getattr(SuiteRequirements, _name)
    setattr(Requirements, _name, property(lambda self, reason=_reason: _skipped(reason)))
