"""The settings a session has.

Honoured: they change what the gateway does. One value only: another would have to change the
answer, and does not. Without effect: PostgreSQL's own tuning, which clients set as a matter of
course and which cannot change an answer; they are checked, kept and shown. Facts: to be read.
Defaults and ranges are PostgreSQL 18's.

Imports: this package.
"""

from __future__ import annotations

from typing import Final

from gateway.session.date_style import date_style
from gateway.session.setting import (
    Setting,
    boolean,
    choice,
    encoding,
    fact,
    number,
    only,
    plain_text,
    read_only,
    real,
    text,
    time_zone,
)

_LEVELS: Final = ("serializable", "repeatable read", "read committed", "read uncommitted")
_SHAPE: Final = "The gateway's output has this form only."

_HONOURED: Final = (
    plain_text("application_name"),
    choice("bytea_output", "hex", "hex", "escape"),
    encoding("client_encoding"),
    choice(
        "client_min_messages", "notice", "debug5", "debug4", "debug3", "debug2", "debug1", "log",
        "notice", "warning", "error",
    ),
    choice("default_transaction_isolation", "read committed", *_LEVELS),
    boolean("default_transaction_deferrable"),
    boolean("default_transaction_read_only", "on"),
    date_style("DateStyle"),
    number("extra_float_digits", "1", -15, 3),
    number("idle_in_transaction_session_timeout", "0", unit="ms"),
    number("idle_session_timeout", "0", unit="ms"),
    choice("IntervalStyle", "postgres", "postgres", "postgres_verbose", "iso_8601"),
    boolean("pushdown", "on"),
    text("search_path", listed=True),
    number("statement_timeout", "0", unit="ms"),
    time_zone("TimeZone"),
    boolean("transaction_deferrable"),
    choice("transaction_isolation", "read committed", *_LEVELS),
    read_only("transaction_read_only"),
)  # fmt: skip

_ONE_VALUE: Final = (
    only("array_nulls", "on", why=_SHAPE),
    only("escape_string_warning", "on", "off", why=_SHAPE),
    only("lc_messages", "C", "posix", "c.utf-8", "en_us.utf-8", why="Messages are in English."),
    only("lc_monetary", "C", "posix", "c.utf-8", why=_SHAPE),
    only("lc_numeric", "C", "posix", "c.utf-8", why=_SHAPE),
    only("lc_time", "C", "posix", "c.utf-8", why=_SHAPE),
    only("quote_all_identifiers", "off", why=_SHAPE),
    only("row_security", "on", why="Policies cannot be switched off."),
    only("standard_conforming_strings", "on", why="Backslashes are plain in strings."),
    only("transaction_timeout", "0", why="A transaction has no limit; its statements have."),
    only("transform_null_equals", "off", why="NULL = NULL is NULL here."),
    only("xmlbinary", "base64", why=_SHAPE),
    only("xmloption", "content", why=_SHAPE),
)

_WITHOUT_EFFECT: Final = (
    *(
        boolean(f"enable_{name}", "on")
        for name in (
            "async_append", "bitmapscan", "gathermerge", "hashagg", "hashjoin",
            "incremental_sort", "indexonlyscan", "indexscan", "material", "memoize", "mergejoin",
            "nestloop", "parallel_append", "parallel_hash", "partition_pruning", "seqscan",
            "sort", "tidscan",
        )
    ),
    boolean("enable_partitionwise_aggregate"),
    boolean("enable_partitionwise_join"),
    choice("backslash_quote", "safe_encoding", "safe_encoding", "on", "off"),
    boolean("check_function_bodies", "on"),
    number("client_connection_check_interval", "0", unit="ms"),
    choice("constraint_exclusion", "partition", "partition", "on", "off"),
    real("cpu_index_tuple_cost", "0.005"),
    real("cpu_operator_cost", "0.0025"),
    real("cpu_tuple_cost", "0.01"),
    real("cursor_tuple_fraction", "0.1", 0, 1),
    number("deadlock_timeout", "1s", 1, unit="ms"),
    number("default_statistics_target", "100", 1, 10_000),
    text("default_table_access_method", "heap"),
    text("default_tablespace"),
    text("default_text_search_config", "pg_catalog.simple"),
    number("effective_cache_size", "4GB", 8, unit="kB"),
    number("effective_io_concurrency", "16", 0, 1000),
    number("from_collapse_limit", "8", 1),
    boolean("geqo", "on"),
    number("geqo_threshold", "12", 2),
    real("hash_mem_multiplier", "2", 1, 1000),
    boolean("jit", "on"),
    real("jit_above_cost", "100000", -1),
    real("jit_inline_above_cost", "500000", -1),
    real("jit_optimize_above_cost", "500000", -1),
    number("join_collapse_limit", "8", 1),
    number("lock_timeout", "0", unit="ms"),
    boolean("log_duration"),
    choice("log_error_verbosity", "default", "terse", "default", "verbose"),
    number("log_min_duration_statement", "-1", -1, unit="ms"),
    choice("log_statement", "none", "none", "ddl", "mod", "all"),
    number("maintenance_work_mem", "64MB", 64, unit="kB"),
    number("max_parallel_workers", "8", 0, 1024),
    number("max_parallel_workers_per_gather", "2", 0, 1024),
    boolean("parallel_leader_participation", "on"),
    real("parallel_setup_cost", "1000"),
    real("parallel_tuple_cost", "0.1"),
    choice("password_encryption", "scram-sha-256", "md5", "scram-sha-256"),
    choice("plan_cache_mode", "auto", "auto", "force_generic_plan", "force_custom_plan"),
    real("random_page_cost", "4"),
    real("seq_page_cost", "1"),
    choice("session_replication_role", "origin", "origin", "replica", "local"),
    boolean("synchronize_seqscans", "on"),
    choice("synchronous_commit", "on", "local", "remote_write", "remote_apply", "on", "off"),
    number("tcp_keepalives_count", "0"),
    number("tcp_user_timeout", "0", unit="ms"),
    number("temp_buffers", "8MB", 800, unit="kB"),
    text("temp_tablespaces"),
    boolean("track_activities", "on"),
    boolean("track_io_timing"),
    number("vacuum_cost_limit", "200", 1, 10_000),
    number("wal_sender_timeout", "1min", unit="ms"),
    number("work_mem", "4MB", 64, unit="kB"),
)  # fmt: skip

_FACTS: Final = (
    fact("block_size", "8192"),
    fact("in_hot_standby", "off"),
    fact("integer_datetimes", "on"),
    fact("is_superuser", "off"),
    fact("lc_collate", "C"),
    fact("lc_ctype", "C.UTF-8"),
    fact("max_function_args", "100"),
    fact("max_identifier_length", "63"),
    fact("max_index_keys", "32"),
    fact("role", "none"),
    fact("server_encoding", "UTF8"),
    fact("server_version", "18.0"),
    fact("server_version_num", "180000"),
    fact("session_authorization", ""),
    fact("ssl", "off"),
)

SETTINGS: Final[dict[str, Setting]] = {
    setting.name.lower(): setting
    for setting in (*_HONOURED, *_ONE_VALUE, *_WITHOUT_EFFECT, *_FACTS)
}
"""Every setting by its name in lower case."""
